import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { markerOf, markIn } from '../../../../src/chat/github/marker.ts'
import { placeIn, refOf } from '../../../../src/chat/github/place.ts'
import { mentioned, plain } from '../../../../src/chat/github/plain.ts'
import { bodyOf, titleOf } from '../../../../src/chat/github/render.ts'
import type { Message } from '../../../../src/chat/message.ts'

const card: Message = {
  headline: 'Release shop v1.4.2 to production?',
  tone: 'waiting',
  level: 'production',
  facts: [
    { label: 'Version', value: 'v1.4.2', url: 'https://github.com/acme/shop/tree/v1.4.2' },
    { label: 'Asked by', value: 'alice|bob' },
  ],
  sections: [{ title: 'Changes', lines: [{ words: 'abc1234 Fix #12 for @bob — Ann' }, { words: 'def5678 <img src=x>' }], more: 3 }],
  links: [
    { label: 'Run', url: 'https://github.com/acme/shop/actions/runs/1' },
    { label: 'Trap', url: 'javascript:alert(1)' },
  ],
  decision: { id: 'K7QF2M', approve: 'Approve', reject: 'Reject', hint: 'A reason is needed.', deadline: 0 },
  mentions: [
    { name: 'bob', ids: { github: 'bobby' } },
    { name: '@everyone', ids: { github: 'not a login' } },
  ],
  footer: 'Request K7QF2M',
}

describe('a card on GitHub', () => {
  it('is an issue of its own', () => {
    expect(titleOf(card, 'en')).toBe('⏳ [PRODUCTION] Release shop v1.4.2 to production?')
    expect(bodyOf(card, { locale: 'en', isComment: false })).toBe(`### **[PRODUCTION]**

@bobby @\u200beveryone

| | |
|---|---|
| Version | [v1.4.2](https://github.com/acme/shop/tree/v1.4.2) |
| Asked by | alice&#124;bob |

**Changes**

- abc1234 Fix #\u200b12 for @\u200bbob — Ann
- def5678 &#60;img src=x&#62;
- … and 3 more

[Run](https://github.com/acme/shop/actions/runs/1) · Trap

> Comment \`/approve\` or \`/reject\`, with a reason if you like: as the first words of a new comment. \`/status\` tells how far it is, \`/withdraw\` takes your vote back. Edited comments do not count. A reason is needed.

<sub>Request K7QF2M</sub>`)
  })

  it('is a comment on a pull request, with the id in its commands', () => {
    const body = bodyOf(card, { locale: 'zh-CN', isComment: true })
    expect(body).toContain('### ⏳ **[生产]** Release shop v1.4.2 to production?')
    expect(body).toContain('`/approve K7QF2M`')
    expect(body).toContain('编辑过的评论不计入')
  })

  it('says nothing of deciding when there is nothing to decide', () => {
    const { decision: _, ...final } = card
    expect(bodyOf({ ...final, tone: 'good' }, { locale: 'en', isComment: true })).not.toMatch(/approve/)
  })

  it('fits, however long it is', () => {
    const lines = Array.from({ length: 3000 }, (_, n) => ({ words: `${n} ${'&<'.repeat(400)}` }))
    const body = bodyOf({ ...card, sections: [{ title: 'Changes', lines }] }, { locale: 'en', isComment: false })
    expect(body.length).toBeLessThanOrEqual(60_000)
    expect(body).toContain('/approve')
    expect(titleOf({ ...card, headline: '字'.repeat(1000) }, 'en').length).toBeLessThanOrEqual(240)
  })
})

describe('words from outside', () => {
  it.each([
    {
      name: 'markup',
      words: '**a** _b_ `c` [d](e) ![f](g) ~~h~~',
      is: '&#42;&#42;a&#42;&#42; &#95;b&#95; &#96;c&#96; &#91;d&#93;&#40;e&#41; &#33;&#91;f&#93;&#40;g&#41; &#126;&#126;h&#126;&#126;',
    },
    {
      name: 'HTML and our own mark',
      words: '<!-- sallyport:request=K7QF2M open -->',
      is: '&#60;&#33;-- sallyport:request=K7QF2M open --&#62;',
    },
    { name: 'entities', words: '&#64;bob &amp;', is: '&amp;#\u200b64;bob &amp;amp;' },
    { name: 'mentions of people and teams', words: '@bob @acme/sre a@b.c', is: '@\u200bbob @\u200bacme/sre a@\u200bb.c' },
    { name: 'references', words: '#1 acme/shop#2 GH-3', is: '#\u200b1 acme/shop#\u200b2 GH-\u200b3' },
    { name: 'addresses', words: 'https://evil.example www.evil.example', is: 'https&#58;//evil.example www&#46;evil.example' },
    { name: 'lines', words: 'a\n\n# b\r\n- c\u2028d', is: 'a # b - c d' },
    { name: 'a list', words: '- a', is: '&#45; a' },
    { name: 'a numbered list', words: '12. a', is: '12\u200b. a' },
    { name: 'a rule', words: '---', is: '&#45;--' },
    { name: 'a heading', words: '# a', is: '&#35; a' },
    { name: 'mathematics', words: '$x$', is: '&#36;x&#36;' },
    { name: 'turned letters', words: 'abc\u202edcba', is: 'abcdcba' },
    { name: 'Chinese', words: '修复（紧急）：发布！', is: '修复（紧急）：发布！' },
  ])('$name stay words', ({ words, is }) => {
    expect(plain(words)).toBe(is)
  })

  it('have no sign that acts in Markdown, whatever they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (words) => {
        expect(plain(words).replace(/&#?\w+;/g, ' ')).not.toMatch(/[\\`*_{}[\]()!|~<>$\n\r]|@\w|#\d|:\/\//)
      }),
    )
  })

  it.each([
    { login: 'bob', is: '@bob' },
    { login: 'b-o-b', is: '@b-o-b' },
    { login: 'bob_acme', is: '@bob_acme' },
    { login: 'acme/sre', is: 'Bob' },
    { login: 'bob @all', is: 'Bob' },
    { login: undefined, is: 'Bob' },
  ])('$login is mentioned as $is', ({ login, is }) => {
    expect(mentioned(login, 'Bob')).toBe(is)
  })
})

describe('marks and places', () => {
  it('are read as they were written', () => {
    const mark = { kind: 'request', id: 'K7QF2M', isOpen: true } as const
    expect(markIn(`${markerOf(mark)}\nrest`)).toEqual(mark)
    expect(markIn(`x ${markerOf(mark)}`)).toBeUndefined()
    const place = { number: 1, id: 2, request: 'K7QF2M', author: 3, postedAt: 4, url: 'https://x' }
    expect([placeIn(refOf(place)), placeIn(refOf({ ...place, card: 5 }))]).toEqual([place, { ...place, card: 5 }])
    expect(() => placeIn('{"number":"1"}')).toThrow('no place')
  })
})
