import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { saidIn } from '../../../../src/chat/github/command.ts'

const own = 'K7QF2M'
const command = (does: string, reason = '', request?: string) => ({
  kind: 'command',
  command: { does, reason, ...(request ? { request } : {}) },
})

describe('a comment', () => {
  it.each([
    { comment: '/approve', said: command('approve') },
    { comment: '  /approve  ', said: command('approve') },
    { comment: '\r\n\n/APPROVE\r\n', said: command('approve') },
    { comment: '/approve!', said: command('approve') },
    { comment: '/approve looks good to me', said: command('approve', 'looks good to me') },
    { comment: '/approve, since\nthe tests pass', said: command('approve', 'since the tests pass') },
    { comment: '/approve K7QF2M', said: command('approve', '', own) },
    { comment: '/approve k7qf2m: fine', said: command('approve', 'fine', own) },
    { comment: '/approve `K7QF2M` fine', said: command('approve', 'fine', own) },
    { comment: '/reject A2B3C4', said: command('reject', '', 'A2B3C4') },
    { comment: '/reject ABCDEF', said: command('reject', '', 'ABCDEF') },
    { comment: '/reject please wait', said: command('reject', 'please wait') },
    { comment: '/reject K7QF2Mx', said: command('reject', 'K7QF2Mx') },
    { comment: '/status', said: command('status') },
    { comment: '/withdraw', said: command('withdraw') },
    { comment: '/同意，可以发布', said: command('approve', '可以发布') },
    { comment: '／拒绝 先等等', said: command('reject', '先等等') },
    { comment: '/approve yes\n> /reject no\n> said Bob', said: command('approve', 'yes') },
    { comment: '/reject later\n\nOn Mon, 2 Nov 2026, bob wrote:\n> Approve?', said: command('reject', 'later') },
  ])('$comment', ({ comment, said }) => {
    expect(saidIn(comment, own)).toEqual(said)
  })

  it.each([
    'this is NOT approved!',
    'I would not /approve this',
    'Hello\n/approve',
    '> /approve',
    '    /approve',
    '`/approve`',
    '```\n/approve\n```',
    '- /approve',
    '/approver of the day',
    '/approve? Are you sure',
    '/approve-me now please do it',
    '//approve',
    ':+1:',
    '👍',
    'approved by nobody, as far as I know, and never will be',
    '',
    '/deploy',
    '/ approve of all this nonsense',
  ])('%j decides nothing', (comment) => {
    expect(saidIn(comment, own)?.kind).not.toBe('command')
  })

  it.each([
    'approve',
    'Approved!',
    'approved, thanks',
    'LGTM',
    '/approved',
    '/aproved'.replace('aproved', 'approveed'),
    '同意',
    'reject this',
  ])('%j is almost a decision', (comment) => {
    expect(saidIn(comment, own)).toEqual({ kind: 'almost' })
  })

  it('that says one thing and then another decides nothing', () => {
    expect(saidIn('/approve\n/reject', own)).toEqual({ kind: 'contradiction' })
    expect(saidIn('/approve\n/approve', own)).toMatchObject({ kind: 'command' })
  })

  it('never decides unless its first line begins with the command', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom('approve', 'reject', '/approve', 'APPROVED', '/reject'),
        fc.string(),
        (before, word, after) => {
          const comment = `${before}${word}${after}`
          const said = saidIn(comment, own)
          if (said?.kind !== 'command') return
          expect(comment.replace(/^(?:\s*\r?\n)+/, '').slice(0, 4)).toMatch(/^ {0,3}[/／]/)
          expect(said.command.reason.length).toBeLessThanOrEqual(500)
        },
      ),
    )
  })
})
