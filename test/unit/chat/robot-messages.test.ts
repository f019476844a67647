import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { DingtalkBody } from '../../../src/chat/dingtalk/body.ts'
import { type DingtalkFormat, dingtalkBody } from '../../../src/chat/dingtalk/render.ts'
import { type Content, contentOf, type Form } from '../../../src/chat/feishu/forms.ts'
import { linkUrl } from '../../../src/chat/link-url.ts'
import type { Message } from '../../../src/chat/message.ts'
import { webhookBody } from '../../../src/chat/webhook/event.ts'
import { type WecomBody, type WecomFormat, wecomBody } from '../../../src/chat/wecom/body.ts'
import { markdownOf } from '../../fakes/feishu/cards.ts'
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
  '<at id=all></at>',
  '<at user_id="all">x</at>',
  '```',
  '\u001b[31mred\u001b[0m',
  '\t  indented',
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
  sections: fc.array(fc.record({ title: words, lines: fc.array(line, { maxLength: 20 }), isCode: fc.boolean() }), { maxLength: 4 }),
  links: fc.array(fc.record({ label: words, url: fc.oneof({ weight: 5, arbitrary: fc.webUrl() }, { weight: 1, arbitrary: words }) }), {
    maxLength: 6,
  }),
  mentions: fc.array(
    fc.record({
      name: words,
      ids: fc.record({
        dingtalk: fc.oneof(words, fc.constant('a01')),
        wecom: fc.oneof(words, fc.constant('a01')),
        feishu: fc.oneof(words, fc.constant('ou_a1')),
      }),
    }),
    { maxLength: 5 },
  ),
  footer: words,
})
const runs = { numRuns: 40 }
const locales = fc.constantFrom('en' as const, 'zh-CN' as const)

/** Where a text of Markdown leads. */
const targets = (text: string) => [...text.matchAll(/!?\[[^\]]*\]\(([^)]*)\)/g)].map(([, url = '']) => url)
const allowed = ({ sections, links }: Message): Set<string | undefined> =>
  new Set([...links, ...sections.flatMap(({ lines }) => lines)].map(({ url }) => linkUrl(url ?? '')).filter(Boolean))

const json = (value: unknown): string => JSON.stringify(value)
const bareLinks = (text: string) => [...text.matchAll(/https?:\/\/[^\s"<>]+/g)].map(([url]) => url)
const addresses = ({ links }: Message): readonly string[] => links.flatMap(({ url }) => linkUrl(url) ?? [])

/** What a body of DingTalk says, and where it leads. */
function partsOf(body: DingtalkBody): { readonly text: string; readonly urls: readonly string[] } {
  switch (body.msgtype) {
    case 'markdown':
      return { text: body.markdown.text, urls: targets(body.markdown.text) }
    case 'actionCard':
      return {
        text: body.actionCard.text,
        urls: [...targets(body.actionCard.text), ...body.actionCard.btns.map(({ actionURL }) => actionURL)],
      }
    case 'text':
      return { text: body.text.content, urls: bareLinks(body.text.content) }
    case 'link':
      return { text: body.link.text, urls: [body.link.messageUrl, ...bareLinks(body.link.text)] }
    case 'feedCard':
      return {
        text: body.feedCard.links.map(({ title }) => title).join('\n'),
        urls: body.feedCard.links.map(({ messageURL }) => messageURL),
      }
  }
}

const dingtalkFormats = ['auto', 'markdown', 'text', 'link', 'action-card', 'feed-card'] as const satisfies readonly DingtalkFormat[]

describe.each(dingtalkFormats)('a message of DingTalk as %s', (format) => {
  it('fits, keeps its links, leads nowhere else and alerts nobody else, whatever is in it', () => {
    fc.assert(
      fc.property(messages, locales, (message, locale) => {
        const body = dingtalkBody(message, { locale, format })
        expect(Buffer.byteLength(json(body))).toBeLessThanOrEqual(20_000)
        expect(json(body).isWellFormed()).toBe(true)
        const { text, urls } = partsOf(body)
        expect(addresses(message).filter((url) => !urls.includes(url))).toEqual([])
        expect(text).not.toMatch(/dtmd:\/\//)
        if (body.msgtype === 'markdown' || body.msgtype === 'actionCard') {
          expect(urls.filter((url) => !allowed(message).has(url))).toEqual([])
          expect(text).not.toMatch(/!\[|</)
        }
        const alerted = 'at' in body ? body.at.atUserIds : []
        expect(alerted.filter((id) => id !== 'a01' && !message.mentions.some(({ ids }) => ids.dingtalk === id))).toEqual([])
        expect(json(body)).not.toContain('"isAtAll":true')
      }),
      runs,
    )
  })
})

/** What a body of WeCom says, where it leads, and whom it alerts. */
function wecomParts(body: WecomBody): { readonly text: string; readonly urls: readonly string[]; readonly alerted: readonly string[] } {
  const named = (text: string) => [...text.matchAll(/<@([^>]*)>/g)].map(([, id = '']) => id)
  if (body.msgtype === 'markdown') {
    return { text: body.markdown.content, urls: targets(body.markdown.content), alerted: named(body.markdown.content) }
  }
  if (body.msgtype === 'text') {
    const { content, mentioned_list: list } = body.text
    return { text: content, urls: bareLinks(content), alerted: [...named(content), ...list] }
  }
  if (body.msgtype === 'image') throw new Error('no picture was sent')
  const { jump_list: jumps, horizontal_content_list: rows, ...rest } = body.template_card
  const urls = [...jumps, ...rows, rest.card_action].flatMap(({ url }) => url ?? [])
  return { text: json(rest), urls, alerted: [] }
}

const wecomLimits = [
  ['markdown', 4096],
  ['text', 2048],
  ['template-card', 60_000],
] as const satisfies readonly (readonly [WecomFormat, number])[]

describe.each(wecomLimits)('a message of WeCom as %s', (format, limit) => {
  it('fits, keeps its links, and alerts nobody else, whatever is in it', () => {
    fc.assert(
      fc.property(messages, locales, (message, locale) => {
        const body = wecomBody(message, format, locale)
        const { text, urls, alerted } = wecomParts(body)
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(body.msgtype === 'markdown' ? 4096 : limit)
        expect(json(body).isWellFormed()).toBe(true)
        expect(addresses(message).filter((url) => !urls.includes(url))).toEqual([])
        expect(alerted.filter((id) => id !== 'a01')).toEqual([])
        if (body.msgtype !== 'markdown') return
        expect(urls.filter((url) => !allowed(message).has(url))).toEqual([])
        // Only colours of ours, each with its end, and those who are to be alerted.
        expect(text.replace(/<font color="(?:info|comment|warning)">[^<>]*<\/font>/g, '').replaceAll('<@a01>', '')).not.toMatch(/[<>](?! )/)
      }),
      runs,
    )
  })
})

const feishuForms = ['card', 'post', 'text'] as const satisfies readonly Form[]
const limit = { card: 20_000, post: 20_000, text: 20_000 }
const sizeOf = (made: Content) => Buffer.byteLength(json(made))
const asFeishu = (message: Message, form: Form, locale: 'en' | 'zh-CN' = 'en') =>
  contentOf(message, form, { locale, hasCode: true, limit, sizeOf })

/** Whom a client alerts: by tags in what it reads as markup, by nodes of rich text. */
function alertedIn({ type, content }: Content): readonly string[] {
  if (type === 'post') return [...json(content).matchAll(/"tag":"at","user_id":"([^"]*)"/g)].map(([, id = '']) => id)
  const read = type === 'text' ? [(content as { text: string }).text] : markdownOf(content) // what it is made of
  return read.flatMap((words) => [...words.matchAll(/<at[^>]*id=['"]?([^'">]*)/g)].map(([, id = '']) => id))
}

describe.each(feishuForms)('a message of Feishu as %s', (form) => {
  it('fits, keeps its links, and alerts nobody else, whatever is in it', () => {
    fc.assert(
      fc.property(messages, locales, (message, locale) => {
        const made = json(asFeishu(message, form, locale))
        expect(Buffer.byteLength(made)).toBeLessThanOrEqual(20_000)
        expect(made.isWellFormed()).toBe(true)
        expect(addresses(message).filter((url) => !made.includes(url))).toEqual([])
        const alerted = alertedIn(asFeishu(message, form, locale))
        expect(alerted.filter((id) => id !== 'ou_a1')).toEqual([])
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

describe('a picture in an event', () => {
  const picture = (size: number) => ({ type: 'image/png', alt: 'a curve', data: Buffer.alloc(size, 7) }) as const
  const dataOf = (size: number) =>
    JSON.parse(webhookBody({ ...exampleMessage, picture: picture(size) }, { id: 'x', type: 'message', at: 0 })).data

  it('travels along up to 256 KB, and costs the words nothing', () => {
    expect(dataOf(262_144).picture).toEqual({ type: 'image/png', alt: 'a curve', data: picture(262_144).data.toString('base64') })
    expect(dataOf(262_144).sections).toEqual(exampleMessage.sections)
  })

  it('stays behind beyond that', () => {
    expect(dataOf(262_145)).not.toHaveProperty('picture')
  })
})

describe.each(['发布', '🚀👨‍👩‍👧‍👦', 'مرحبا\u202e', '\ud800', '\u0000"\\', '<&*_`', 'x'])('a megabyte of “%s”', (piece) => {
  const words = piece.repeat(Math.ceil(1_000_000 / piece.length))
  const lines = Array.from({ length: 60 }, () => ({ words: words.slice(0, 3000), url: 'https://example.test/x' }))
  const huge: Message = {
    ...exampleMessage,
    headline: words,
    facts: [{ label: words, value: words }],
    sections: [
      { title: words, lines, isCode: true },
      { title: words, lines: [...lines, { words }] },
    ],
    footer: words,
  }

  it.each([
    ...dingtalkFormats.map(
      (format) => [`DingTalk as ${format}`, () => json(dingtalkBody(huge, { locale: 'en', format })), 20_000] as const,
    ),
    ...wecomLimits.map(([format, most]) => [`WeCom as ${format}`, () => wecomText(wecomBody(huge, format, 'en')), most] as const),
    ...feishuForms.map((form) => [`Feishu as ${form}`, () => json(asFeishu(huge, form)), 20_000] as const),
    ['webhooks', () => webhookBody(huge, { id: 'x', type: 'message', at: 0 }), 60_000],
  ] as const)('fits into a message of %s, with its links', (_, render, most) => {
    const text = render()
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(most)
    for (const { url } of huge.links) expect(text).toContain(url)
  })
})

/** The part that has a limit. */
function wecomText(body: WecomBody): string {
  if (body.msgtype === 'markdown') return body.markdown.content
  return body.msgtype === 'text' ? body.text.content : json(body)
}
