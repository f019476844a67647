import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { editable, final, type NoticeGroups, openNoticeGroups } from '../../support/notice-groups.ts'
import { notifyInProcess } from '../../support/notify-in-process.ts'
import { scaledClock } from '../../support/scaled-clock.ts'

describe('a message of a megabyte in every field', () => {
  const clock = scaledClock(10)
  let groups: NoticeGroups
  beforeAll(async () => {
    groups = await openNoticeGroups(clock)
  })
  afterAll(() => groups.close())

  it.each<[string, string]>([
    ['letters', 'x'],
    ['Chinese', '发'],
    ['emoji of several parts', '👩‍👩‍👧‍👦'],
    ['markup', '*_`[<@!&>](|~\\'],
    ['lines', 'a\n'],
  ])('is taken by every platform, cut to its measure: %s', async (_, piece) => {
    const all = [...editable, ...final]
    const before = Object.fromEntries(all.map((group) => [group, groups.shown(group).length]))
    const huge = piece.repeat(Math.ceil(1_000_000 / Buffer.byteLength(piece)))
    const { outcome, said } = await notifyInProcess({
      clock,
      inputs: { config: JSON.stringify({ channels: groups.channels }), title: huge, message: huge, version: huge },
      env: groups.env,
    })
    expect({ said, undelivered: outcome.outputs?.undelivered }).toEqual({ said, undelivered: '' })
    for (const group of all) expect([group, groups.shown(group).length]).toEqual([group, (before[group] ?? 0) + 1])
    for (const line of said) expect(line.length).toBeLessThan(2000)
  })
})
