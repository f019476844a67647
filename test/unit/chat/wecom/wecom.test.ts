import { afterEach, describe, expect, it } from '@jest/globals'
import { openWecom } from '../../../../src/chat/wecom/wecom.ts'
import type { Answer, Fault } from '../../../fakes/webhook-listener.ts'
import { type FakeWecom, fakeWecom } from '../../../fakes/wecom.ts'
import { virtualClock } from '../../../support/virtual-clock.ts'
import { exampleMessage, noticeContext, wordsOf } from '../notice-context.ts'

const key = '693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa'
const fakes: FakeWecom[] = []
afterEach(async () => {
  await Promise.all(fakes.splice(0).map((fake) => fake.close()))
})

async function open(given = key, options = {}) {
  const clock = virtualClock()
  const fake = await fakeWecom({ key, now: clock.now })
  fakes.push(fake)
  const context = noticeContext({ clock, ...options })
  const webhook = `https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=${given}`
  return { fake, clock, context, channel: openWecom({ type: 'wecom', name: 'corp', webhook, api: fake.url }, context) }
}

describe('a WeCom robot', () => {
  it('shows the message with its links', async () => {
    const { channel, fake } = await open()
    expect(await channel.send(exampleMessage)).toEqual({ state: 'delivered' })
    expect(fake.posted[0]?.text).toContain('<font color="warning">【PRODUCTION】</font>')
    expect(fake.posted[0]?.links).toEqual(expect.arrayContaining(exampleMessage.links.map(({ url }) => url)))
    expect(fake.posted[0]?.alerted).toEqual([])
  })

  it('alerts people by their ids, and nobody else', async () => {
    const { channel, fake } = await open()
    const mentions = [
      { name: 'alice', ids: { wecom: 'a01' } },
      { name: '<@all>', ids: {} },
      { name: 'everybody', ids: { wecom: '@all' } },
      { name: 'everybody too', ids: { wecom: 'ALL' } },
      { name: 'mallory', ids: { wecom: 'x><@all' } },
    ]
    expect(await channel.send({ ...exampleMessage, headline: '<@all> look <@boss>', mentions })).toEqual({ state: 'delivered' })
    expect(fake.posted[0]?.alerted).toEqual(['a01'])
  })

  it('speaks Chinese', async () => {
    const { channel } = await open(key, { locale: 'zh-CN' })
    expect(channel.preview(exampleMessage)).toMatch(/【生产】.*另有 2 条/s)
  })
})

const code = (errcode: number, errmsg = 'x'): Answer => ({ status: 200, body: JSON.stringify({ errcode, errmsg }) })

const refusals: readonly (readonly [string, Answer, string, RegExp])[] = [
  [
    'an unknown key',
    code(93000, `invalid webhook url, hint: [1], from ip: 1.2.3.4, more info at https://x`),
    'rejected',
    /no robot with this key/,
  ],
  ['a text that is too long', code(93000, 'Invalid input : content exceed max length. invalid Request Parameter'), 'rejected', /too long/],
  ['a text that is too long, another code', code(40058, 'markdown.content exceed max length 4096'), 'rejected', /too long/],
  ['a text that is too long, a third', code(45002), 'rejected', /too long/],
  ['a missing parameter', code(40058, 'missing parameter'), 'rejected', /40058/],
  ['an unknown kind of message', code(40008), 'rejected', /40008/],
  ['an empty text', code(44004), 'rejected', /empty/],
  ['an address that is not permitted', code(60020, 'not allow to access from your ip'), 'rejected', /not permitted/],
  ['too fast without end', code(45009, 'api freq out of limit'), 'limited', /20 messages in a minute/],
  ['busy without end', code(-1, 'system busy'), 'rejected', /busy/],
  ['a code that is in no table', code(999_999, 'new rule'), 'rejected', /999999: new rule/],
  ['a page in its place', { status: 200, body: '<html>Login</html>' }, 'unknown', /not understood/],
  ['nothing', { status: 200, body: '' }, 'unknown', /not understood/],
  ['half an answer', { status: 200, body: '{"errcode":0' }, 'unknown', /not understood/],
  ['no code', { status: 200, body: '{"errmsg":"ok"}' }, 'unknown', /not understood/],
  ['a redirect', { status: 302, headers: { location: 'https://x' }, body: '' }, 'rejected', /leads elsewhere/],
  ['an error page', { status: 502, body: 'Bad Gateway' }, 'unknown', /HTTP 502/],
  ['out of service', { status: 503, body: '' }, 'rejected', /HTTP 503/],
]

describe('an answer of WeCom that is no success', () => {
  it.each(refusals)('%s', async (_, answer, state, words) => {
    const { channel, fake } = await open()
    fake.faults.push(...Array<Fault>(9).fill({ kind: 'instead', answer }))
    const delivery = await channel.send(exampleMessage)
    expect(delivery.state).toBe(state)
    expect(wordsOf(delivery)).toMatch(words)
    expect(wordsOf(delivery)).not.toContain(key)
    expect(fake.posted).toEqual([])
  })

  it('is understood from the robot itself', async () => {
    const { channel } = await open('another-key-altogether')
    expect(wordsOf(await channel.send(exampleMessage))).toContain('no robot with this key')
  })
})

describe('sending to WeCom again', () => {
  it.each(['cut', 'cut-after', 'hang', 'hang-after'] as const)('never happens after “%s”: it might arrive twice', async (kind) => {
    const { channel, fake } = await open(key, { patience: kind.startsWith('hang') ? 200 : 10_000 })
    fake.faults.push({ kind })
    expect((await channel.send(exampleMessage)).state).toBe('unknown')
    expect(fake.received.length).toBe(1)
  })

  it('happens where nothing was done', async () => {
    const { channel, fake } = await open()
    fake.faults.push(
      { kind: 'instead', answer: code(-1) },
      { kind: 'instead', answer: { status: 429, headers: { 'retry-after': '7' }, body: '' } },
    )
    expect((await channel.send(exampleMessage)).state).toBe('delivered')
    expect([fake.received.length, fake.posted.length]).toEqual([3, 1])
  })

  it('keeps to twenty a minute', async () => {
    const { channel, fake } = await open()
    for (let count = 0; count < 45; count++) expect((await channel.send(exampleMessage)).state).toBe('delivered')
    expect([fake.received.length, fake.posted.length]).toEqual([45, 45])
  })

  it('takes a new connection each time: one that was given up would leave it open whether the message arrived', async () => {
    const { channel, fake } = await open()
    await channel.send(exampleMessage)
    expect(fake.received[0]?.headers.connection).toBe('close')
  })
})

describe('checking a WeCom robot', () => {
  it('posts nothing', async () => {
    const { channel, fake } = await open(key, { clock: { now: Date.now, sleep: async () => {} } })
    expect(await channel.check()).toEqual([])
    expect([fake.posted, fake.received.map(({ method }) => method)]).toEqual([[], ['GET']])
  })

  it('refuses an address without a key, and names the setting', async () => {
    const { channel } = await open('')
    await expect(channel.check()).rejects.toMatchObject({ code: 'invalid-configuration', where: 'channels.corp.webhook' })
  })
})

it('masks the key before it is used', async () => {
  expect((await open()).context.masked).toContain(key)
})
