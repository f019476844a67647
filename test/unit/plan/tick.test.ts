import { describe, expect, it } from '@jest/globals'
import { due as at, entry as entryOf, freeze, hour, minute, record } from './planning.ts'
import { outOfReach, sourceOf, tickDesk } from './tick-desk.ts'

const due = at
const day = 24 * hour

describe('a tick', () => {
  it('says what it started, though it followed that for a while', async () => {
    const scene = tickDesk(due - hour, sourceOf('plan', entryOf()))
    const report = await scene.tick({ follow: 10 * minute })
    expect(report.started.map(({ entry }) => entry.id)).toEqual(['a'])
    expect(scene.orders).toEqual([{ id: 'a', at: due }])
  })

  it('leaves what others have, and ends', async () => {
    const scene = tickDesk(due - hour, sourceOf('plan', entryOf()))
    await scene.write('a', record('claimed', { holder: { run: '9', attempt: 1 } }))
    await scene.tick()
    expect([scene.time.now() < due - hour + minute, scene.orders]).toEqual([true, []])
  })

  it('takes over what somebody held who is gone', async () => {
    const scene = tickDesk(due - hour, sourceOf('plan', entryOf()))
    await scene.write('a', record('claimed', { holder: { run: '9', attempt: 1 } }))
    scene.starter.isAtWork = async () => false
    await scene.tick()
    expect(scene.orders).toEqual([{ id: 'a', at: due }])
  })

  it('cannot begin without a plan or a calendar', async () => {
    const [source, other] = [sourceOf('plan', entryOf()), sourceOf('table')]
    const scene = tickDesk(due - hour, source)
    source.isDown = true
    await expect(scene.tick()).rejects.toBe(outOfReach)
    source.isDown = false
    scene.desk.calendar = async () => Promise.reject(outOfReach)
    await expect(scene.tick()).rejects.toBe(outOfReach)
    const two = tickDesk(due - hour, source, other)
    other.isDown = true
    expect((await two.tick()).faults).toEqual([outOfReach])
    expect(two.orders).toEqual([{ id: 'a', at: due }])
  })

  it.each([
    { what: 'the plan', from: due - 30 * minute, until: due - 20 * minute },
    { what: 'the plan until after the time', from: due - 30 * minute, until: due + minute },
  ])('holds what it has while $what cannot be read', async ({ from, until }) => {
    const source = sourceOf('plan', entryOf())
    const scene = tickDesk(due - hour, source)
    scene.time.at(from, () => (source.isDown = true))
    scene.time.at(until, () => (source.isDown = false))
    await scene.tick()
    const [order, ...more] = scene.orders
    expect([order?.at, more]).toEqual([until < due ? due : expect.any(Number), []])
    expect(order?.at).toBeLessThan(Math.max(due, until) + 10_000)
  })

  it('starts nothing while the calendar cannot be read, and lets go of nothing', async () => {
    const scene = tickDesk(due - hour, sourceOf('plan', entryOf()))
    const { calendar } = scene.desk
    scene.time.at(due - 30 * minute, () => (scene.desk.calendar = async () => Promise.reject(outOfReach)))
    scene.time.at(due + 2 * minute, () => (scene.desk.calendar = calendar))
    await scene.tick()
    expect(scene.orders.map(({ at }) => at >= due + 2 * minute && at < due + 2 * minute + 10_000)).toEqual([true])
  })

  it('goes on where somebody else wrote at the same moment', async () => {
    const scene = tickDesk(due - hour, sourceOf('plan', entryOf()))
    const { write } = scene.desk.records
    let count = 0
    scene.desk.records.write = async (kept, next) => (++count === 1 ? undefined : write(kept, next))
    await scene.tick()
    expect(scene.orders).toEqual([{ id: 'a', at: due }])
  })
})

describe('an entry', () => {
  it('that is put off by more than a week starts all the same', async () => {
    const scene = tickDesk(due - hour, sourceOf('plan', entryOf({ onLate: { kind: 'run-within', milliseconds: hour } })))
    const opens = due + 15 * day
    scene.desk.calendar = async () => ({ verdict: freeze(due - day, opens) })
    for (let now = due - hour; now < opens - 3 * hour; now += 12 * hour) {
      await scene.time.until(now)
      await scene.tick()
    }
    await scene.time.until(opens - 5 * minute)
    await scene.tick()
    expect(scene.orders).toEqual([{ id: 'a', at: opens }])
    expect(scene.kinds('a')).toEqual(['put-off', 'started'])
  })

  it('that a comment has moved by more than a week starts then', async () => {
    const then = due + 20 * day
    const scene = tickDesk(due - hour, sourceOf('plan', entryOf()))
    await scene.write('a', record('planned', { amendment: { of: due, at: then, by: 'alice', reason: '' } }))
    for (let now = due - hour; now < then; now += day) {
      await scene.time.until(now)
      await scene.tick()
    }
    expect(scene.orders).toEqual([{ id: 'a', at: then }])
  })

  it('that is in two sources is started from neither, and that is told once', async () => {
    const [one, other] = [
      sourceOf('plan', entryOf({ where: 'plan:1' })),
      sourceOf('table', entryOf({ where: 'row 7', due: { at: due + minute, zone: 'UTC', words: '' } })),
    ]
    const scene = tickDesk(due - hour, one, other)
    for (let count = 0; count < 4; count++) {
      await scene.tick()
      await scene.time.until(scene.time.now() + 30 * minute)
    }
    expect([scene.orders, scene.kinds('a')]).toEqual([[], ['refused']])
    expect(scene.told[0]?.why).toContain('“a” is planned twice: plan:1, row 7.')
  })

  it('that is gone while its run is at work is followed to its end', async () => {
    const source = sourceOf('plan', entryOf())
    const scene = tickDesk(due - minute, source)
    await scene.tick()
    source.entries = []
    scene.starter.progressOf = async () => 'released'
    await scene.tick()
    expect([scene.kinds('a'), scene.record('a')?.state]).toEqual([['started', 'released'], 'released'])
  })

  it('is refused once for the same reason, and starts when it is mended', async () => {
    const scene = tickDesk(due - hour, sourceOf('plan', entryOf()))
    let isBroken = true
    scene.starter.examine = async () => (isBroken ? { problem: { en: 'No workflow.', 'zh-CN': '没有工作流。' } } : undefined)
    await scene.tick()
    await scene.tick()
    isBroken = false
    await scene.tick()
    expect([scene.kinds('a'), scene.orders.length]).toEqual([['refused', 'started'], 1])
  })

  it('that others need comes first; one whose need failed is left out, two that need each other never start', async () => {
    const needing = (id: string, ...needs: readonly string[]) => entryOf({ id, needs })
    const scene = tickDesk(
      due - minute,
      sourceOf(
        'plan',
        entryOf({ id: 'z' }),
        needing('b', 'z'),
        needing('c', 'd'),
        needing('d', 'c'),
        needing('e', 'f'),
        entryOf({ id: 'f' }),
      ),
    )
    const ends = new Map([
      [1, due + 5 * minute],
      [2, due + 5 * minute],
    ])
    scene.starter.progressOf = async ({ id }) =>
      scene.time.now() < (ends.get(id) ?? due + 9 * minute) ? 'at-work' : scene.orders[id - 1]?.id === 'f' ? 'failed' : 'released'
    await scene.tick({ follow: hour })
    await scene.time.until(due + 2 * hour)
    await scene.tick()
    const starts = Object.fromEntries(scene.orders.map(({ id, at }) => [id, Math.round((at - due) / minute)]))
    expect(starts).toEqual({ z: 0, f: 0, b: 5 })
    expect(['b', 'c', 'd', 'e'].map((id) => scene.record(id)?.state)).toEqual([
      'released',
      'missed',
      expect.stringMatching(/missed|skipped/),
      'skipped',
    ])
  })
})
