import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { linkUrl } from '../../../src/chat/link-url.ts'

describe('an address that may become a link', () => {
  it.each([
    ['https://github.com/acme/shop/actions/runs/1?x=1#y', 'https://github.com/acme/shop/actions/runs/1?x=1#y'],
    ['https://example.test/a_(b)', 'https://example.test/a_%28b%29'],
    ["https://example.test/'x'*[y]`z`", 'https://example.test/%27x%27%2A%5By%5D%60z%60'],
    ['https://example.test/a b"<c>', 'https://example.test/a%20b%22%3Cc%3E'],
  ])('%s', (address, expected) => {
    expect(linkUrl(address)).toBe(expected)
  })

  it.each([
    'javascript:alert(1)',
    'dtmd://dingtalkclient/sendMessage?content=x',
    'data:text/html,x',
    'file:///etc/passwd',
    'mailto:x@y',
    '/relative',
    '',
    `https://example.test/${'x'.repeat(3000)}`,
  ])('%s is none', (address) => {
    expect(linkUrl(address)).toBeUndefined()
  })

  it('never ends the link it stands in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (path) => {
        expect(linkUrl(`https://example.test/${path}`) ?? '').not.toMatch(/[()[\]<>"'`*\s\\|]/)
      }),
    )
  })
})
