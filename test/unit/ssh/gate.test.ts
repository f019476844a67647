import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from '@jest/globals'
import { gate } from '../../../src/ssh/gate.ts'

describe('gate', () => {
  it('lets no more than its limit in, in order, and goes on after failures', async () => {
    const enter = gate(3)
    let inside = 0
    let most = 0
    const started: number[] = []
    const task = (index: number) => async () => {
      started.push(index)
      most = Math.max(most, ++inside)
      await delay(index % 3)
      inside--
      if (index % 4 === 0) throw new Error('no')
      return index
    }
    const results = await Promise.allSettled(Array.from({ length: 20 }, (_, index) => enter(task(index))))
    expect(most).toBe(3)
    expect(started).toEqual(Array.from({ length: 20 }, (_, index) => index))
    expect(results.filter((result) => result.status === 'rejected')).toHaveLength(5)
    await expect(enter(task(1))).resolves.toBe(1)
  })
})
