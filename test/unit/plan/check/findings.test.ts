import { describe, expect, it } from '@jest/globals'
import { type Against, findingsOf } from '../../../../src/plan/check/findings.ts'
import type { PlanEntry } from '../../../../src/plan/entry.ts'
import { due, entry, freeze, hour, minute, open } from '../planning.ts'

const now = due - 24 * hour
const against = (more: Partial<Against> = {}): Against => ({
  ...{ now, calendar: { verdict: () => open }, before: [], environments: ['production'], people: ['alice'], channels: ['team'] },
  ...more,
})
const at = (time: number, note?: 'gap' | 'overlap') => ({ at: time, zone: 'UTC', words: '', ...(note ? { note } : {}) })
const frozen = { calendar: { verdict: freeze(due - hour, due + hour) } }
const told = (entries: readonly PlanEntry[], more?: Partial<Against>) =>
  findingsOf(entries, [], against(more)).map(({ level, id, problem }) => `${level} ${id}: ${problem.en}`)

describe('what is found in a plan', () => {
  const cases: readonly { name: string; entries: readonly PlanEntry[]; more?: Partial<Against>; found: readonly RegExp[] }[] = [
    { name: 'nothing wrong', entries: [entry()], found: [] },
    { name: 'a time that is past', entries: [entry({ due: at(now - 1) })], found: [/^error a: Its time is past: /] },
    {
      name: 'a time that is past, unchanged',
      entries: [entry({ due: at(now - 1) })],
      more: { before: [entry({ due: at(now - 1) })] },
      found: [],
    },
    {
      name: 'a time that is past, wanted again',
      entries: [entry({ due: at(now - 1) })],
      more: { before: [entry({ due: at(now - 1), wish: 'cancelled' })] },
      found: [/^error a: Its time is past/],
    },
    { name: 'a cancelled entry', entries: [entry({ due: at(now - 1), wish: 'cancelled', environment: 'x' })], found: [] },
    { name: 'an unknown environment', entries: [entry({ environment: 'prod' })], found: [/^error a: .*no environment “prod”/] },
    { name: 'no environments at all', entries: [entry({ environment: 'prod' })], more: { environments: [] }, found: [] },
    { name: 'an unknown owner', entries: [entry({ owner: 'bob' })], found: [/^error a: .*no person or group “bob”/] },
    { name: 'unknown channels', entries: [entry({ notify: ['team', 'x', 'y'] })], found: [/^error a: .*“x”/, /^error a: .*“y”/] },
    { name: 'a freeze', entries: [entry()], more: frozen, found: [/^warning a: “freeze” forbids .* It would go out at /] },
    {
      name: 'a freeze, to be left out',
      entries: [entry({ onFreeze: 'skip' })],
      more: frozen,
      found: [/^error a: “freeze” forbids [^.]*\.$/],
    },
    {
      name: 'a freeze, to be asked about',
      entries: [entry({ onFreeze: 'ask' })],
      more: frozen,
      found: [/^warning a: “freeze” forbids [^.]*\.$/],
    },
    { name: 'a gap', entries: [entry({ due: at(due, 'gap') })], found: [/^warning a: The clocks of UTC jump/] },
    { name: 'an overlap', entries: [entry({ due: at(due, 'overlap') })], found: [/^warning a: The clocks of UTC show “” twice/] },
    {
      name: 'a need that comes later',
      entries: [entry({ needs: ['b'] }), entry({ id: 'b', due: at(due + hour) })],
      found: [/^warning a: .*“b”, which is planned for later/],
    },
    {
      name: 'two at nearly the same time',
      entries: [entry(), entry({ id: 'b', due: at(due + 29 * minute) })],
      found: [/^warning b: It comes 29 min after “a”/],
    },
    { name: 'two half an hour apart', entries: [entry(), entry({ id: 'b', due: at(due + 30 * minute) })], found: [] },
    { name: 'two of different environments', entries: [entry(), entry({ id: 'b', environment: '' })], found: [] },
    { name: 'one that needs the other', entries: [entry(), entry({ id: 'b', needs: ['a'] })], found: [] },
  ]
  it.each(cases)('$name', ({ entries, more, found }) => {
    expect(told(entries, more)).toEqual(found.map((shape) => expect.stringMatching(shape)))
  })

  it('is every entry that cannot be read, with its place', () => {
    const refusal = {
      problem: { en: 'No time.', 'zh-CN': '没有时间。' },
      where: 'plan.yml:3:5',
      remedy: { en: 'Write one.', 'zh-CN': '请填写。' },
    }
    const refused = { id: 'a', where: 'plan.yml:3', owner: '', notify: [], due: undefined, refusal }
    expect(findingsOf([], [refused], against())).toEqual([
      { level: 'error', id: 'a', where: 'plan.yml:3', problem: refusal.problem, remedy: refusal.remedy },
    ])
  })

  it('takes no long time for ten thousand entries', () => {
    const many = Array.from({ length: 10_000 }, (_, index) => entry({ id: `e${index}`, due: at(due + index * hour) }))
    const began = process.cpuUsage().user
    expect(findingsOf(many, [], against({ before: many }))).toEqual([])
    expect(process.cpuUsage().user - began).toBeLessThan(20_000_000)
  })
})
