import { describe, expect, it } from '@jest/globals'
import { commandIn } from '../../../../src/plan/people/command.ts'

describe('a comment on the issue of the plan', () => {
  it.each([
    ['/postpone shop-1 2h', { does: 'postpone', id: 'shop-1', rest: '2h' }],
    ['/move shop-1 2026-12-02 09:00 no one is there', { does: 'postpone', id: 'shop-1', rest: '2026-12-02 09:00 no one is there' }],
    ['/改期 shop-1 1d 客户要求', { does: 'postpone', id: 'shop-1', rest: '1d 客户要求' }],
    ['／取消 `shop-1.4.2`：客户要求', { does: 'cancel', id: 'shop-1.4.2', rest: '客户要求' }],
    ['/Cancel shop-1', { does: 'cancel', id: 'shop-1', rest: '' }],
    ['\n\n/skip shop-1\nmore words', { does: 'skip', id: 'shop-1', rest: '' }],
    ['/override shop-1 the shop is down', { does: 'override', id: 'shop-1', rest: 'the shop is down' }],
    ['/启动 shop-1', { does: 'run', id: 'shop-1', rest: '' }],
    ['/status', { does: 'status', id: '', rest: '' }],
    ['/cancel shop-1.', { does: 'cancel', id: 'shop-1', rest: '' }],
    ['/cancel shop-1.4.2, please', { does: 'cancel', id: 'shop-1.4.2', rest: 'please' }],
  ])('%j asks for something', (comment, command) => {
    expect(commandIn(comment)).toEqual(command)
  })

  it.each([
    ['a word behind others', 'Please /cancel shop-1'],
    ['a quotation', '> /cancel shop-1'],
    ['code', '    /cancel shop-1'],
    ['a second line', 'I would say:\n/cancel shop-1'],
    ['a part of a word', '/cancellation shop-1'],
    ['a path', '/cancel/shop-1'],
    ['a word of every object', '/constructor shop-1'],
    ['no slash', 'cancel shop-1'],
  ])('that has %s asks for nothing', (_, comment) => {
    expect(commandIn(comment)).toBeUndefined()
  })

  it('does not grow without end', () => {
    expect(commandIn(`/cancel shop-1 ${'x'.repeat(100_000)}`)?.rest).toHaveLength(500)
  })
})
