import { describe, expect, it } from '@jest/globals'
import { parseHtml } from '../../fakes/telegram/html.ts'

describe('parseHtml', () => {
  it.each([
    { source: 'a < b', problem: 'Unsupported start tag "" at byte offset 2' },
    { source: '<x>y</x>', problem: 'Unsupported start tag "x" at byte offset 0' },
    { source: 'é<x>', problem: 'Unsupported start tag "x" at byte offset 2' },
    { source: '<b>x', problem: 'Can\'t find end tag corresponding to start tag "b"' },
    { source: '<b>x</i>', problem: 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"' },
    { source: 'x</b>', problem: 'Unexpected end tag at byte offset 1' },
    { source: '<b', problem: 'Unclosed start tag at byte offset 0' },
    { source: '<b>x</b', problem: 'Unclosed end tag at byte offset 4' },
    { source: '<a href="x>y</a>', problem: 'Unclosed start tag at byte offset 0' },
    { source: '<span>x</span>', problem: 'Tag "span" must have class "tg-spoiler" at byte offset 0' },
    { source: '<a href=x:y>z</a>', problem: 'Unexpected end of name token at byte offset 8' },
  ])('refuses $source', ({ source, problem }) => {
    expect(() => parseHtml(source)).toThrow(new Error(`Bad Request: can't parse entities: ${problem}`))
  })

  it.each([
    { source: 'x &lt;b&gt; &amp; &quot; &#39; &#x2705; &nbsp; &', text: 'x <b> & " \' ✅ &nbsp; &', entities: [] },
    { source: '<b>é✅😀</b>!', text: 'é✅😀!', entities: [{ type: 'bold', offset: 0, length: 4 }] },
    {
      source: '<b>a<i>b</i></b><code>c</code>',
      text: 'abc',
      entities: [
        { type: 'bold', offset: 0, length: 2 },
        { type: 'italic', offset: 1, length: 1 },
        { type: 'code', offset: 2, length: 1 },
      ],
    },
    {
      source: '<A href="https://x.test/?a=1&amp;b">l</A>',
      text: 'l',
      entities: [{ type: 'text_link', offset: 0, length: 1, url: 'https://x.test/?a=1&b' }],
    },
    { source: '<a href="javascript:alert(1)">l</a>', text: 'l', entities: [] },
    { source: '<b></b>x', text: 'x', entities: [] },
    {
      source: '<a href="tg://user?id=5">Al</a>',
      text: 'Al',
      entities: [{ type: 'text_mention', offset: 0, length: 2, user: { id: 5, is_bot: false, first_name: '' } }],
    },
    { source: '<blockquote expandable>q</blockquote>', text: 'q', entities: [{ type: 'expandable_blockquote', offset: 0, length: 1 }] },
  ])('takes $source', ({ source, text, entities }) => {
    expect(parseHtml(source)).toEqual({ text, entities })
  })
})
