import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { cardOf, wordsCard } from '../../../../src/chat/feishu/card.ts'
import { escaped, linked, mentioned } from '../../../../src/chat/feishu/markdown.ts'
import type { Message } from '../../../../src/chat/message.ts'
import { cardFault, markdownOf } from '../../../fakes/feishu/cards.ts'
import { emptyState } from '../../../fakes/feishu/state.ts'
import { finalCard, requestCard } from './messages.ts'

const sizeOf = (card: unknown) => Buffer.byteLength(JSON.stringify(card))
const render = (message: Message, limit = 28_000, buttons = false) =>
  cardOf(message, { locale: 'en', howTo: 'Tap.', buttons }, limit, sizeOf)
const state = emptyState()
state.people.set('ou_alice', { openId: 'ou_alice', name: 'Alice' })

const markup = /<[^>]|[`*~_[\]]|!\[|:[A-Za-z]+:/
const tricks = [
  '<at id=all></at>',
  '<at id=ou_alice></at>',
  '<a href="https://evil.example">x</a>',
  '[click](https://evil.example)',
  '![x](img_v2_1)',
  '**bold** *it* ~~gone~~ `code`',
  ':OK: :CheckMark:',
  '# title',
  '- item',
  '1. one',
  '> quote',
  '---',
  '| a | b |',
  '&#60;at id=all&#62;',
  '</font><at id=all></at>',
  '$urlVal {{x}}',
]

describe('escaped', () => {
  it.each(tricks)('leaves no markup of %s', (trick) => {
    const safe = escaped(trick)
    expect(safe.replace(/&#\d+;/g, '')).not.toMatch(markup)
    expect(decode(safe)).toBe(trick)
  })

  it('leaves nothing that could act, whatever it is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (words) => {
        const safe = escaped(words)
        expect(safe.replace(/&#\d+;/g, '')).not.toMatch(/[<>[\]`*~_\n\r&]/)
        expect(safe).not.toMatch(/^(?:\d+[.)]|[-+=#])/)
      }),
    )
  })

  it.each([
    { words: '1. one', safe: '1&#46; one' },
    { words: '2) two', safe: '2&#41; two' },
    { words: '- item', safe: '&#45; item' },
    { words: '# title', safe: '&#35; title' },
    { words: '=== ', safe: '&#61;==' },
    { words: 'fix(api): a-b + c (#12)', safe: 'fix(api)&#58; a-b + c (#12)' },
    { words: 'two\nlines\u202e', safe: 'two lines' },
  ])('of what begins a line: $words', ({ words, safe }) => {
    expect(escaped(words)).toBe(safe)
  })

  const decode = (words: string) => words.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
})

describe('linked', () => {
  it.each([
    { name: 'of the web', url: 'https://a.example/x?y=(1)', made: '[x](https://a.example/x?y=%281%29)' },
    { name: 'of something else', url: 'javascript:alert(1)', made: 'x' },
    { name: 'that is none', url: 'not an address', made: 'x' },
    {
      name: 'that breaks out',
      url: 'https://a.example/) <at id=all></at>',
      made: '[x](https://a.example/%29%20%3Cat%20id=all%3E%3C/at%3E)',
    },
  ])('an address $name', ({ url, made }) => {
    expect(linked('x', url)).toBe(made)
  })
})

describe('mentioned', () => {
  it.each([
    { name: 'an open id', id: 'ou_alice', made: '<at id=ou_alice></at>' },
    { name: 'everybody', id: 'all', made: 'Alice' },
    { name: 'what breaks out', id: 'ou_a></at><at id=all', made: 'Alice' },
    { name: 'an id of another kind', id: '4d7a3c6g', made: 'Alice' },
  ])('by $name', ({ id, made }) => {
    expect(mentioned({ name: 'Alice', ids: { feishu: id } })).toBe(made)
  })
})

describe('a card', () => {
  it('is one that Feishu can build', () => {
    for (const message of [requestCard(), finalCard(), requestCard({ mentions: [{ name: 'Alice', ids: { feishu: 'ou_alice' } }] })]) {
      expect(cardFault(render(message), state)).toBeUndefined()
      expect(cardFault(render(message, 28_000, true), state)).toBeUndefined()
    }
    expect(cardFault(wordsCard('No.'), state)).toBeUndefined()
  })

  it('tells everything, production in red', () => {
    expect(render(requestCard())).toEqual({
      schema: '2.0',
      config: { update_multi: true, summary: { content: '⏳ Release shop v1.4.2 to production?' } },
      header: {
        title: { tag: 'plain_text', content: 'Release shop v1.4.2 to production?' },
        template: 'carmine',
        text_tag_list: [{ tag: 'text_tag', text: { tag: 'plain_text', content: 'PRODUCTION' }, color: 'red' }],
      },
      body: {
        elements: [
          {
            tag: 'markdown',
            content: '**Environment**: production ⚠\n**Commit**: [a84d88e7554f](https://github.com/acme/shop/commit/a84d88e7554f)',
          },
          { tag: 'markdown', content: '**Approvals**\n○ 0/1 of managers' },
          {
            tag: 'markdown',
            content: '**Changes**\n[a84d88e Fix the cart — alice](https://github.com/acme/shop/commit/a84d88e)\n… and 3 more',
          },
          { tag: 'markdown', content: '[Run](https://github.com/acme/shop/actions/runs/1)' },
          { tag: 'hr' },
          { tag: 'markdown', content: 'Tap.\nA rejection needs a reason.' },
          { tag: 'markdown', content: "<font color='grey'>Request K7QF2M</font>", text_size: 'notation' },
        ],
      },
    })
  })

  it('of a test environment, decided, has neither mark nor hint', () => {
    const { header, body } = render(finalCard({ level: 'test' }))
    expect(header).toEqual({ title: { tag: 'plain_text', content: 'Approved: shop v1.4.2 to production' }, template: 'green' })
    expect(body.elements.map(({ tag }) => tag)).not.toContain('hr')
  })

  it('has buttons that lead to where the decision is made', () => {
    const links = [
      { label: 'Decide', url: 'https://github.com/acme/shop/issues/7' },
      { label: 'Bad', url: 'javascript:1' },
    ]
    const buttons = render(requestCard({ links }), 20_000, true).body.elements.filter(({ tag }) => tag === 'button')
    expect(buttons).toEqual([
      {
        tag: 'button',
        text: { tag: 'plain_text', content: 'Decide' },
        type: 'primary',
        behaviors: [{ type: 'open_url', default_url: 'https://github.com/acme/shop/issues/7' }],
      },
    ])
  })

  it('with hostile words everywhere has no markup, link or mention but its own', () => {
    for (const trick of tricks) {
      const line = { words: trick, url: trick }
      const hostile = requestCard({
        headline: trick,
        facts: [{ label: trick, value: trick, url: trick }],
        sections: [{ title: trick, lines: [line, line] }],
        links: [{ label: trick, url: trick }],
        mentions: [{ name: trick, ids: { feishu: trick } }],
        footer: trick,
      })
      const card = render({ ...hostile, decision: { ...requestCard().decision, hint: trick } as never })
      expect(cardFault(card, state)).toBeUndefined()
      const own = /\*\*|<font color='grey'>|<\/font>|&#\d+;/g
      for (const content of markdownOf(card)) expect(content.replace(own, '')).not.toMatch(markup)
    }
  })

  it('gives up detail until it fits, never the headline, the links or how to decide', () => {
    const lines = Array.from({ length: 400 }, (_, n) => ({ words: `commit ${n} <&>${'改'.repeat(60)}` }))
    const large = requestCard({ sections: [...requestCard().sections, { title: 'More', lines }] })
    for (const limit of [28_000, 8_000, 3_000, 1_500]) {
      const card = render(large, limit)
      expect(sizeOf(card)).toBeLessThanOrEqual(limit)
      const all = JSON.stringify(card)
      for (const kept of ['Release shop', 'actions/runs/1', 'Tap.', 'Request K7QF2M']) expect(all).toContain(kept)
      expect(all).not.toMatch(/&#?\d*$|&#\d*[^\d;]/)
    }
  })
})
