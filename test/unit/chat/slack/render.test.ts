import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Message } from '../../../../src/chat/message.ts'
import { escaped, isUserId, typed } from '../../../../src/chat/slack/markup.ts'
import { previewOf } from '../../../../src/chat/slack/preview.ts'
import { render } from '../../../../src/chat/slack/render.ts'
import { acceptBlocks } from '../../../fakes/slack/block-kit.ts'
import { card, finalCard } from './desk.ts'

const hostile = [
  '<!channel> <!here> <@U01> <#C01>',
  '<https://evil.test|https://github.com>',
  '*bold* _it_ ~no~ `code` ```block```',
  '&lt;!channel&gt; &amp;',
  ':x: :white_check_mark:',
  '> quote\n> more',
  'two\r\nlines\u2028three',
  '\u202edesrever\u202c',
  '\u0000\u0007bell',
  'half a pair \ud83d',
  '::error::no',
  '${{ secrets.X }}',
]

/** Every string under a key, wherever it is. */
function valuesOf(key: string, value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => valuesOf(key, item))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, item]) => (name === key && typeof item === 'string' ? [item] : valuesOf(key, item)))
}

const everywhere = (words: string): Message =>
  card({
    headline: words,
    facts: [{ label: words, value: words, url: words }],
    sections: [{ title: words, lines: [{ words, url: words }] }],
    links: [{ label: words, url: words }],
    mentions: [{ name: words, ids: { slack: words } }],
    footer: words,
    decision: { id: 'K7QF2M', approve: words, reject: words, hint: words, deadline: 0 },
  })

describe('hostile words', () => {
  it.each(hostile)('%j stays what it is: text', (words) => {
    const { text, blocks } = render(everywhere(words), 'en')
    acceptBlocks(JSON.stringify(blocks))
    expect(text).not.toMatch(/[<>]/)
    expect(valuesOf('url', blocks).filter((url) => !/^https?:/.test(url))).toEqual([])
    const marked = blocks.flatMap((block) => (block.type === 'section' && block.text.type === 'mrkdwn' ? [block.text.text] : []))
    expect(marked.join()).not.toMatch(/[<>*_~`:]/)
    expect(JSON.stringify(blocks)).not.toMatch(/[\u0000-\u001f\u202a-\u202e\u2066-\u2069]|\\u00[01]|\\ud[89a-f]/i)
  })

  it.each([...hostile, '</pre>', '```\n<!channel>\n```', '@everyone'])('%j stays text in what a program printed', (words) => {
    const section = { title: 'Why', isCode: true, lines: [{ words, url: 'https://github.test/x' }, { words: '  indented' }], more: 1 }
    const { blocks } = render(card({ sections: [section], facts: [], links: [] }), 'en')
    acceptBlocks(JSON.stringify(blocks))
    const printed = blocks.flatMap((block) =>
      block.type === 'rich_text' ? block.elements.filter(({ type }) => type === 'rich_text_preformatted') : [],
    )
    expect(printed).toMatchObject([{ elements: [{ type: 'text', text: expect.stringMatching(/\n {2}indented$/) }] }])
    expect(JSON.stringify(printed)).not.toMatch(/[\u202a-\u202e]|\\u00[01]|\\ud[89a-f]|github\.test/i)
  })

  it('marked up by nothing but one element, whose text only people fill', () => {
    const types = new Set(valuesOf('type', render(everywhere('x'), 'en').blocks))
    expect([...types].sort()).toEqual(
      ['context', 'header', 'mrkdwn', 'plain_text', 'rich_text', 'rich_text_list', 'rich_text_section', 'section', 'text'].sort(),
    )
  })

  it('of links lead nowhere but to the web', () => {
    const links = ['javascript:alert(1)', 'slack://open', 'https://ok.test/<a>|b', 'not a url'].map((url) => ({ label: 'here', url }))
    expect(valuesOf('url', render(card({ facts: [], sections: [], links }), 'en').blocks)).toEqual(['https://ok.test/%3Ca%3E%7Cb'])
  })
})

describe('mentions', () => {
  it('alert by id, and name whoever has none', () => {
    const mentions = [
      { name: 'ann', ids: { slack: 'U01' } },
      { name: 'bob <!here>', ids: { slack: '!here' } },
      { name: 'carl', ids: {} },
    ]
    const { blocks } = render(card({ mentions }), 'en')
    expect(blocks[1]).toEqual({ type: 'section', text: { type: 'mrkdwn', text: '<@U01> bob &lt;!here&gt; carl', verbatim: true } })
  })

  it.each([
    { id: 'U01', is: true },
    { id: 'W012A3CDE', is: true },
    { id: 'u01', is: false },
    { id: 'USLACKBOT|x', is: false },
    { id: '!channel', is: false },
    { id: '', is: false },
  ])('know an id: $id', ({ id, is }) => expect(isUserId(id)).toBe(is))
})

describe('a card', () => {
  it('shows production, how to decide, and what there is to decide about', () => {
    const words = previewOf(render(card(), 'en'))
    expect(words).toContain('【PRODUCTION】Release shop v2 to production?')
    expect(words).toContain('Commit: abcdef123456 (https://github.test/acme/shop/commit/abcdef)')
    expect(words).toContain('• abc1234 Mend the cart — ann')
    expect(words).toContain('• … and 3 more')
    expect(words).toMatch(/Tap ✅ below .* reply in this thread: approve \[reason\]/)
    expect(words).toContain('Request K7QF2M')
  })

  it('speaks Chinese', () => {
    const words = previewOf(render(card(), 'zh-CN'))
    expect(words).toContain('【生产】')
    expect(words).toMatch(/点按下方的 ✅/)
    expect(words).toContain('……另有 3 条')
  })

  it('invites nobody when it is over, nor where there is nothing to tap', () => {
    expect(previewOf(render(finalCard(), 'en'))).not.toContain('Tap')
    expect(previewOf(render(card(), 'en', 'notify'))).not.toContain('Tap')
  })

  it('says the reason rule of the request', () => {
    const decision = { id: 'K7QF2M', approve: 'Approve', reject: 'Reject', hint: 'A reason is needed.', deadline: 0 }
    expect(previewOf(render(card({ decision }), 'en'))).toContain('A reason is needed.')
  })
})

describe('limits', () => {
  const words = fc.oneof(fc.string({ unit: 'binary', maxLength: 5000 }), fc.constantFrom(...hostile, '<'.repeat(9000), '同意'.repeat(4000)))
  const lines = fc.array(fc.record({ words, url: fc.webUrl() }), { maxLength: 60 })
  const message: fc.Arbitrary<Message> = fc.record({
    headline: words,
    tone: fc.constantFrom('waiting', 'good', 'bad', 'neutral', 'warning'),
    level: fc.constantFrom('production', 'test'),
    facts: fc.array(fc.record({ label: words, value: words, url: words }), { maxLength: 60 }),
    sections: fc.array(fc.record({ title: words, lines, more: fc.nat(99) }), { maxLength: 60 }),
    links: fc.array(fc.record({ label: words, url: fc.webUrl() }), { maxLength: 60 }),
    mentions: fc.array(fc.record({ name: words, ids: fc.record({ slack: fc.constantFrom('U01', 'x') }) }), { maxLength: 200 }),
    footer: words,
  })

  it('hold whatever is said: Slack takes every message', () => {
    fc.assert(
      fc.property(message, fc.constantFrom('en', 'zh-CN'), (long, locale) => {
        const { text, blocks } = render(long, locale)
        acceptBlocks(JSON.stringify(blocks))
        expect(blocks.length).toBeLessThanOrEqual(50)
        expect(text.length).toBeLessThanOrEqual(4000)
        expect(text.trim()).not.toBe('')
      }),
      { numRuns: 40 },
    )
  })

  it('are kept by giving up lines first: facts, links and the decision stay', () => {
    const sections = [
      { title: 'Changes', lines: Array.from({ length: 400 }, (_, index) => ({ words: `commit ${index} ${'x'.repeat(90)}` })) },
    ]
    const shown = previewOf(render(card({ sections }), 'en'))
    expect(shown).toContain('commit 0 ')
    expect(shown).toMatch(/… and \d+ more/)
    for (const kept of ['Project: shop', 'Run (https://', 'Tap ✅', 'Request K7QF2M']) expect(shown).toContain(kept)
  })
})

describe('encoding', () => {
  it('comes back as it was', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (words) => expect(typed(escaped(words))).toBe(words)))
  })
})
