import { describe, expect, it } from '@jest/globals'
import { isFromOwnPage } from '../../../../src/chat/web/same-site.ts'

const own = 'https://ci.example.com'

describe('where a form comes from', () => {
  it.each([
    { name: 'no browser', headers: {}, is: true },
    { name: 'our page, as a trustworthy address tells', headers: { 'sec-fetch-site': 'same-origin', origin: 'null' }, is: true },
    { name: 'our page, by the script', headers: { 'sec-fetch-site': 'same-origin', origin: own }, is: true },
    { name: 'our page over plain http, which tells nothing', headers: { origin: 'null' }, is: true },
    { name: 'our page under another name of the machine', headers: { origin: 'http://runner:8787', host: 'runner:8787' }, is: true },
    { name: 'another site', headers: { 'sec-fetch-site': 'cross-site', origin: own }, is: false },
    { name: 'a neighbour under the same domain', headers: { 'sec-fetch-site': 'same-site' }, is: false },
    { name: 'the address bar', headers: { 'sec-fetch-site': 'none' }, is: false },
    { name: 'another site in an old browser', headers: { origin: 'https://evil.test', host: 'ci.example.com' }, is: false },
    { name: 'another port', headers: { origin: 'http://runner:9', host: 'runner:8787' }, is: false },
    { name: 'nonsense', headers: { origin: '%%', host: 'runner' }, is: false },
  ])('$name', ({ headers, is }) => {
    expect(isFromOwnPage(headers, own)).toBe(is)
  })
})
