import { describe, expect, it } from '@jest/globals'
import { scrubbed } from '../../../../src/chat/delivery/scrubbed.ts'
import type { Message } from '../../../../src/chat/message.ts'
import { exampleMessage } from '../notice-context.ts'

const secret = 'hush-hush/9'
const says = `x ${secret} y`
const url = `https://example.test/?key=${encodeURIComponent(secret)}`
const message: Message = {
  ...exampleMessage,
  headline: says,
  facts: [{ label: says, value: says, url }],
  sections: [{ title: says, lines: [{ words: says, url }], isCode: true, more: 3 }],
  links: [{ label: says, url }],
  decision: { id: 'K7QF2M', approve: 'Approve', reject: 'Reject', hint: says, deadline: 0 },
  mentions: [{ name: says, ids: { slack: 'U01' } }],
  footer: says,
  picture: { data: Buffer.from('x'), type: 'image/png', alt: says },
}

describe('a message without secrets', () => {
  it('has none in any of its parts, and is the same otherwise', () => {
    const clean = scrubbed(message, [secret])
    const json = JSON.stringify(clean)
    expect([json.includes(secret), json.includes(encodeURIComponent(secret))]).toEqual([false, false])
    expect(clean).toEqual(
      JSON.parse(JSON.stringify(message).replaceAll(encodeURIComponent(secret), '***').replaceAll(secret, '***'), revived),
    )
    expect(clean.links[0]?.url).toBe('https://example.test/?key=***')
  })

  it('is the same where it had none', () => {
    expect(scrubbed(exampleMessage, [secret])).toEqual(exampleMessage)
  })

  it('has no key in lines that were printed one by one, and as many lines as before', () => {
    const key = ['before', '-----BEGIN RSA PRIVATE KEY-----', 'MIIEabcdefgh0123456789', 'abcd==', '-----END RSA PRIVATE KEY-----', 'after']
    const { sections } = scrubbed({ ...message, sections: [{ title: 'Log', lines: key.map((words) => ({ words })) }] }, [])
    expect(sections[0]?.lines.map(({ words }) => words)).toEqual(['before', '***', '***', '***', '***', 'after'])
  })
})

/** A picture's bytes, which JSON has as an object. */
const revived = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer' ? Buffer.from('x') : value
