import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Message } from '../../../../src/chat/message.ts'
import { longestCaption, plain, render } from '../../../../src/chat/telegram/render.ts'
import { parseHtml } from '../../../fakes/telegram/html.ts'
import { readCaption, readText } from '../../../fakes/telegram/text.ts'
import { card, finalCard } from './desk.ts'

const options = { locale: 'en', botName: 'gatekeeper_bot' } as const
const rendered = (changes: Partial<Message>, locale: 'en' | 'zh-CN' = 'en') => parseHtml(render(card(changes), { ...options, locale }))

/** What people put into titles, branches and reasons. */
const hostile = [
  '<b>bold</b> & <a href="https://evil.test">click</a>',
  '</b></a></i>',
  '&lt;b&gt; &amp;amp; &#60;',
  '"><script>alert(1)</script>',
  '**bold** _it_ [x](https://evil.test) `code`',
  'tg://user?id=5 @everyone',
  '\u202Eevil\u202C \u0000\u0007',
  'line one\n✓ bob approves',
  '😀👩‍👩‍👧‍👦'.repeat(10),
  '\uD800 half',
  '::set-output name=x::y ${{ secrets.X }}',
]

describe('hostile words', () => {
  it.each(hostile)('stay words: %j', (words) => {
    const { text, entities } = rendered({
      headline: words,
      facts: [{ label: words, value: words, url: 'https://github.test/x' }],
      sections: [{ title: words, lines: [{ words }] }],
      links: [{ label: words, url: 'https://github.test/y' }],
      mentions: [{ name: words, ids: { telegram: '5' } }],
      footer: words,
    })
    const urls = entities.flatMap((entity) => (entity.type === 'text_link' ? [entity.url] : []))
    expect(urls.every((url) => url.startsWith('https://github.test/'))).toBe(true)
    const alerted = entities.flatMap((entity) => (entity.type === 'text_mention' ? [entity.user.id] : []))
    expect(alerted).toEqual([5])
    expect(text).not.toMatch(/[\u0000-\u0008\u202a-\u202e]/)
    expect(text).not.toMatch(/^✓ bob approves/m)
    expect(text).toContain(
      words
        .replace(/[\u0000\u0007\u202e\u202c]/g, '')
        .replaceAll('\n', ' ')
        .toWellFormed()
        .trim()
        .slice(0, 20),
    )
  })

  it.each(['javascript:alert(1)', 'tg://resolve?domain=x', 'data:text/html,x', 'https://', 'x'])('make no link of %s', (url) => {
    expect(
      rendered({ links: [{ label: 'Run', url }], facts: [], sections: [] }).entities.filter(({ type }) => type === 'text_link'),
    ).toEqual([])
  })

  it.each(['5" onclick="x', '../5', '-5', ''])('alert nobody by the id %j', (telegram) => {
    expect(rendered({ mentions: [{ name: 'Eve', ids: { telegram } }] }).entities.filter(({ type }) => type === 'text_mention')).toEqual([])
  })
})

describe('a message', () => {
  it('says that it is production, and only then', () => {
    expect(rendered({}).text).toMatch(/^🔴 PRODUCTION\n/)
    expect(rendered({ level: 'test' }).text).toMatch(/^⏳ Release/)
  })

  it('is Chinese in Chinese', () => {
    expect(rendered({}, 'zh-CN').text).toMatch(/^🔴 生产\n[\s\S]*另有 3 条[\s\S]*附理由：\/approve@gatekeeper_bot K7QF2M … 或/)
  })

  it('tells what kind of reason is needed, and the commands that can give one', () => {
    const { decision } = card()
    expect(rendered({ decision: { ...decision, hint: 'A reason is needed.' } as never }).text).toContain(
      'A reason is needed.\nWith a reason: /approve@',
    )
    expect(parseHtml(render(finalCard(), options)).text).not.toContain('/approve')
  })

  it('shows what a program printed as it was: its spaces, its empty lines, the beginning of long ones', () => {
    const printed = ['\u001b[31mFAIL\u001b[0m  src/a.test.ts', '', '\tat <b>&lt;x</b>', 'x'.repeat(5000)]
    const lines = printed.map((words) => ({ words }))
    const { text, entities } = rendered({ sections: [{ title: 'Why', isCode: true, lines, more: 2 }] })
    expect(text).toMatch(/Why\nFAIL {2}src\/a\.test\.ts\n\n {4}at <b>&lt;x<\/b>\nx{100,}…\n… and 2 more/)
    expect(entities.filter(({ type }) => type === 'pre')).toHaveLength(1)
  })

  it.each(['</pre><a href="https://evil.test">x</a>', '</code></pre>', '&#60;/pre&#62;', '\u2028</pre>', '\ud800'])(
    'keeps what a program printed inside its block: %j',
    (words) => {
      const section = { title: 'Why', isCode: true, lines: [{ words, url: 'https://github.test/x' }, { words }] }
      const { text, entities } = rendered({ sections: [section], facts: [], links: [] })
      const pre = entities.find(({ type }) => type === 'pre')
      const line = words.toWellFormed().replace('\u2028', ' ')
      expect(text.slice(pre?.offset, (pre?.offset ?? 0) + (pre?.length ?? 0))).toBe(`${line}\n${line}`)
      expect(entities.filter(({ type }) => type === 'text_link')).toEqual([])
    },
  )

  const words = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.constantFrom(...hostile),
    fc.string({ minLength: 200, maxLength: 3000 }),
  )
  const lines = fc.array(fc.record({ words, url: fc.webUrl() }), { maxLength: 80 })
  const messages: fc.Arbitrary<Message> = fc.record({
    headline: words,
    tone: fc.constantFrom('waiting', 'good', 'bad', 'neutral', 'warning'),
    level: fc.constantFrom('production', 'test'),
    facts: fc.array(fc.record({ label: words, value: words }), { maxLength: 12 }),
    sections: fc.array(fc.record({ title: words, lines, isCode: fc.boolean() }), { maxLength: 4 }),
    links: fc.array(fc.record({ label: words, url: fc.webUrl() }), { maxLength: 5 }),
    mentions: fc.array(fc.record({ name: words, ids: fc.record({ telegram: fc.constantFrom('5', '6') }) }), { maxLength: 8 }),
    footer: words,
  })

  it('is always taken by Telegram, and reads as its plain form does', () => {
    fc.assert(
      fc.property(messages, (message) => {
        const html = render(message, options)
        const { text } = readText(html, 'HTML')
        expect(text.length).toBeLessThanOrEqual(4096)
        expect(text).toBe(plain(message, options).trim())
      }),
      { numRuns: 150, seed: 5 },
    )
  })

  it('is always taken as the words of a picture, where it is to be', () => {
    fc.assert(
      fc.property(messages, (message) => {
        const { text } = readCaption(render(message, { ...options, room: longestCaption }), 'HTML')
        expect(text).not.toBe('')
      }),
      { numRuns: 60, seed: 6 },
    )
  })
})
