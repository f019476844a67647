import { describe, expect, it } from '@jest/globals'
import * as v from 'valibot'
import { channelSchema } from '../../../src/config/channels.ts'

const webhook = 'https://chat.test/hook'
const forms = [
  { type: 'feishu', formats: ['card', 'post', 'text'] },
  { type: 'dingtalk', formats: ['auto', 'markdown', 'text', 'link', 'action-card', 'feed-card'] },
  { type: 'wecom', formats: ['markdown', 'text', 'template-card'] },
] as const

describe('the kind of message', () => {
  it.each(forms.flatMap(({ type, formats }) => formats.map((format) => ({ type, format }))))('of $type may be $format', (given) => {
    expect(v.parse(channelSchema, { ...given, webhook })).toEqual({ ...given, webhook })
  })

  it.each(forms)('of $type may be left away, and is nothing else', ({ type, formats }) => {
    expect(v.parse(channelSchema, { type, webhook })).toEqual({ type, webhook })
    const { issues = [] } = v.safeParse(channelSchema, { type, webhook, format: 'poem' })
    expect(issues.map(({ expected }) => expected)).toEqual([`(${formats.map((format) => `"${format}"`).join(' | ')})`])
  })
})

describe('a certificate authority', () => {
  it.each([{ type: 'feishu', webhook }, { type: 'webhook', url: webhook }, { type: 'github' }, { type: 'telegram', token: 't', chat: 1 }])(
    'may be given for $type',
    (given) => {
      expect(v.parse(channelSchema, { ...given, ca: '-----BEGIN CERTIFICATE-----' })).toMatchObject({ ca: '-----BEGIN CERTIFICATE-----' })
    },
  )

  it('is not empty', () => {
    expect(v.is(channelSchema, { type: 'github', ca: '' })).toBe(false)
  })
})
