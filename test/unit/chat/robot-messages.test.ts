import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { dingtalkBody } from '../../../src/chat/dingtalk/render.ts'
import { linkUrl } from '../../../src/chat/link-url.ts'
import type { Message } from '../../../src/chat/message.ts'
import { webhookBody } from '../../../src/chat/webhook/event.ts'
import { wecomMarkdown } from '../../../src/chat/wecom/render.ts'
import { exampleMessage } from './notice-context.ts'

/** Text as people write it, and as they should not. */
const pieces = [
  '发布到生产环境',
  '👨‍👩‍👧‍👦',
  '🏳️‍🌈',
  'שלום עולם',
  'مرحبا',
  '\u202e',
  '\u0000\u0007',
  '\ud800',
  '\udc00',
  '\r\n# x',
  '**',
  '`',
  '[x](https://evil.test)',
  '![x](https://evil.test/p.png)',
  '<@all>',
  '<font color="info">',
  '@all @a01',
  'dtmd://x/y',
  '&#91;',
  'word ',
  '\\',
]
const hostile = fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((parts) => parts.join(''))
const long = fc.tuple(fc.constantFrom(...pieces), fc.integer({ min: 1, max: 2000 })).map(([piece, times]) => piece.repeat(times))
const words = fc.oneof({ weight: 4, arbitrary: hostile }, { weight: 1, arbitrary: long })
const line = fc.record({ words, url: fc.oneof(words, fc.webUrl()) })
const messages: fc.Arbitrary<Message> = fc.record({
  headline: words,
  tone: fc.constantFrom('waiting', 'good', 'bad', 'neutral', 'warning'),
  level: fc.constantFrom('production', 'test'),
  facts: fc.array(fc.record({ label: words, value: words }), { maxLength: 6 }),
  sections: fc.array(fc.record({ title: words, lines: fc.array(line, { maxLength: 20 }) }), { maxLength: 4 }),
  links: fc.array(fc.record({ label: words, url: fc.oneof({ weight: 5, arbitrary: fc.webUrl() }, { weight: 1, arbitrary: words }) }), {
    maxLength: 6,
  }),
  mentions: fc.array(fc.record({ name: words, ids: fc.record({ dingtalk: words, wecom: words }) }), { maxLength: 5 }),
  footer: words,
})
const runs = { numRuns: 60 }
const locales = fc.constantFrom('en' as const, 'zh-CN' as const)

/** Where a text of Markdown leads. */
const targets = (text: string) => [...text.matchAll(/!?\[[^\]]*\]\(([^)]*)\)/g)].map(([, url = '']) => url)
const allowed = ({ sections, links }: Message): Set<string | undefined> =>
  new Set([...links, ...sections.flatMap(({ lines }) => lines)].map(({ url }) => linkUrl(url ?? '')).filter(Boolean))

describe('a message of DingTalk', () => {
  it('fits, keeps its links, and leads nowhere else, whatever is in it', () => {
    fc.assert(
      fc.property(messages, locales, (message, locale) => {
        const body = dingtalkBody(message, { locale })
        const json = JSON.stringify(body)
        expect(Buffer.byteLength(json)).toBeLessThanOrEqual(20_000)
        expect(json.isWellFormed()).toBe(true)
        const [text, buttons] =
          body.msgtype === 'markdown'
            ? [body.markdown.text, []]
            : [body.actionCard.text, body.actionCard.btns.map(({ actionURL }) => actionURL)]
        const found = new Set([...targets(text), ...buttons])
        expect([...found].filter((url) => !allowed(message).has(url))).toEqual([])
        expect(message.links.flatMap(({ url }) => linkUrl(url) ?? []).filter((url) => !found.has(url))).toEqual([])
        expect(text).not.toMatch(/!\[|<|dtmd:\/\//)
      }),
      runs,
    )
  })

  it('alerts nobody who is not to be alerted', () => {
    fc.assert(
      fc.property(messages, (message) => {
        const body = dingtalkBody(message, { locale: 'en' })
        const alerted = body.msgtype === 'markdown' ? body.at.atUserIds : []
        expect(alerted.every((id) => message.mentions.some(({ ids }) => ids.dingtalk === id))).toBe(true)
        expect(json(body)).not.toContain('"isAtAll":true')
      }),
      runs,
    )
  })
})

const json = (value: unknown): string => JSON.stringify(value)

describe('a message of WeCom', () => {
  it('fits, keeps its links, and alerts nobody, whatever is in it', () => {
    fc.assert(
      fc.property(messages, locales, (message, locale) => {
        const text = wecomMarkdown(message, locale)
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4096)
        expect(text.isWellFormed()).toBe(true)
        expect(targets(text).filter((url) => !allowed(message).has(url))).toEqual([])
        expect(message.links.flatMap(({ url }) => linkUrl(url) ?? []).filter((url) => !targets(text).includes(url))).toEqual([])
        // Only colours of ours, each with its end.
        expect(text.replace(/<font color="(?:info|comment|warning)">[^<>]*<\/font>/g, '')).not.toMatch(/[<>](?! )/)
      }),
      runs,
    )
  })
})

describe('an event of a webhook', () => {
  it('fits, is JSON, and says what was said', () => {
    fc.assert(
      fc.property(messages, (message) => {
        const body = webhookBody(message, { id: 'msg_1', type: 'message', at: 0 })
        expect(Buffer.byteLength(body)).toBeLessThanOrEqual(60_000)
        expect(body).not.toMatch(/\\ud[89a-f]/i)
        const { data } = JSON.parse(body)
        if (message.headline.length <= 200) expect(data.headline).toBe(message.headline.toWellFormed())
        const sensible = message.links.map(({ url }) => url.toWellFormed()).filter(({ length }) => length <= 2000)
        expect(data.links.map(({ url }: { url: string }) => url)).toEqual(sensible)
      }),
      runs,
    )
  })
})

describe('a megabyte', () => {
  const words = '发布🚀\u0000\ud800'.repeat(150_000)
  const lines = Array.from({ length: 3000 }, () => ({ words: words.slice(0, 3000), url: 'https://example.test/x' }))
  const huge = {
    ...exampleMessage,
    headline: words,
    facts: [{ label: words, value: words }],
    sections: [{ title: words, lines }],
    footer: words,
  }

  it.each([
    ['DingTalk', () => JSON.stringify(dingtalkBody(huge, { locale: 'en' })), 20_000],
    ['WeCom', () => wecomMarkdown(huge, 'en'), 4096],
    ['webhooks', () => webhookBody(huge, { id: 'x', type: 'message', at: 0 }), 60_000],
  ] as const)('fits into a message of %s, with its links', (_, render, limit) => {
    const text = render()
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limit)
    for (const { url } of huge.links) expect(text).toContain(url)
  })
})
