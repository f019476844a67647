import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { cut, fit } from '../../../src/chat/fit.ts'
import type { Message } from '../../../src/chat/message.ts'

const message: Message = {
  headline: 'Release v2?',
  tone: 'waiting',
  level: 'production',
  facts: [
    { label: 'Version', value: 'v2' },
    { label: 'Description', value: 'd'.repeat(500) },
  ],
  sections: [
    { title: 'Needed', lines: [{ words: '1 of managers' }] },
    { title: 'Changes', lines: Array.from({ length: 40 }, (_, index) => ({ words: `${index} ${'x'.repeat(200)}` })) },
  ],
  links: [{ label: 'Run', url: 'https://github.test/run/1' }],
  decision: { id: 'K7QF2M', approve: 'Approve', reject: 'Reject', hint: 'Tap one.', deadline: 0 },
  mentions: [],
  footer: 'K7QF2M',
}
const size = (candidate: Message) => JSON.stringify(candidate).length

describe('fitting a message', () => {
  it('leaves what fits as it is', () => {
    expect(fit(message, () => true)).toBe(message)
  })

  it('gives up the changes first, then long lines, then facts', () => {
    const [some, few] = [4000, 900].map((limit) => fit(message, (candidate) => size(candidate) <= limit))
    expect(some?.sections[1]?.more).toBeGreaterThan(0)
    expect(some?.facts).toEqual(message.facts)
    expect(few?.sections[0]).toEqual(message.sections[0])
  })

  it('never gives up headline, links, decision and footer', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 12_000 }), (limit) => {
        const { headline, links, decision, footer } = fit(message, (candidate) => size(candidate) <= limit)
        expect({ headline, links, decision, footer }).toEqual({
          headline: message.headline,
          links: message.links,
          decision: message.decision,
          footer: message.footer,
        })
      }),
    )
  })

  it('tells how many lines are missing', () => {
    const { sections } = fit(message, (candidate) => size(candidate) <= 4000)
    expect((sections[1]?.lines.length ?? 0) + (sections[1]?.more ?? 0)).toBe(40)
  })
})

describe('cutting words', () => {
  it.each([
    ['what fits', 'abc', 3, 'abc'],
    ['letters', 'abcdef', 4, 'abc…'],
    ['a family of four', '👨‍👩‍👧‍👦👨‍👩‍👧‍👦', 15, '👨‍👩‍👧‍👦…'],
    ['Chinese', '发布到生产环境', 4, '发布到…'],
  ])('%s', (_, words, limit, expected) => {
    expect(cut(words, limit)).toBe(expected)
  })

  it('never exceeds the limit nor leaves half a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 30 }), (words, limit) => {
        const short = cut(words, limit)
        expect(short.length).toBeLessThanOrEqual(limit)
        expect(short.isWellFormed()).toBe(true)
      }),
    )
  })
})
