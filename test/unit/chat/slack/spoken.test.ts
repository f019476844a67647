import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { spokenIn } from '../../../../src/chat/slack/spoken.ts'

const own = 'K7QF2M'

describe('a reply is a command', () => {
  it.each([
    { text: 'approve', does: 'approve', reason: '' },
    { text: '  Approve  ', does: 'approve', reason: '' },
    { text: 'APPROVE looks good', does: 'approve', reason: 'looks good' },
    { text: 'approve!', does: 'approve', reason: '' },
    { text: 'approve: after lunch', does: 'approve', reason: 'after lunch' },
    { text: '!approve', does: 'approve', reason: '' },
    { text: ' /approve fine', does: 'approve', reason: 'fine' },
    { text: '*approve* fine', does: 'approve', reason: 'fine' },
    { text: '`reject`', does: 'reject', reason: '' },
    { text: '<@UBOT1> reject not on Friday', does: 'reject', reason: 'not on Friday' },
    { text: 'reject\nbecause\nof this', does: 'reject', reason: 'because\nof this' },
    { text: '同意', does: 'approve', reason: '' },
    { text: '同意，没问题', does: 'approve', reason: '没问题' },
    { text: '批准 上线吧', does: 'approve', reason: '上线吧' },
    { text: '拒绝：周五不发布', does: 'reject', reason: '周五不发布' },
    { text: '驳回', does: 'reject', reason: '' },
    { text: '！拒绝', does: 'reject', reason: '' },
    { text: 'withdraw', does: 'withdraw', reason: '' },
    { text: '撤回', does: 'withdraw', reason: '' },
    { text: 'status', does: 'status', reason: '' },
    { text: '状态', does: 'status', reason: '' },
    { text: 'approve agreed', does: 'approve', reason: 'agreed' },
    { text: 'reject R&amp;D &lt;b&gt; <https://x.test|the page> <@U77>', does: 'reject', reason: 'R&D <b> the page @U77' },
  ])('$text', ({ text, does, reason }) => {
    expect(spokenIn(text, 'UBOT1', own)).toEqual({ does, reason })
  })

  it.each([
    { text: 'approve K7QF2M', request: 'K7QF2M', reason: '' },
    { text: 'approve k7qf2m fine', request: 'K7QF2M', reason: 'fine' },
    { text: 'approve #K7QF2M, fine', request: 'K7QF2M', reason: 'fine' },
    { text: '同意 `K7QF2M` 好', request: 'K7QF2M', reason: '好' },
    { text: 'approve Z9Z9Z9', request: 'Z9Z9Z9', reason: '' },
    { text: 'approve ZZZZZZ', request: 'ZZZZZZ', reason: '' },
  ])('$text names a request', ({ text, request, reason }) => {
    expect(spokenIn(text, 'UBOT1', own)).toEqual({ does: 'approve', request, reason })
  })

  it('takes the id of its own thread for one in any case, without a digit too', () => {
    expect(spokenIn('approve agreed', '', 'AGREED')).toEqual({ does: 'approve', request: 'AGREED', reason: '' })
  })
})

describe('a reply is talk', () => {
  // Rivals approve at “this is NOT approved!” (facts/approval.md 1c.6, 1c.4).
  it.each([
    'this is NOT approved!',
    'approved',
    'approve?',
    'approver',
    'not approve',
    'approve-not',
    'approve/reject',
    'approve_all',
    'disapprove',
    ':white_check_mark:',
    'can you approve this?',
    '不同意',
    '同意吗？',
    '同意？',
    '请拒绝',
    'ok',
    '',
    '   ',
    '<@U77> approve',
    '&lt;approve&gt;',
    '&amp;approve',
    '> approve',
  ])('%j', (text) => {
    expect(spokenIn(text, 'UBOT1', own)).toBeUndefined()
  })

  it('whatever it is, unless one of the words comes first', () => {
    const word = /approve|reject|withdraw|status|同意|批准|拒绝|驳回|撤回|状态/i
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        if (!word.test(text)) expect(spokenIn(text, 'UBOT1', own)).toBeUndefined()
      }),
    )
  })

  it('does not hang on anything, and keeps reasons short and well-formed', () => {
    for (const text of [
      `approve ${'😀'.repeat(5000)}`,
      `approve ${' '.repeat(50_000)}x`,
      `approve${'!'.repeat(50_000)}`,
      '<'.repeat(50_000),
    ]) {
      const reason = spokenIn(text, '', own)?.reason ?? ''
      expect(reason.length).toBeLessThanOrEqual(500)
      expect(reason.isWellFormed()).toBe(true)
    }
  })
})
