import { describe, expect, it } from '@jest/globals'
import { closed, inSeconds, openPlanScene, planHead } from '../support/plan-scene.ts'
import type { StepResult } from '../support/runner.ts'

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]
const frozen = (to = Date.now() + day) => planHead + closed('Incident', Date.now() - day, to)
const stateOf = (step: StepResult, id: string): { state: string; why: string } =>
  JSON.parse(step.outputs.result ?? '{}').entries.find((one: { id: string }) => one.id === id)

describe('a freeze', () => {
  it('puts an entry off to its end, leaves it out, or asks, and says so each time once', async () => {
    await using scene = await openPlanScene()
    const at = inSeconds(6)
    const entry = (id: string, freeze: string) => ({ id, at, version: 'v1', 'on-freeze': freeze })
    scene.plan([entry('waits', 'postpone'), entry('goes', 'skip'), entry('asks', 'ask')], frozen())
    const first = await scene.run()
    expect(stateOf(first, 'waits')).toMatchObject({ state: 'put-off', why: expect.stringContaining('Put off by “Incident” until') })
    expect(stateOf(first, 'goes')).toMatchObject({ state: 'skipped', why: expect.stringContaining('“Incident” forbids a release at') })
    expect(stateOf(first, 'asks')).toMatchObject({ state: 'asked', why: expect.stringContaining('/override asks <reason>') })
    expect(first.summary).toContain('Incident')
    scene.pass(minute)
    const second = await scene.run()
    expect(second.log).not.toMatch(/waits: |goes: |asks: /)
    expect(second.outputs).toMatchObject({ outcome: 'blocked', 'reason-code': 'entries-blocked' })
    expect(scene.runs()).toEqual([])
    scene.pass(day)
    const third = await scene.run()
    expect(scene.started()).toEqual(['waits'])
    expect(third.outputs.dispatched).toContain('"id":"waits"')
  }, 60_000)

  it('that ends within the horizon is waited for', async () => {
    await using scene = await openPlanScene()
    const end = Math.ceil(Date.now() / 1000) * 1000 + 14_000
    scene.plan([{ id: 'shop', at: inSeconds(5), version: 'v1' }], frozen(end))
    const step = await scene.run()
    expect(step.outputs.outcome).toBe('dispatched')
    expect(scene.runs()[0]?.createdAt).toBeGreaterThanOrEqual(end - 50)
    expect(scene.runs()[0]?.createdAt).toBeLessThan(end + 5000)
    expect((await scene.record('shop'))?.history.map(({ state }) => state)).toContain('put-off')
  }, 60_000)

  it('that is lifted lets go out what was put off', async () => {
    await using scene = await openPlanScene()
    const entries = [{ id: 'shop', at: inSeconds(16), version: 'v1' }]
    scene.plan(entries, frozen())
    await scene.run()
    expect(await scene.record('shop')).toMatchObject({ state: 'put-off' })
    scene.plan(entries)
    await scene.run()
    expect(scene.started()).toEqual(['shop'])
  }, 60_000)

  it('does not keep an environment that it does not name', async () => {
    await using scene = await openPlanScene()
    const rule = `calendar: { deny: [{ name: Nights, days: every, environments: [production] }] }\n`
    const at = inSeconds(10)
    scene.plan(
      [
        { id: 'one', at, version: 'v1' },
        { id: 'two', at, version: 'v1', environment: 'staging' },
      ],
      planHead + rule,
    )
    await scene.run()
    expect(scene.started()).toEqual(['two'])
  }, 60_000)
})

describe('a schedule that was late', () => {
  it('starts what may be so late, and tells of the rest', async () => {
    await using scene = await openPlanScene()
    const at = inSeconds(30)
    const entry = (id: string, late: string) => ({ id, at, version: 'v1', 'on-late': late })
    scene.plan([entry('an-hour', '1h'), entry('minutes', '5m'), entry('not', 'skip'), entry('asks', 'ask')])
    await scene.run({ hold: 'none' })
    scene.pass(hour / 2)
    const step = await scene.run({ hold: 'none' })
    expect(scene.started()).toEqual(['an-hour'])
    expect(stateOf(step, 'minutes')).toMatchObject({ state: 'missed', why: expect.stringMatching(/it is (?:29|30) min.* late/) })
    expect(stateOf(step, 'not')).toMatchObject({ state: 'missed' })
    expect(stateOf(step, 'asks')).toMatchObject({ state: 'asked', why: expect.stringContaining('/run asks') })
    expect(Number(step.outputs['late-seconds'])).toBeGreaterThan(29 * 60)
    expect(step.outputs.outcome).toBe('blocked')
  }, 60_000)

  it('leaves alone what was planned before anybody looked', async () => {
    await using scene = await openPlanScene()
    scene.plan([{ id: 'old', at: inSeconds(-600), version: 'v1' }])
    const step = await scene.run()
    expect(scene.runs()).toEqual([])
    expect(step.outputs.outcome).toBe('nothing-due')
  }, 60_000)
})
