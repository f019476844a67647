import { describe, expect, it } from '@jest/globals'
import { text } from '../../../src/kit/text.ts'
import { deliveriesOf, deliveryTable, judge, messageIdsOf, type Target } from '../../../src/notify/delivery-report.ts'
import type { Shown } from '../../../src/notify/living.ts'

const reason = text('DingTalk: the signature does not match (310000).', '钉钉：签名不匹配（310000）。')
const remedy = text('Put the secret in.', '请填写密钥。')
const given: Readonly<Record<Shown['state'], Shown>> = {
  delivered: { state: 'delivered', ref: 'r1' },
  rejected: { state: 'rejected', reason, remedy },
  limited: { state: 'limited', reason },
  unknown: { state: 'unknown', reason },
  skipped: { state: 'skipped', reason },
}
const target = (channel: string, state: Shown['state'], insteadOf?: string): Target => ({
  channel,
  platform: 'dingtalk',
  shown: given[state],
  ...(insteadOf ? { insteadOf } : {}),
})

describe('how it ended over all channels', () => {
  it.each<[string, readonly Target[], string, readonly string[]]>([
    ['all have it', [target('a', 'delivered'), target('b', 'delivered')], 'delivered', []],
    ['one has it', [target('a', 'delivered'), target('b', 'rejected')], 'partly-delivered', ['b']],
    ['none has it', [target('a', 'rejected'), target('b', 'limited'), target('c', 'unknown')], 'undelivered', ['a', 'b', 'c']],
    ['nothing was new', [target('a', 'skipped')], 'skipped', []],
    ['nobody was to hear', [], 'skipped', []],
    ['new for one of them', [target('a', 'skipped'), target('b', 'delivered')], 'delivered', []],
    ['another one stood in', [target('a', 'rejected'), target('b', 'delivered', 'a')], 'delivered', []],
    [
      'the first that stood in failed too',
      [target('a', 'rejected'), target('b', 'rejected', 'a'), target('c', 'delivered', 'a')],
      'delivered',
      [],
    ],
    ['nobody stood in', [target('a', 'rejected'), target('b', 'rejected', 'a')], 'undelivered', ['a', 'b']],
    ['it is not known', [target('a', 'unknown')], 'undelivered', ['a']],
  ])('%s', (_, targets, outcome, undelivered) => {
    expect(judge(targets)).toMatchObject({ outcome, undelivered })
  })
})

describe('what programs and people get of it', () => {
  it('tells programs state, reason and remedy of each channel', () => {
    expect(deliveriesOf([target('a', 'rejected'), target('b', 'delivered', 'a')], 'zh-CN')).toEqual([
      { channel: 'a', platform: 'dingtalk', state: 'rejected', reason: reason['zh-CN'], remedy: remedy['zh-CN'] },
      { channel: 'b', platform: 'dingtalk', state: 'delivered', 'instead-of': 'a' },
    ])
  })

  it('tells later steps where messages are', () => {
    expect(messageIdsOf([target('a', 'rejected'), target('b', 'delivered')])).toEqual({ b: 'r1' })
  })

  it('makes a table in which nothing of a channel becomes markup', () => {
    const table = deliveryTable([{ ...target('a|b<img>', 'rejected'), platform: 'wecom' }], 'en')
    expect(table.split('\n')).toHaveLength(3)
    expect(table).toContain('❌ not taken')
    expect(table).toContain('Put the secret in.')
    expect(table).not.toMatch(/<img>|a\|b/)
  })
})
