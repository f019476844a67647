import { describe, expect, it } from '@jest/globals'
import { inSeconds, openPlanScene } from '../support/plan-scene.ts'

const outcomes = ['dispatched', 'nothing-due']

describe('ticks at the same time', () => {
  it.concurrent.each([2, 5])(
    '%i of them start what is due once, and all end well',
    async (count) => {
      await using scene = await openPlanScene()
      scene.plan([{ id: 'shop', at: inSeconds(12), version: 'v1' }])
      const steps = await Promise.all(Array.from({ length: count }, () => scene.run()))
      expect(scene.started()).toEqual(['shop'])
      expect(steps.map(({ code }) => code)).toEqual(steps.map(() => 0))
      expect(steps.filter(({ outputs }) => outputs.outcome === 'dispatched')).toHaveLength(1)
      for (const { outputs } of steps) expect(outcomes).toContain(outputs.outcome)
      expect(await scene.record('shop')).toMatchObject({ state: 'started', run: { id: scene.runs()[0]?.id } })
    },
    60_000,
  )

  it.concurrent('leave to each other what one of them holds, and end without waiting for it', async () => {
    await using scene = await openPlanScene()
    scene.plan([{ id: 'shop', at: inSeconds(14), version: 'v1' }])
    const holder = await scene.start()
    await holder.waitForLine(/shop: held until/)
    const other = await scene.run()
    expect(other.outputs).toMatchObject({ outcome: 'nothing-due', dispatched: '[]' })
    expect(scene.started()).toEqual([])
    expect((await holder.done).outputs.outcome).toBe('dispatched')
    expect(scene.started()).toEqual(['shop'])
  }, 60_000)

  it.concurrent('start everything that is due at the same second, whoever holds it', async () => {
    await using scene = await openPlanScene()
    const at = inSeconds(12)
    const all = ['a', 'b', 'c', 'd', 'e', 'f']
    scene.plan(all.map((id) => ({ id, at, version: `v-${id}` })))
    const steps = await Promise.all([scene.run(), scene.run()])
    expect(scene.started()).toEqual(all)
    const told = steps.flatMap(({ outputs }) => JSON.parse(outputs.dispatched ?? '[]'))
    expect(told.map(({ id }) => id).sort()).toEqual(all)
    const late = scene.runs().map(({ createdAt }) => createdAt - Date.parse(at))
    expect(Math.min(...late)).toBeGreaterThanOrEqual(-50)
    expect(Math.max(...late)).toBeLessThan(5000)
  }, 60_000)

  it.concurrent('find what is overdue after a pause, and start it once', async () => {
    await using scene = await openPlanScene()
    scene.plan([{ id: 'shop', at: inSeconds(60), version: 'v1' }])
    await scene.run({ hold: 'none' })
    scene.pass(90_000)
    const steps = await Promise.all([scene.run({ hold: 'none' }), scene.run({ hold: 'none' }), scene.run()])
    expect(scene.started()).toEqual(['shop'])
    expect(steps.filter(({ outputs }) => outputs.outcome === 'dispatched')).toHaveLength(1)
    expect(steps.map(({ code }) => code)).toEqual([0, 0, 0])
  }, 60_000)
})
