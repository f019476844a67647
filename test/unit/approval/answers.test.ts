import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { answerTo, decidedWords, progressWords } from '../../../src/approval/answers.ts'
import type { GateState, HeardAsk, Refusal, Status, Verdict } from '../../../src/approval/gate.ts'
import type { Text } from '../../../src/kit/text.ts'
import { act, cancel, deadline, gate, hear, heard, minute, opened, requirement, stateAfter, time, verdictIn } from './requests.ts'

const now = opened + 10 * minute
const managers = { count: 1, from: ['managers'], eligible: ['alexander', 'katharina'] }
const sre = { count: 2, from: ['sre', 'on-call'], eligible: ['katharina', 'maximilian', 'wei.zhang', 'priyanka'] }
const open = gate({ requirements: [managers, sre] })

const states: Readonly<Record<Status, GateState>> = {
  pending: heard(open, act('alexander', 'approve')),
  approved: heard(gate(), act('alice', 'approve'), act('bob', 'approve')),
  rejected: heard(gate(), act('alice', 'reject')),
  expired: stateAfter(gate(), time, deadline),
  cancelled: stateAfter(gate(), cancel, now),
  superseded: stateAfter(gate(), { kind: 'supersede', by: 'NEWER2' }, now),
}
const silentlyApproved = stateAfter(gate({ onTimeout: 'approve' }), time, deadline)

const refusals: Readonly<Record<Refusal, { readonly en: RegExp; readonly zh: RegExp }>> = {
  'unknown-person': {
    en: /not on the list \(your telegram id is id-of-alice\)/,
    zh: /不在审批人名单中（你的 telegram ID 是 id-of-alice）/,
  },
  'not-eligible': {
    en: /only alexander, katharina, maximilian, wei\.zhang and 1 more can decide/,
    zh: /只有 alexander、katharina、maximilian、wei\.zhang 及另外 1 人 可以决定/,
  },
  'no-identity': { en: /only alexander, .* can decide/, zh: /只有 alexander、.* 可以决定/ },
  requester: { en: /you asked for it yourself/, zh: /你自己发起的请求/ },
  author: { en: /you wrote commits/, zh: /你是此次发布中提交的作者/ },
  'reason-missing': { en: /a reason is needed\. Write: \/reject K7QF2M <reason>/, zh: /需要说明理由。请发送：\/reject K7QF2M <理由>/ },
  outdated: { en: /you have decided otherwise since/, zh: /你之后已另作表态/ },
  'nothing-to-withdraw': { en: /no vote of yours/, zh: /没有可撤回的表态/ },
  expired: { en: /the time for this request is over/, zh: /审批时限已过/ },
  decided: { en: /Too late\./, zh: /已无法计入/ },
  'did-you-mean': { en: /There is no request K7QF2N\. Did you mean K7QF2M\?/, zh: /没有请求 K7QF2N。你是不是指 K7QF2M？/ },
  'other-request': { en: /Not counted here: this is request K7QF2M, not K7QF2N\./, zh: /未计入：这里是请求 K7QF2M，而不是 K7QF2N。/ },
}

const verdicts: readonly Verdict[] = [
  { kind: 'counted', verdict: 'approve', repeated: false },
  { kind: 'counted', verdict: 'approve', repeated: true },
  { kind: 'counted', verdict: 'reject', repeated: false },
  { kind: 'counted', verdict: 'reject', repeated: true },
  { kind: 'withdrawn' },
  { kind: 'status' },
  ...(Object.keys(refusals) as Refusal[]).map((kind) => ({ kind })), // the keys of a record of all refusals
]
const ask = act('alice', 'reject', { request: 'K7QF2N' })
const every = (Object.keys(states) as Status[]).flatMap((status) =>
  verdicts.map((verdict) => ({ status, verdict, label: JSON.stringify(verdict) })),
)

/** What a text in two languages must be to be shown to people. */
function expectComplete({ en, 'zh-CN': zh }: Text): void {
  for (const words of [en, zh]) {
    expect(words.trim()).toBe(words)
    expect(words).not.toBe('')
    expect(words).not.toMatch(/undefined|null|NaN|\[object|\n| {2}|\(\)|（）/)
  }
  expect(en).not.toMatch(/[\u3000-\u9fff\uff00-\uffef]/)
  expect(zh).toMatch(/[\u4e00-\u9fff]/)
  expect(zh).not.toMatch(/[。，：；] |[a-z]\. |, /)
}

describe('answerTo', () => {
  it.each(every)('$label while $status is complete in both languages, and fits a click', ({ status, verdict }) => {
    const { words } = answerTo(states[status], ask, verdict, now)
    expectComplete(words)
    if (verdict.kind === 'status') return
    expect(words.en.length).toBeLessThanOrEqual(200)
    expect(words['zh-CN'].length).toBeLessThanOrEqual(200)
  })

  it.each(Object.entries(refusals) as [Refusal, (typeof refusals)[Refusal]][])('says why: %s', (kind, { en, zh }) => {
    const { words } = answerTo(open, ask, { kind }, now)
    expect(words.en).toMatch(en)
    expect(words['zh-CN']).toMatch(zh)
  })

  it('says another thing for every refusal, but for the two that mean the same', () => {
    const said = (Object.keys(refusals) as Refusal[]).map((kind) => answerTo(open, ask, { kind }, now).words)
    expect(new Set(said.map(({ en }) => en)).size).toBe(said.length - 1)
    expect(new Set(said.map((words) => words['zh-CN'])).size).toBe(said.length - 1)
  })

  it.each([
    { kind: 'counted', verdicts: verdicts.slice(0, 5) },
    { kind: 'status', verdicts: [{ kind: 'status' } as const] },
    { kind: 'refused', verdicts: verdicts.slice(6) },
  ])('is made to be seen as it should be: $kind', ({ kind, verdicts }) => {
    for (const verdict of verdicts) expect(answerTo(open, ask, verdict, now).kind).toBe(kind)
  })

  const said = (state: GateState, one: HeardAsk): Text => {
    const step = hear(state, one)
    return answerTo(step.state, one, verdictIn(step), one.at).words
  }
  it.each([
    {
      name: 'how far it is',
      state: gate(),
      ask: act('alice', 'approve'),
      en: 'Your approval counts. So far: 1 of 2 from sre.',
      zh: '你的同意已计入。目前：sre 已同意 1/2。',
    },
    {
      name: 'how far it is, for each requirement',
      state: open,
      ask: act('katharina', 'approve'),
      en: 'Your approval counts. So far: 1 of 1 from managers, 1 of 2 from sre, on-call.',
      zh: '你的同意已计入。目前：managers 已同意 1/1，sre、on-call 已同意 1/2。',
    },
    {
      name: 'no more than is needed',
      state: heard(open, act('alexander', 'approve')),
      ask: act('katharina', 'approve'),
      en: 'Your approval counts. So far: 1 of 1 from managers, 1 of 2 from sre, on-call.',
      zh: '你的同意已计入。目前：managers 已同意 1/1，sre、on-call 已同意 1/2。',
    },
    {
      name: 'that it was the last one',
      state: heard(gate(), act('alice', 'approve')),
      ask: act('bob', 'approve'),
      en: 'Your approval counts. Request K7QF2M was approved by alice, bob.',
      zh: '你的同意已计入。请求 K7QF2M 已由 alice、bob 批准。',
    },
    {
      name: 'that it ended it',
      state: gate(),
      ask: act('bob', 'reject'),
      en: 'Your rejection counts. Request K7QF2M was rejected by bob.',
      zh: '你的拒绝已计入。请求 K7QF2M 已被 bob 拒绝。',
    },
    {
      name: 'that it was said before',
      state: heard(gate(), act('bob', 'approve')),
      ask: act('bob', 'approve', { key: '2' }),
      en: 'You had said so already. Your approval counts. So far: 1 of 2 from sre.',
      zh: '你之前已作此表态。你的同意已计入。目前：sre 已同意 1/2。',
    },
    {
      name: 'who was faster',
      state: states.rejected,
      ask: act('bob', 'approve'),
      en: 'Too late. Request K7QF2M was rejected by alice.',
      zh: '已无法计入。请求 K7QF2M 已被 alice 拒绝。',
    },
    {
      name: 'that administrators decide where nobody is named',
      state: gate({ requirements: [{ count: 2, from: [], eligible: ['alice', 'bob'] }] }),
      ask: act('alice', 'approve'),
      en: 'Your approval counts. So far: 1 of 2 from admins.',
      zh: '你的同意已计入。目前：admins 已同意 1/2。',
    },
  ])('says $name', ({ state, ask, en, zh }) => {
    expect(said(state, ask)).toEqual({ en, 'zh-CN': zh })
  })

  it('tells the state with the time left and who can decide', () => {
    const { en, 'zh-CN': zh } = said(heard(gate(), act('alice', 'approve')), act(undefined, 'status', { at: opened + 15 * minute }))
    expect(en).toBe('Request K7QF2M is open. So far: 1 of 2 from sre. Time left: 45 min. Can decide: bob, carol.')
    expect(zh).toBe('请求 K7QF2M 尚未决定。目前：sre 已同意 1/2。剩余时间：45 分钟。可作决定：bob、carol。')
  })

  it('tells the state without naming nobody', () => {
    const split = heard(
      gate({ rejectBy: 2, requirements: [requirement(2, 'alice', 'bob')] }),
      act('alice', 'approve'),
      act('bob', 'reject'),
    )
    expect(said(split, act(undefined, 'status')).en).not.toContain('Can decide')
  })

  it('stays short with fifty people in a group', () => {
    const fifty = Array.from({ length: 50 }, (_, index) => `person-number-${index}`)
    const crowd = gate({ requirements: [{ count: 30, from: fifty, eligible: fifty }] })
    for (const verdict of verdicts) {
      const { words } = answerTo(crowd, ask, verdict, now)
      expect(Math.max(words.en.length, words['zh-CN'].length)).toBeLessThanOrEqual(verdict.kind === 'status' ? 300 : 200)
    }
    expect(answerTo(crowd, ask, { kind: 'not-eligible' }, now).words.en).toContain('and 46 more')
  })

  it('names the command that the person meant', () => {
    expect(answerTo(open, act('alice', 'approve'), { kind: 'reason-missing' }, now).words.en).toContain('/approve K7QF2M <reason>')
  })

  it('holds what strangers send as data on one line', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.constantFrom('a\n::set-output name=x::y', '\u202eevil', '##[error]', '<script>', '`x`\r\n'),
    )
    fc.assert(
      fc.property(hostile, hostile, (user, request) => {
        for (const kind of Object.keys(refusals) as Refusal[]) {
          const { words } = answerTo(open, { ...ask, user, userName: user, request, reason: user }, { kind }, now)
          for (const line of [words.en, words['zh-CN']]) {
            expect(line).not.toMatch(/[\n\r\u2028\u2029\u202a-\u202e\u2066-\u2069\u0000-\u0008]|##\[/)
            expect(line.length).toBeLessThanOrEqual(200)
          }
        }
      }),
    )
  })
})

describe('decidedWords', () => {
  it.each(Object.entries(states))('of %s are complete and name the request', (_, state) => {
    const words = decidedWords(state)
    expectComplete(words)
    expect(words.en).toContain('K7QF2M')
    expect(words['zh-CN']).toContain('K7QF2M')
  })

  it('differ for every state', () => {
    const all = [...Object.values(states), silentlyApproved].map(decidedWords)
    expect(new Set(all.map(({ en }) => en)).size).toBe(7)
    expect(new Set(all.map((words) => words['zh-CN'])).size).toBe(7)
  })

  it.each([
    { name: 'by whom', state: states.approved, en: 'approved by alice, bob', zh: '由 alice、bob 批准' },
    { name: 'that nobody objected', state: silentlyApproved, en: 'approved: nobody objected in time', zh: '时限内无人反对' },
    { name: 'what took its place', state: states.superseded, en: 'replaced by NEWER2', zh: '被 NEWER2 取代' },
  ])('say $name', ({ state, en, zh }) => {
    expect(decidedWords(state).en).toContain(en)
    expect(decidedWords(state)['zh-CN']).toContain(zh)
  })
})

describe('progressWords', () => {
  it('are what became of it once that is known', () => {
    expect(progressWords(states.rejected)).toEqual(decidedWords(states.rejected))
  })
})
