import { describe, expect, it } from '@jest/globals'
import { closed, inSeconds, openPlanScene, planHead } from '../support/plan-scene.ts'

describe('what a tick costs', () => {
  it('is a handful of requests with 200 entries that are not due, and hardly more for the next one', async () => {
    await using scene = await openPlanScene()
    const entries = Array.from({ length: 200 }, (_, n) => ({
      id: `shop-${n}`,
      at: inSeconds(3 * 86_400 + n * 3600),
      version: `v${n}`,
      reminders: ['24h'],
    }))
    scene.plan(entries, planHead + closed('Incident', Date.now() - 9e9, Date.now() - 8e9))
    const spent = async (): Promise<number> => {
      const before = scene.github.requests.length
      const step = await scene.run({ issue: 'auto' })
      expect(step.outputs).toMatchObject({ outcome: 'nothing-due', due: '' })
      return scene.github.requests.length - before
    }
    await spent()
    const second = await spent()
    const third = await spent()
    expect(third).toBe(second)
    expect(third).toBeLessThanOrEqual(14)
    const last = scene.github.requests.slice(-third)
    expect(last.filter(({ path }) => path.includes('/git/ref/sallyport/plan/'))).toEqual([])
    expect(last.filter(({ isCounted }) => isCounted).length).toBeLessThanOrEqual(10)
  }, 60_000)

  it('while it holds is one look at the plan at a time, which counts nothing where nothing changes', async () => {
    await using scene = await openPlanScene()
    const entries = Array.from({ length: 20 }, (_, n) => ({ id: `shop-${n}`, at: inSeconds(n === 0 ? 40 : 9 * 86_400), version: 'v1' }))
    scene.plan(entries)
    const step = await scene.start()
    await step.waitForLine(/held until/)
    await new Promise((resolve) => setTimeout(resolve, 3000))
    const from = scene.github.requests.length
    await new Promise((resolve) => setTimeout(resolve, 15_000))
    const held = scene.github.requests.slice(from)
    step.kill()
    await step.done
    expect(held.length).toBeGreaterThan(0)
    expect(held.length).toBeLessThanOrEqual(12)
    expect(held.filter(({ isCounted }) => isCounted).length).toBeLessThanOrEqual(1) // its own record, once
  }, 60_000)
})
