import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Clock } from '../../../src/kit/clock.ts'
import { type NoticeGroups, openNoticeGroups } from '../../support/notice-groups.ts'
import { notifyInProcess } from '../../support/notify-in-process.ts'
import { scaledClock } from '../../support/scaled-clock.ts'

describe('a run that is told of while GitHub does not answer', () => {
  const clock: Clock = scaledClock(20)
  let groups: NoticeGroups
  beforeAll(async () => {
    groups = await openNoticeGroups(clock)
    groups.github.faults.outage = { does: 'hang' }
  })
  afterAll(async () => {
    await groups.close()
    await delay(2500) // what was still being asked gives up
  })

  it('is told within some twenty seconds, with what is known, and says what is not', async () => {
    const { ops, ding } = groups.channels
    const began = clock.now()
    const { outcome, said } = await notifyInProcess({
      clock,
      inputs: { config: JSON.stringify({ channels: { ops, ding } }), status: 'failure' },
      env: groups.env,
    })
    expect(clock.now() - began).toBeLessThan(30_000) // twenty, and what the processor needs at twenty times the pace
    expect(outcome).toMatchObject({ outcome: 'delivered', succeeded: true, outputs: { delivered: 'ops,ding' } })
    for (const group of ['ops', 'ding']) {
      expect(groups.shown(group)).toEqual([expect.stringMatching(/Failed: Release #7 of shop on main[\s\S]*Not known: the run, its jobs/)])
    }
    expect(said.join('\n')).toMatch(/GitHub did not answer in time\.[\s\S]*this step sends a new one/)
  })

  it('is told as cancelled, and soon, when that is what happens meanwhile', async () => {
    const stop = new AbortController()
    const told = notifyInProcess({
      clock,
      inputs: { config: JSON.stringify({ channels: { ding: groups.channels.ding } }), status: 'success' },
      env: groups.env,
      signal: stop.signal,
    })
    setTimeout(() => stop.abort(new Error('cancelled')), 50)
    const began = performance.now()
    const { outcome } = await told
    expect(performance.now() - began).toBeLessThan(12_000)
    expect(outcome.outputs).toMatchObject({ delivered: 'ding', undelivered: '' })
    expect(groups.shown('ding').at(-1)).toMatch(/Cancelled: Release #7/)
  })
})
