import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { html, linked } from '../../../../src/chat/web/html.ts'

describe('markup', () => {
  it('keeps whatever is filled in apart from itself', () => {
    const hostile = fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '&', '/', '=', '\u202e', '\u0000', '\r\n', 'a', '发', '\ud800') })
    fc.assert(
      fc.property(hostile, (words) => {
        const { markup } = html`<p title="${words}">${words}</p>`
        const [, title = '', content = ''] = /^<p title="([^<>"']*)">([^<>"']*)<\/p>$/.exec(markup) ?? []
        const back = (written: string) => written.replace(/&(?:#39|amp|lt|gt|quot);/g, (entity) => entities[entity] ?? '')
        const seen = words
          .replaceAll('\r\n', '\n')
          .toWellFormed()
          .replace(/[\u202e\0\r]/g, '·')
        expect([back(title), back(content)]).toEqual([seen, seen])
      }),
    )
  })

  it('keeps markup, and lists of it', () => {
    expect(html`<ul>${[1, 2].map((number) => html`<li>${number}</li>`)}${undefined}${false}</ul>`.markup).toBe(
      '<ul><li>1</li><li>2</li></ul>',
    )
  })

  it.each([
    { name: 'a script', url: 'javascript:alert(1)' },
    { name: 'a script in disguise', url: ' jAvAsCrIpT:alert(1)' },
    { name: 'a document of its own', url: 'data:text/html,<script>alert(1)</script>' },
    { name: 'a file', url: 'file:///etc/passwd' },
    { name: 'no address at all', url: 'see below' },
  ])('makes no link of $name', ({ url }) => {
    expect(linked('words', url).markup).toBe('<bdi>words</bdi>')
  })

  it('makes links that tell nothing to where they lead', () => {
    expect(linked('<b>', 'https://github.test/?a="&b').markup).toBe(
      '<a href="https://github.test/?a=&quot;&amp;b" target="_blank" rel="noopener noreferrer"><bdi>&lt;b&gt;</bdi></a>',
    )
  })
})

const entities: Readonly<Record<string, string>> = { '&#39;': "'", '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"' }
