import { describe, expect, it } from '@jest/globals'
import type { GateState, HistoryEntry } from '../../../src/approval/gate.ts'
import { openGate, step } from '../../../src/approval/gate.ts'
import { reportOf } from '../../../src/approval/report.ts'
import { act, gate, hear, minute, opened } from './requests.ts'

const english = { locale: 'en', timeZone: 'UTC' } as const
const chinese = { locale: 'zh-CN', timeZone: 'Asia/Shanghai' } as const
const withEntry = (entry: HistoryEntry): GateState => ({ ...gate(), history: [entry] })

describe('the story of a request', () => {
  it('tells votes, ignored acts, reminders and the end, each with who, where and when', () => {
    let state = hear(gate(), act('mallory', 'approve')).state
    state = hear(state, act('alice', 'approve', { at: opened + 2 * minute, reason: 'Fine' })).state
    state = step(state, { kind: 'time' }, opened + 6 * minute).state
    state = step(state, { kind: 'cancel' }, opened + 7 * minute).state
    const report = reportOf(state, english)
    for (const words of ['not counted: may not decide this', 'approved: Fine', 'reminded', 'settled: Cancelled', '9:02:00 AM', '| ops |'])
      expect(report).toContain(words)
  })

  it('is all Chinese in Chinese, in the time of the place', () => {
    const report = reportOf(hear(gate(), act('mallory', 'approve')).state, chinese)
    for (const words of ['未计入: 无权决定', '17:01:00', '审批时限', '等待中']) expect(report).toContain(words)
    expect(report).not.toMatch(/not-eligible|Waiting|undefined/)
  })

  it.each(['| a | b |\n| - | - |', '<img src=x onerror=alert(1)>', '[x](javascript:alert(1))', '@everyone', '```'])(
    'takes %j from people for data',
    (words) => {
      const report = reportOf(withEntry({ at: opened, what: 'approved', user: words, channel: words, words }), english)
      const row = report.split('\n').find((line) => line.includes('approved')) ?? ''
      expect(row.match(/(?<!\\)\|/g)).toHaveLength(5)
      expect(row).not.toMatch(/<img|\]\(|@everyone|```/)
    },
  )

  it('shows who decides, who does not and why', () => {
    const state = gate({ excluded: [{ person: 'dave', because: 'requester' }] })
    expect(reportOf(state, english)).toMatch(/Not dave: asked for it/)
    expect(reportOf(openGate(state.request), chinese)).toMatch(/不含 dave：发起人本人/)
  })
})
