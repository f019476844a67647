import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { commandIn } from '../../../../src/chat/feishu/command.ts'

const own = 'K7QF2M'

describe('commandIn', () => {
  it.each([
    { message: 'approve', command: { does: 'approve', reason: '' } },
    { message: '  /Approve  ', command: { does: 'approve', reason: '' } },
    { message: 'approve!', command: { does: 'approve', reason: '' } },
    { message: '/approve tested on staging', command: { does: 'approve', reason: 'tested on staging' } },
    { message: 'Approve, tested', command: { does: 'approve', reason: 'tested' } },
    { message: 'reject\nthe build\nis red', command: { does: 'reject', reason: 'the build\nis red' } },
    { message: '同意', command: { does: 'approve', reason: '' } },
    { message: '/批准 已验证', command: { does: 'approve', reason: '已验证' } },
    { message: '同意，没问题', command: { does: 'approve', reason: '没问题' } },
    { message: '拒绝。有问题', command: { does: 'reject', reason: '有问题' } },
    { message: '驳回', command: { does: 'reject', reason: '' } },
    { message: '撤回', command: { does: 'withdraw', reason: '' } },
    { message: 'status', command: { does: 'status', reason: '' } },
    { message: '状态', command: { does: 'status', reason: '' } },
    { message: 'approve K7QF2M', command: { does: 'approve', reason: '', request: own } },
    { message: 'approve k7qf2m: fine', command: { does: 'approve', reason: 'fine', request: own } },
    { message: '同意 K7QF2M，好', command: { does: 'approve', reason: '好', request: own } },
    { message: 'approve K7QF2N', command: { does: 'approve', reason: '', request: 'K7QF2N' } },
    { message: 'approve update', command: { does: 'approve', reason: 'update' } },
    { message: 'approve UPDATE', command: { does: 'approve', reason: 'UPDATE' } },
    { message: 'approve K7QF2MX', command: { does: 'approve', reason: 'K7QF2MX' } },
  ])('$message', ({ message, command }) => {
    expect(commandIn(message, own)).toEqual(command)
  })

  it.each([
    ...[
      '',
      '/',
      'approved',
      'this is NOT approved!',
      'not approve',
      'I approve',
      'approve?',
      'approve-later',
      'disapprove',
      'approve/reject',
    ],
    ...[
      '不同意',
      '同意书',
      '我同意',
      '同意？',
      '同意吗',
      '暂不批准',
      'approve同意',
      'aрprove',
      ':approve:',
      '"approve"',
      'approve...now',
      'constructor',
      'toString x',
    ],
  ])('is none: %s', (message) => {
    expect(commandIn(message, own)).toBeUndefined()
  })

  it('takes an own id that is all letters, in the case in which it is typed', () => {
    expect(commandIn('approve update now', 'UPDATE')).toEqual({ does: 'approve', reason: 'now', request: 'UPDATE' })
  })

  it('never finds a command behind other words', () => {
    const words = ['approve', 'reject', '同意', '拒绝', 'status', own]
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.constantFrom(...words), (before, word) => {
        fc.pre(/[\p{L}\p{N}]/u.test(before))
        const first =
          before
            .trim()
            .replace(/^\//, '')
            .split(/[\s，。！：；、]/)[0]
            ?.replace(/[,.!:;]+$/, '')
            .toLowerCase() ?? ''
        fc.pre(!['approve', 'reject', 'withdraw', 'status', '同意', '批准', '拒绝', '驳回', '撤回', '状态'].includes(first))
        expect(commandIn(`${before} ${word}`, own)).toBeUndefined()
      }),
    )
  })
})
