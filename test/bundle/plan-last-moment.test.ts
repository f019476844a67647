import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from '@jest/globals'
import { inSeconds, openPlanScene, planHead } from '../support/plan-scene.ts'

const until = (at: number): Promise<void> => delay(Math.max(0, at - Date.now()))

describe('a plan that changes while a tick holds an entry', () => {
  it.concurrent('is obeyed up to the last second', async () => {
    await using scene = await openPlanScene()
    const due = Date.now() + 12_000
    const at = inSeconds(12, due - 12_000)
    const later = inSeconds(22, due - 12_000)
    const ids = ['as-it-is', 'cancelled', 'skipped', 'removed', 'later', 'far', 'changed', 'broken', 'workflow']
    const entry = (id: string, more = {}) => ({ id, at, version: `v-${id}`, ...more })
    scene.plan(ids.map((id) => entry(id)))
    const step = await scene.start()
    await Promise.all(ids.map((id) => step.waitForLine(new RegExp(`^${id}: held until`))))
    await until(due - 1000)
    scene.plan([
      entry('as-it-is'),
      entry('cancelled', { cancelled: true }),
      entry('skipped', { skipped: true }),
      entry('later', { at: later }),
      entry('far', { at: inSeconds(3 * 3600) }),
      entry('changed', { version: 'v-changed-2' }),
      entry('broken', { at: 'tomorrow' }),
      entry('workflow', { workflow: 'gone.yml' }),
    ])
    const { log, outputs } = await step.done
    const [first, ...others] = scene.runs().toSorted((one, other) => one.createdAt - other.createdAt)
    expect(scene.started()).toEqual(['as-it-is', 'changed', 'later'])
    expect(first?.createdAt).toBeGreaterThanOrEqual(due - 50)
    expect(others.at(-1)?.createdAt).toBeGreaterThanOrEqual(Date.parse(later) - 50)
    expect(scene.runs().map(({ inputs }) => inputs?.version)).toContain('v-changed-2')
    const states = Object.fromEntries(await Promise.all(ids.map(async (id) => [id, (await scene.record(id))?.state] as const)))
    expect(states).toEqual({
      ...{ 'as-it-is': 'started', cancelled: 'cancelled', skipped: 'skipped', removed: 'cancelled', later: 'started' },
      ...{ far: 'planned', changed: 'started', broken: 'refused', workflow: 'refused' },
    })
    expect(log.match(/^.*removed: .*not in the plan any more/gm)).toHaveLength(1)
    expect(log).toMatch(/broken: Expected a date with a time of day, found “tomorrow”/)
    expect(outputs.outcome).toBe('blocked')
  }, 90_000)

  it.concurrent('starts what was moved to an earlier time by then', async () => {
    await using scene = await openPlanScene()
    const [before, after] = [inSeconds(3000), inSeconds(20)]
    scene.plan([{ id: 'shop', at: before, version: 'v1' }])
    const step = await scene.start()
    await step.waitForLine(/shop: held until/)
    scene.plan([{ id: 'shop', at: after, version: 'v1' }])
    await step.done
    expect(scene.started()).toEqual(['shop'])
    expect((scene.runs()[0]?.createdAt ?? 0) - Date.parse(after)).toBeGreaterThanOrEqual(-50)
    expect((scene.runs()[0]?.createdAt ?? 0) - Date.parse(after)).toBeLessThan(5000)
  }, 60_000)

  it.concurrent('starts nothing in a freeze that was declared one second before', async () => {
    await using scene = await openPlanScene()
    const due = Date.now() + 10_000
    const entries = [{ id: 'shop', at: new Date(due).toISOString(), version: 'v1', 'on-freeze': 'skip' }]
    scene.plan(entries)
    const step = await scene.start()
    await step.waitForLine(/shop: held until/)
    await until(due - 1000)
    const [from, to] = [due - 86_400_000, due + 86_400_000].map((time) => new Date(time).toISOString().slice(0, 16).replace('T', ' '))
    scene.plan(entries, `${planHead}time-zone: UTC\ncalendar: { deny: [{ name: Incident, from: ${from}, to: ${to} }] }\n`)
    const { log } = await step.done
    expect(scene.runs()).toEqual([])
    expect(log).toMatch(/shop: .*“Incident” forbids a release/)
  }, 60_000)

  it.concurrent('starts nothing while the plan cannot be read, and what is due as soon as it can', async () => {
    await using scene = await openPlanScene()
    const due = Date.now() + 10_000
    const entries = [{ id: 'shop', at: new Date(due).toISOString(), version: 'v1' }]
    scene.plan(entries)
    const step = await scene.start()
    await step.waitForLine(/shop: held until/)
    await until(due - 1000)
    scene.plan(entries, 'defaults: [\n')
    await until(due + 3000)
    expect(scene.runs()).toEqual([])
    scene.plan(entries)
    expect((await step.done).outputs.outcome).toBe('dispatched')
    expect(scene.started()).toEqual(['shop'])
  }, 60_000)
})
