import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { NoticeChannel } from '../../../src/chat/channel.ts'
import { scrubbed } from '../../../src/chat/delivery/scrubbed.ts'
import type { Message } from '../../../src/chat/message.ts'
import { openNotices } from '../../../src/chat/open-notices.ts'
import { type RejectingPlatform, rejectingPlatforms } from '../../fakes/rejections/rejection.ts'
import { virtualClock } from '../../support/virtual-clock.ts'
import { type Place, places } from './delivery/retry-places.ts'
import { closeServers, opened } from './email/opened.ts'
import { exampleMessage, noticeContext } from './notice-context.ts'

const secret = 'hush-hush-0123456789'
const token = `ghp_${'aB3dE6gH9j'.repeat(4)}`

/** Text as people and programs write it, and as they should not. */
const pieces = [
  '发布到生产环境，',
  '👨‍👩‍👧‍👦',
  '🏳️‍🌈',
  'שלום עולם ',
  'مرحبا ',
  '\u202e',
  '\u0000\u0007\u001b[31m',
  '\ud800',
  '\udc00',
  '\r\n# x\n- y',
  '**',
  '```\n',
  '[x](https://evil.test)',
  '<!channel> <!here> <!everyone> ',
  '@everyone @here @all @所有人 ',
  '<@all> <@U01> <@&123> ',
  '<at id=all></at><at user_id="all">x</at>',
  '<font color="info"><b>',
  '&lt; &#60; &amp; ',
  '</pre></body>',
  '"\\" \' {} ',
  '\ta  b',
  `${secret} `,
  `${token} `,
]
const some = fc.array(fc.constantFrom(...pieces), { maxLength: 30 }).map((parts) => parts.join(''))
const long = fc.tuple(fc.constantFrom(...pieces), fc.integer({ min: 50, max: 3000 })).map(([piece, times]) => piece.repeat(times))
const words = fc.oneof({ weight: 5, arbitrary: some }, { weight: 1, arbitrary: long })
const section = fc.record(
  { title: words, lines: fc.array(fc.record({ words }), { maxLength: 30 }), isCode: fc.boolean() },
  { requiredKeys: ['title', 'lines'] },
)
const messages: fc.Arbitrary<Message> = fc.record({
  headline: words,
  tone: fc.constantFrom('good', 'bad', 'neutral', 'warning'),
  level: fc.constantFrom('production', 'test'),
  facts: fc.array(fc.record({ label: words, value: words }), { maxLength: 8 }),
  sections: fc.array(section, { maxLength: 4 }),
  links: fc.constant(exampleMessage.links),
  mentions: fc.array(fc.record({ name: words, ids: fc.constant({}) }), { maxLength: 3 }),
  footer: words,
})

const megabyte = '发布🚀\u0000\ud800<&*'.repeat(70_000)
const huge: Message = {
  ...exampleMessage,
  headline: megabyte,
  facts: Array.from({ length: 60 }, () => ({ label: megabyte, value: megabyte })),
  sections: [{ title: megabyte, isCode: true, lines: Array.from({ length: 2000 }, (_, at) => ({ words: megabyte.slice(at, at + 900) })) }],
  mentions: [{ name: megabyte, ids: {} }],
  footer: megabyte,
}

/** Bytes of a whole body; what is counted otherwise (in characters, or of a part) the fakes look after. */
const limits: Readonly<Record<string, number>> = { 'feishu-webhook': 20_000, 'feishu-app': 30_000, dingtalk: 20_000, webhook: 60_000 }

const fields = (body: string): unknown => parsed(body) ?? Object.fromEntries(new URLSearchParams(body))

/** Everything that a body says, whether it is JSON, JSON inside of JSON, or a form. */
function said(body: string): readonly string[] {
  const value = parsed(body)
  if (value !== undefined) return stringsOf(value)
  return [...new URLSearchParams(body).values()].flatMap((field) => [field, ...said(field)])
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

function stringsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value, ...(parsed(value) === undefined ? [] : said(value))]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsOf) : []
}

/** What a platform reads as markup; anything else in its messages is shown as it is. */
function marked(value: unknown): readonly string[] {
  if (typeof value === 'string') return marked(parsed(value))
  if (typeof value !== 'object' || value === null) return []
  const { tag, content, type, text, markdown, blocks } = value as Readonly<Record<string, unknown>> // looked at
  const feishu = tag === 'markdown' || tag === 'lark_md' ? content : undefined
  const slack = type === 'mrkdwn' || blocks !== undefined ? text : undefined
  const own = [feishu, slack, (markdown as { content?: unknown } | undefined)?.content].filter((words) => typeof words === 'string')
  return [...own, ...Object.values(value).flatMap(marked)]
}

/** What would alert everybody, where words can. */
const everybody: Readonly<Partial<Record<RejectingPlatform, RegExp>>> = {
  'feishu-webhook': /<at\b[^>]*\ball\b/,
  'feishu-app': /<at\b[^>]*\ball\b/,
  'slack-webhook': /<!(?:channel|here|everyone|subteam)/,
  'slack-bot': /<!(?:channel|here|everyone|subteam)/,
  wecom: /<@all>/,
}

describe.each(rejectingPlatforms)('what is sent to %s', (platform) => {
  const clock = virtualClock()
  let place: Place
  let channel: NoticeChannel
  beforeAll(async () => {
    place = await places[platform](clock)
    channel = await openNotices(place.settings, noticeContext({ clock }))
  })
  afterAll(async () => {
    await channel.close()
    await place.close()
  })

  /** Sends, and looks at all that left. */
  async function check(message: Message): Promise<void> {
    clock.advance(700_000)
    place.line.received.splice(0)
    const delivery = await channel.send(message)
    expect(delivery).toMatchObject({ state: 'delivered' })
    const bodies = place.line.received.map(({ body }) => body.toString('utf8')).filter((body) => body !== '')
    const strings = bodies.flatMap(said)
    expect(strings.every((each) => each.isWellFormed())).toBe(true)
    for (const body of bodies) expect(Buffer.byteLength(body)).toBeLessThanOrEqual(limits[platform] ?? 100_000)
    for (const { url } of exampleMessage.links) expect(strings.some((each) => each.includes(url))).toBe(true)
    for (const hidden of [secret, token]) expect(bodies.some((body) => body.includes(hidden))).toBe(false)
    expect(bodies.flatMap((body) => marked(fields(body))).filter((words) => everybody[platform]?.test(words))).toEqual([])
    expect(strings).not.toContain('broadcast')
    if (platform === 'discord') expect(bodies.map((body) => JSON.parse(body).allowed_mentions.parse)).toEqual([[]])
    if (platform === 'dingtalk') expect(bodies.join()).not.toContain('"isAtAll":true')
  }

  it('fits and is understood, keeps its links, has no secret and alerts nobody, whatever it says', async () => {
    await fc.assert(
      fc.asyncProperty(messages, (message) => check(scrubbed(message, [secret]))),
      { seed: 11, numRuns: 15 },
    )
  })

  it('may be a megabyte', () => check(huge))
})

describe('what is mailed', () => {
  afterAll(closeServers)

  it('fits and is understood, keeps its links and has no secret, whatever it says', async () => {
    const { channel, server } = await opened()
    await fc.assert(
      fc.asyncProperty(messages, async (message) => {
        server.mails.splice(0)
        expect(await channel.send(scrubbed(message, [secret]))).toEqual({ state: 'delivered' })
        const { parsed, raw } = server.mails[0] ?? { parsed: undefined, raw: Buffer.alloc(0) }
        const [html, text] = [String(parsed?.html), String(parsed?.text)]
        expect(raw.length).toBeLessThan(400_000)
        for (const { url } of exampleMessage.links) expect([html.includes(url), text.includes(url)]).toEqual([true, true])
        for (const part of [html, text, String(parsed?.subject)])
          expect([part.includes(secret), part.includes(token), part.isWellFormed()]).toEqual([false, false, true])
        expect(html.match(/<(?:script|img|iframe|form|at|font)\b/gi)).toBeNull()
        expect(html.split('<pre').length).toBe(html.split('</pre>').length)
      }),
      { seed: 11, numRuns: 8 },
    )
  })
})
