import { describe, expect, it } from '@jest/globals'
import { linkTo } from '../../../src/github/answer.ts'
import { pauseAfter } from '../../../src/github/limits.ts'

describe('linkTo', () => {
  it.each([
    { name: 'the first of several', link: '<https://a/?page=2>; rel="next", <https://a/?page=9>; rel="last"', next: 'https://a/?page=2' },
    { name: 'behind others', link: '<https://a/?page=1>; rel="prev", <https://a/?a=b,c>; rel="next"', next: 'https://a/?a=b,c' },
    { name: 'without quotes', link: '<https://a/?page=2>; rel=next', next: 'https://a/?page=2' },
    { name: 'with other parameters', link: '<https://a/?page=2>; title="x"; rel="next"; type="y"', next: 'https://a/?page=2' },
    { name: 'none', link: '<https://a/?page=1>; rel="first"', next: undefined },
    { name: 'a longer word', link: '<https://a/?page=1>; rel="next-archive"', next: undefined },
    { name: 'no header', link: undefined, next: undefined },
  ])('$name', ({ link, next }) => {
    expect(linkTo('next', { headers: link === undefined ? {} : { link } })).toBe(next)
  })
})

describe('pauseAfter', () => {
  const now = Date.parse('2026-11-01T10:00:00Z')
  const about = JSON.stringify({ message: 'You have exceeded a secondary rate limit.' })
  it.each([
    { name: 'seconds to wait', status: 403, headers: { 'retry-after': '7' }, pause: { milliseconds: 7000, isQuota: false } },
    {
      name: 'a quota that is used up',
      status: 403,
      headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': `${now / 1000 + 90}` },
      pause: { milliseconds: 90_000, isQuota: true },
    },
    {
      name: 'a quota that should be back',
      status: 429,
      headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': `${now / 1000 - 9}` },
      pause: { milliseconds: 1000, isQuota: true },
    },
    {
      name: 'a quota without a time',
      status: 403,
      headers: { 'x-ratelimit-remaining': '0' },
      pause: { milliseconds: 60_000, isQuota: true },
    },
    { name: 'a secondary limit without a hint', status: 403, headers: {}, body: about, pause: { milliseconds: 60_000, isQuota: false } },
    { name: '429 without anything', status: 429, headers: {}, pause: { milliseconds: 60_000, isQuota: false } },
    {
      name: 'a missing permission',
      status: 403,
      headers: { 'x-ratelimit-remaining': '5' },
      body: '{"message":"Resource not accessible"}',
      pause: undefined,
    },
    { name: 'nonsense', status: 403, headers: { 'retry-after': 'soon' }, body: '<html>', pause: undefined },
    { name: 'a good answer on the last request', status: 200, headers: { 'x-ratelimit-remaining': '0' }, pause: undefined },
  ])('$name', ({ status, headers, body = '', pause }) => {
    expect(pauseAfter({ status, headers, body }, now)).toEqual(pause)
  })
})
