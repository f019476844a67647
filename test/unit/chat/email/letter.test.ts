import { afterEach, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Message } from '../../../../src/chat/message.ts'
import { exampleMessage } from '../notice-context.ts'
import { closeServers, opened } from './opened.ts'

afterEach(closeServers)

/** The mail as a server received it and a parser read it. */
async function received(message: Message, ...given: Parameters<typeof opened>) {
  const { channel, server } = await opened(...given)
  expect(await channel.send(message)).toEqual({ state: 'delivered' })
  const [mail] = server.mails
  if (!mail) throw new Error('nothing was received')
  return mail
}

describe('a mail', () => {
  it('has the headline as its subject, HTML and plain text, and every link', async () => {
    const { parsed } = await received(exampleMessage)
    expect(parsed.subject).toBe('[PRODUCTION] Release shop v1.4.2 to production?')
    for (const { url } of exampleMessage.links) expect([parsed.html, parsed.text].every((part) => String(part).includes(url))).toBe(true)
    expect(parsed.text).toContain('Mends the *basket*.')
    expect(parsed.html).toContain('Mends the *basket*.')
  })

  it('is marked as sent by a machine, and can be filtered', async () => {
    const { parsed } = await received(exampleMessage)
    expect(parsed.headers.get('auto-submitted')).toBe('auto-generated')
    expect(parsed.headers.get('list')).toEqual({ id: { name: 'sallyport.shop.acme.example.test' } })
    expect(parsed.from?.value).toEqual([{ name: 'Sallyport', address: 'ci@example.test' }])
  })

  it('speaks Chinese', async () => {
    const { parsed } = await received({ ...exampleMessage, headline: '是否将 商店 v1.4.2 发布到生产环境？🚀' }, {}, {}, { locale: 'zh-CN' })
    expect(parsed.subject).toBe('【生产】是否将 商店 v1.4.2 发布到生产环境？🚀')
    expect(parsed.html).toContain('<html lang="zh-CN">')
    expect(parsed.text).toContain('另有 2 条')
  })

  it('keeps lines within what mail servers carry', async () => {
    const long = { ...exampleMessage, headline: '很长的标题 '.repeat(200), facts: [{ label: 'x', value: 'y'.repeat(3000) }] }
    const { raw } = await received(long)
    const lines = raw.toString('latin1').split('\r\n')
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(998)
    expect(raw.toString('latin1').replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
  })

  it('keeps a line that begins with a dot', async () => {
    const { parsed } = await received({ ...exampleMessage, footer: '.', facts: [{ label: '.', value: '.' }] })
    expect(parsed.text).toMatch(/^\.: \.$/m)
  })
})

describe('mails about one request', () => {
  it('form a thread, whichever job sends them', async () => {
    const request = await received(exampleMessage)
    const { decision: _decision, ...rest } = exampleMessage
    const outcome = await received({ ...rest, headline: 'Approved', about: { id: 'K7QF2M', event: 'approval.settled' } })
    const [root] = [request.parsed.inReplyTo]
    expect(root).toMatch(/^<K7QF2M\.[0-9a-f]{16}@example\.test>$/)
    expect([outcome.parsed.inReplyTo, outcome.parsed.references, request.parsed.references]).toEqual([root, root, root])
    expect(request.parsed.messageId).not.toBe(outcome.parsed.messageId)
  })

  it('are kept apart from those about another one, and from other repositories', async () => {
    const one = await received(exampleMessage)
    const other = await received({ ...exampleMessage, about: { id: 'OTHER2', event: 'approval.requested' } })
    const elsewhere = await received(exampleMessage, {}, {}, { env: { GITHUB_REPOSITORY: 'acme/website' } })
    expect(new Set([one, other, elsewhere].map(({ parsed }) => parsed.inReplyTo)).size).toBe(3)
  })

  it('are no thread where it is not known what they are about', async () => {
    const { about: _about, decision: _decision, ...rest } = exampleMessage
    expect((await received(rest)).parsed.inReplyTo).toBeUndefined()
  })
})

const hostile = [
  'a\r\nBcc: victim@example.test',
  'a\nSubject: other',
  'a\u2028b\u0085c\u0000d',
  '=?utf-8?B?QmNjOiBh?=',
  '</title><script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='x",
  '<a href="https://evil.test">click</a>',
  '&lt;b&gt; &#60;script&#62;',
  'javascript:alert(1)',
  '\u202egnp.exe',
  '\ud800 half',
  '\r\n.\r\nMAIL FROM:<x@y>\r\n',
]

describe('what others wrote', () => {
  it.each(hostile)('is only ever shown: %j', async (words) => {
    const line = { words, url: words }
    const message: Message = {
      ...exampleMessage,
      headline: words,
      facts: [{ label: words, value: words, url: words }],
      sections: [{ title: words, lines: [line] }],
      links: [...exampleMessage.links, { label: words, url: words }],
      mentions: [{ name: words, ids: {} }],
      footer: words,
      about: { id: words, event: 'approval.requested' },
    }
    const { parsed, to, raw } = await received(message)
    expect(to).toEqual(['ops@example.test'])
    expect(parsed.headerLines.map(({ key }) => key).sort()).toEqual([
      'auto-submitted', 'content-type', 'date', 'from', 'in-reply-to', 'list-id', 'message-id', 'mime-version', 'references', 'subject', 'to', 'x-auto-response-suppress',
    ]) // biome-ignore format: a list
    const html = String(parsed.html)
    expect(html.match(/<(?:script|img|iframe|form|object)\b/gi)).toBeNull()
    expect([...html.matchAll(/href="([^"]*)"/g)].map(([, url]) => url)).toEqual(exampleMessage.links.map(({ url }) => url))
    expect(html).not.toMatch(/\son\w+="|[\u0000\u202e]/)
    expect(raw.toString()).not.toContain('javascript:alert(1)"')
  })

  it('fits, and is well-formed, whatever it is', async () => {
    const { channel } = await opened()
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.integer({ min: 1, max: 30 }), (words, many) => {
        const lines = Array.from({ length: many }, () => ({ words }))
        const text = channel.preview({ ...exampleMessage, headline: words, sections: [{ title: words, lines }] })
        expect(text.isWellFormed()).toBe(true)
        expect(text.split('\n')[0]).toMatch(/^Subject: \[PRODUCTION\]/)
      }),
      { numRuns: 30 },
    )
  })

  it('may be a megabyte', async () => {
    const words = '发布🚀'.repeat(180_000)
    const lines = Array.from({ length: 2000 }, () => ({ words: words.slice(0, 5000), url: 'https://example.test/' }))
    const { raw, parsed } = await received({
      ...exampleMessage,
      headline: words,
      facts: [{ label: words, value: words }],
      sections: [{ title: words, lines }],
      footer: words,
    })
    expect(Buffer.byteLength(String(parsed.html))).toBeLessThanOrEqual(100_000)
    expect(raw.length).toBeLessThan(300_000)
    for (const { url } of exampleMessage.links) expect(parsed.html).toContain(url)
  })
})

it('shows in a preview what would be sent, and sends nothing', async () => {
  const { channel, server } = await opened()
  expect(channel.preview(exampleMessage)).toMatch(/^Subject: \[PRODUCTION\] Release shop v1\.4\.2 to production\?\nTo: ops@example\.test\n/)
  expect(server.connections()).toBe(0)
})
