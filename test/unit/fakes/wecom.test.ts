import { afterEach, describe, expect, it } from '@jest/globals'
import { type FakeWecom, fakeWecom } from '../../fakes/wecom.ts'
import { virtualClock } from '../../support/virtual-clock.ts'

const fakes: FakeWecom[] = []
afterEach(async () => {
  await Promise.all(fakes.splice(0).map((fake) => fake.close()))
})

async function open() {
  const clock = virtualClock()
  const fake = await fakeWecom({ key: 'k', now: clock.now })
  fakes.push(fake)
  const post = async (body: unknown, query = 'key=k') => {
    const sent = typeof body === 'string' ? body : JSON.stringify(body)
    const response = await fetch(`${fake.url}/cgi-bin/webhook/send?${query}`, { method: 'POST', body: sent })
    return [response.status, await response.json()]
  }
  return { fake, clock, post }
}

const markdown = (content: string) => ({ msgtype: 'markdown', markdown: { content } })
const ok = [200, { errcode: 0, errmsg: 'ok' }]
const code = (errcode: number, errmsg: unknown = expect.any(String)) => [200, { errcode, errmsg }]

/** Held against facts/chat.md 4.1, by plain calls that share no code with our client. */
describe('the fake WeCom robot', () => {
  it.each([
    ['an unknown key', markdown('x'), 'key=x', 93000, /^invalid webhook url, hint: \[\d+_\d+_.*, from ip: .*e=93000$/],
    ['an unknown kind', { msgtype: 'poem' }, undefined, 40008, /./],
    ['no content', { msgtype: 'markdown', markdown: {} }, undefined, 40058, /./],
    ['empty content', markdown(''), undefined, 44004, /./],
    ['a byte too many', markdown('x'.repeat(4097)), undefined, 93000, /^Invalid input : content exceed max length\./],
    ['a text with a byte too many', { msgtype: 'text', text: { content: 'x'.repeat(2049) } }, undefined, 93000, /exceed max length/],
    ['no JSON', '{', undefined, 47001, /./],
    ['an image that is another', { msgtype: 'image', image: { base64: 'iVBORw0KGgo=', md5: 'x' } }, undefined, 301019, /./],
  ])('refuses %s with HTTP 200 and a code', async (_, body, query, expected, words) => {
    expect(await (await open()).post(body, query)).toEqual(code(expected, expect.stringMatching(words)))
  })

  it('takes the image of the vector', async () => {
    const image = { base64: 'iVBORw0KGgo=', md5: 'e9dd2797018cad79186e03e8c5aec8dc' }
    expect(await (await open()).post({ msgtype: 'image', image })).toEqual(ok)
  })

  it('counts bytes', async () => {
    const { post } = await open()
    expect(await post(markdown('发'.repeat(1365)))).toEqual(ok)
    expect(await post(markdown('发'.repeat(1366)))).toEqual(code(93000))
  })

  it('takes twenty messages in a minute', async () => {
    const { post, clock, fake } = await open()
    for (let count = 0; count < 20; count++) expect(await post(markdown('x'))).toEqual(ok)
    expect(await post(markdown('x'))).toEqual(code(45009, expect.stringContaining('api freq out of limit')))
    clock.advance(60_001)
    expect(await post(markdown('<@a01> [x](https://y)'))).toEqual(ok)
    expect(fake.posted.at(-1)).toMatchObject({ alerted: ['a01'], links: ['https://y'] })
  })
})
