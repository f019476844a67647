import { afterEach, describe, expect, it } from '@jest/globals'
import { type FakeDingtalk, fakeDingtalk, type Robot } from '../../fakes/dingtalk.ts'
import { virtualClock } from '../../support/virtual-clock.ts'

const fakes: FakeDingtalk[] = []
afterEach(async () => {
  await Promise.all(fakes.splice(0).map((fake) => fake.close()))
})

async function open(robot: Partial<Robot> = {}, start = 1_700_000_000_000) {
  const clock = virtualClock(start)
  const fake = await fakeDingtalk({ token: 't', now: clock.now, ...robot })
  fakes.push(fake)
  const post = async (
    body: unknown,
    query = 'access_token=t',
    headers: Record<string, string> = { 'content-type': 'application/json' },
  ) => {
    const sent = typeof body === 'string' ? body : JSON.stringify(body)
    const response = await fetch(`${fake.url}/robot/send?${query}`, { method: 'POST', headers, body: sent })
    return [response.status, await response.json()]
  }
  return { fake, clock, post }
}

const note = { msgtype: 'text', text: { content: 'hello @a01' } }
const ok = [200, { errcode: 0, errmsg: 'ok' }]
const code = (errcode: number, errmsg: unknown = expect.any(String)) => [200, { errcode, errmsg }]

/** Held against facts/chat.md 3.1, by plain calls that share no code with our client. */
describe('the fake DingTalk robot', () => {
  it('takes the signatures of the vectors, and no others', async () => {
    const { post } = await open({ secret: 'SECtest' })
    const vector = 'sign=aZLLrriXgn05YbwaGR7knYsLeJADjr9NwLaNNKpxh4g%3D'
    expect(await post(note, `access_token=t&timestamp=1700000000000&${vector}`)).toEqual(ok)
    expect(await post(note, `access_token=t&timestamp=1700000000001&${vector}`)).toEqual(
      code(310000, expect.stringMatching(/^sign not match, more: \[https:/)),
    )
    expect(await post(note)).toEqual(code(310000, expect.stringMatching(/^invalid timestamp, more: \[https:/)))
    const other = await open({ secret: 'this is secret' }, 1_577_262_236_757)
    const second = 'access_token=t&timestamp=1577262236757&sign=hmPWwU%2B7lVdm3ZZz0r9tSfx0L4Q26jWOZr9%2BGs6EZQM%3D'
    expect(await other.post(note, second)).toEqual(ok)
    other.clock.advance(3_600_001)
    expect(await other.post(note, second)).toEqual(code(310000, expect.stringContaining('invalid timestamp')))
  })

  it('checks keywords and addresses', async () => {
    expect(await (await open({ keywords: ['Sallyport', '发布'] })).post(note)).toEqual(
      code(310000, expect.stringMatching(/^keywords not in content/)),
    )
    expect(await (await open({ keywords: ['hello'] })).post(note)).toEqual(ok)
    expect(await (await open({ allowed: ['10.0.0.1'] })).post(note)).toEqual(
      code(310000, expect.stringMatching(/^ip 127\.0\.0\.1 not in whitelist/)),
    )
  })

  it.each([
    ['an unknown token', note, 'access_token=x', 400101],
    ['no JSON', '{', undefined, 40035],
    ['an unknown kind', { msgtype: 'poem' }, undefined, 400105],
    ['a missing field', { msgtype: 'markdown', markdown: { title: 'x' } }, undefined, 40035],
    ['a card without buttons', { msgtype: 'actionCard', actionCard: { title: 'x', text: 'y' } }, undefined, 40035],
    [
      'a button that leads nowhere',
      { msgtype: 'actionCard', actionCard: { title: 'x', text: 'y', btns: [{ title: 'z', actionURL: 'z' }] } },
      undefined,
      40035,
    ],
    ['a link that leads nowhere', { msgtype: 'link', link: { title: 'x', text: 'y', messageUrl: 'z' } }, undefined, 40035],
    ['a link without text', { msgtype: 'link', link: { title: 'x', messageUrl: 'https://z.test' } }, undefined, 40035],
    ['a text that is none', { msgtype: 'text', text: { content: 7 } }, undefined, 40035],
    ['a feed of nothing', { msgtype: 'feedCard', feedCard: { links: [] } }, undefined, 40035],
    ['a feed without titles', { msgtype: 'feedCard', feedCard: { links: [{ messageURL: 'https://z.test' }] } }, undefined, 40035],
    ['a feed that leads nowhere', { msgtype: 'feedCard', feedCard: { links: [{ title: 'x', messageURL: '' }] } }, undefined, 40035],
    ['unsafe content', { msgtype: 'text', text: { content: '无法无天' } }, undefined, 430101],
    ['a byte too many', { msgtype: 'text', text: { content: 'x'.repeat(20_001) } }, undefined, 460101],
  ])('refuses %s with HTTP 200 and a code', async (_, body, query, expected) => {
    expect(await (await open()).post(body, query)).toEqual(code(expected))
  })

  it('takes 20,000 bytes, whatever characters they are', async () => {
    const { post } = await open()
    const frame = Buffer.byteLength(JSON.stringify({ msgtype: 'text', text: { content: '' } }))
    const han = '发'.repeat(Math.floor((20_000 - frame) / 3))
    expect(await post({ msgtype: 'text', text: { content: han } })).toEqual(ok)
    expect(await post({ msgtype: 'text', text: { content: `${han}发` } })).toEqual(code(460101, 'message too long, exceed 20000 bytes'))
  })

  it('refuses other content types', async () => {
    expect(await (await open()).post(note, undefined, { 'content-type': 'text/plain' })).toEqual(code(43004))
  })

  it.each([
    [410100, /too fast/],
    [130101, /^send too fast, exceed 20 times per minute$/],
  ] as const)('is silenced for ten minutes by the 21st message in a minute (%d)', async (tooFast, words) => {
    const { post, clock } = await open({ tooFast })
    for (let count = 0; count < 20; count++) expect(await post(note)).toEqual(ok)
    expect(await post(note)).toEqual(code(tooFast, expect.stringMatching(words)))
    clock.advance(599_000)
    expect(await post(note)).toEqual(code(tooFast))
    clock.advance(1000)
    expect(await post(note)).toEqual(ok)
  })

  it('takes twenty in every minute', async () => {
    const { post, clock } = await open()
    for (let count = 0; count < 60; count++) {
      expect(await post(note)).toEqual(ok)
      clock.advance(3001)
    }
  })

  it('shows a message that is sent again only once', async () => {
    const { post, fake } = await open()
    await post({ ...note, msgUuid: 'one' })
    expect(await post({ ...note, msgUuid: 'one' })).toEqual(ok)
    await post({ ...note, msgUuid: 'two' })
    expect(fake.posted.length).toBe(2)
  })

  it('takes links and feeds, which alert nobody', async () => {
    const { post, fake } = await open()
    const at = { atUserIds: ['a01'], isAtAll: true }
    expect(await post({ msgtype: 'link', link: { title: 'x', text: '@a01', messageUrl: 'https://z.test' }, at })).toEqual(ok)
    expect(await post({ msgtype: 'feedCard', feedCard: { links: [{ title: '@a01', messageURL: 'https://z.test' }] }, at })).toEqual(ok)
    expect(fake.posted.map(({ links, alerted }) => [links, alerted])).toEqual([
      [['https://z.test'], []],
      [['https://z.test'], []],
    ])
  })

  it('alerts those who are named in the text as well', async () => {
    const { post, fake } = await open()
    await post({ ...note, at: { atUserIds: ['a01', 'b02'] } })
    await post({ ...note, at: { isAtAll: true } })
    expect(fake.posted.map(({ alerted }) => alerted)).toEqual([['a01'], ['all']])
  })
})
