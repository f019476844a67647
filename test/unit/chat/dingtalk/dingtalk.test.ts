import { afterEach, describe, expect, it } from '@jest/globals'
import { dingtalkSignature, signedAddress } from '../../../../src/chat/dingtalk/sign.ts'
import type { Answer, Fault } from '../../../fakes/webhook-listener.ts'
import { exampleMessage, wordsOf } from '../notice-context.ts'
import { opened, secret, token } from './opened.ts'

const fakes: { close(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(fakes.splice(0).map((fake) => fake.close()))
})
const open = async (...given: Parameters<typeof opened>) => {
  const all = await opened(...given)
  fakes.push(all.fake)
  return all
}

describe('the signature of a DingTalk robot', () => {
  // Vectors of facts/chat.md 3.1, as they stand in an address.
  it.each([
    ['SECtest', 1_700_000_000_000, 'aZLLrriXgn05YbwaGR7knYsLeJADjr9NwLaNNKpxh4g%3D'],
    ['this is secret', 1_577_262_236_757, 'hmPWwU%2B7lVdm3ZZz0r9tSfx0L4Q26jWOZr9%2BGs6EZQM%3D'],
  ])('is that of the vector (%s)', (secret, timestamp, expected) => {
    expect(encodeURIComponent(dingtalkSignature(secret, timestamp))).toBe(expected)
    const address = signedAddress(new URL('https://oapi.dingtalk.com/robot/send?access_token=t'), secret, timestamp)
    expect(address.search).toBe(`?access_token=t&timestamp=${timestamp}&sign=${expected}`)
  })
})

describe('a DingTalk robot', () => {
  it('shows a card with a button to where the decision is made', async () => {
    const { channel, fake } = await open({ secret }, { secret })
    expect(await channel.send(exampleMessage)).toEqual({ state: 'delivered' })
    expect(fake.posted).toEqual([
      { msgtype: 'actionCard', text: expect.stringContaining('【PRODUCTION】Release shop v1.4.2'), links: expect.anything(), alerted: [] },
    ])
    expect(fake.posted[0]?.links.slice(0, 2)).toEqual(exampleMessage.links.map(({ url }) => url))
  })

  it('alerts people by their ids, in a text that has the same links', async () => {
    const { channel, fake } = await open()
    const mentions = [
      { name: 'alice', ids: { dingtalk: 'a01' } },
      { name: 'bob', ids: { telegram: '1' } },
    ]
    expect(await channel.send({ ...exampleMessage, mentions })).toEqual({ state: 'delivered' })
    expect(fake.posted[0]).toMatchObject({ msgtype: 'markdown', alerted: ['a01'] })
    expect(fake.posted[0]?.text).toContain('@a01 @bob')
    expect(fake.posted[0]?.links).toEqual(expect.arrayContaining(exampleMessage.links.map(({ url }) => url)))
  })

  it('speaks Chinese', async () => {
    const { channel } = await open()
    const chinese = await open({}, {}, { locale: 'zh-CN' })
    expect(chinese.channel.preview(exampleMessage)).toContain('【生产】')
    expect(chinese.channel.preview(exampleMessage)).toContain('另有 2 条')
    expect(channel.preview(exampleMessage)).toContain('and 2 more')
  })
})

const code = (errcode: number, errmsg = 'x'): Answer => ({ status: 200, body: JSON.stringify({ errcode, errmsg }) })

/** Answers that look like a success to whoever does not read them, and what they are. */
const refusals: readonly (readonly [string, Answer, string, RegExp])[] = [
  ['a message that is none', code(40035, '缺少参数 json'), 'rejected', /40035/],
  ['a wrong content type', code(43004), 'rejected', /43004/],
  ['a dissolved group', code(400013, 'group is disbanded'), 'rejected', /dissolved/],
  ['an unknown token', code(400101, 'token is not exist'), 'rejected', /no robot with this token/],
  ['a stopped robot', code(400102), 'rejected', /switched off/],
  ['an unknown kind of message', code(400105), 'rejected', /400105/],
  ['an unknown robot', code(400106), 'rejected', /no such robot/],
  ['unsafe content', code(430101), 'rejected', /unsafe/],
  ['unsafe content, another', code(430104), 'rejected', /unsafe/],
  ['a message that is too long', code(460101, 'message too long, exceed 20000 bytes'), 'rejected', /20,000 bytes/],
  ['no keyword', code(310000, 'keywords not in content, more: [https://x]'), 'rejected', /keywords.*加签/s],
  ['a clock that is wrong', code(310000, 'invalid timestamp, more: [https://x]'), 'rejected', /clock/],
  ['a wrong signature', code(310000, 'sign not match, more: [https://x]'), 'rejected', /secret \(SEC…\)/],
  ['an address that is not on the list', code(310000, 'ip 1.2.3.4 not in whitelist, more: [https://x]'), 'rejected', /changing addresses/],
  ['a security setting nobody knows', code(310000, 'something new'), 'rejected', /security settings/],
  ['too fast', code(410100), 'limited', /10 min/],
  ['too fast, the other code', code(130101, 'send too fast, exceed 20 times per minute'), 'limited', /10 min/],
  ['too fast, by a redirect', { status: 302, headers: { location: 'https://x' }, body: '' }, 'limited', /10 min/],
  ['punished', { status: 200, body: '{"status":1111,"wait":5,"source":"x5","punish":"deny","uuid":"x"}' }, 'limited', /5 min/],
  ['punished, as a page', { status: 200, body: '<html><script>{"punish": "deny"}</script></html>' }, 'limited', /5 min/],
  ['busy without end', code(-1, '系统繁忙'), 'rejected', /busy/],
  ['a code that is in no table', code(999_999, 'new rule'), 'rejected', /999999: new rule/],
  ['a page in its place', { status: 200, body: '<html>Login</html>' }, 'unknown', /not understood/],
  ['nothing', { status: 200, body: '' }, 'unknown', /not understood/],
  ['half an answer', { status: 200, body: '{"errcode":0' }, 'unknown', /not understood/],
  ['no code', { status: 200, body: '{"errmsg":"ok"}' }, 'unknown', /not understood/],
  ['an error page', { status: 502, body: 'Bad Gateway' }, 'unknown', /HTTP 502/],
  ['success with a status that is none', { status: 500, body: '{"errcode":0,"errmsg":"ok"}' }, 'unknown', /HTTP 500/],
  ['not found', { status: 404, body: '' }, 'rejected', /HTTP 404/],
]

describe('an answer that is no success', () => {
  it.each(refusals)('%s', async (_, answer, state, words) => {
    const { channel, fake, clock } = await open()
    const start = clock.now()
    fake.faults.push(...Array<Fault>(9).fill({ kind: 'instead', answer }))
    const delivery = await channel.send(exampleMessage)
    expect(delivery.state).toBe(state)
    expect(wordsOf(delivery)).toMatch(words)
    expect(wordsOf(delivery)).not.toContain(token)
    expect(clock.now() - start).toBeLessThan(90_000)
    expect(fake.posted).toEqual([])
  })

  it('is understood from the robot itself, whatever it checks', async () => {
    const cases = [
      await open({ secret }, {}),
      await open({ secret }, { secret: 'SECwrong' }),
      await open({ keywords: ['Sallyport'] }),
      await open({ allowed: ['10.0.0.1'] }),
      await open({ state: 'stopped' }),
      await open({}, { token: 'another-token-altogether' }),
    ]
    const deliveries = await Promise.all(cases.map(({ channel }) => channel.send(exampleMessage)))
    expect(deliveries.map(({ state }) => state)).toEqual(Array(6).fill('rejected'))
    expect(deliveries.map(wordsOf).join()).toMatch(/timestamp.*signature.*keywords.*list.*switched off.*no robot/s)
  })
})

describe('sending again', () => {
  it.each(['cut', 'cut-after', 'hang-after', 'slow'] as const)('after “%s” shows the message once', async (kind) => {
    const { channel, fake } = await open({ secret }, { secret }, { patience: kind.startsWith('hang') ? 500 : 10_000 })
    fake.faults.push({ kind }, { kind })
    expect(await channel.send(exampleMessage)).toEqual({ state: 'delivered' })
    expect(fake.posted.length).toBe(1)
    expect(new Set(fake.received.map(({ body }) => body.toString())).size).toBe(1)
  })

  it('signs anew: an old time would be refused', async () => {
    const { channel, fake } = await open({ secret }, { secret })
    fake.faults.push({ kind: 'instead', answer: { status: 503, headers: { 'retry-after': '30' }, body: '' } })
    await channel.send(exampleMessage)
    const times = fake.received.map(({ path }) => Number(new URL(path, 'http://x').searchParams.get('timestamp')))
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(30_000)
  })

  it.each([410100, 130101] as const)('keeps to twenty a minute; silenced by another sender, waits ten minutes (%d)', async (tooFast) => {
    const { channel, fake, clock } = await open({ tooFast })
    const other = await open()
    for (let count = 0; count < 21; count++) expect((await channel.send(exampleMessage)).state).toBe('delivered')
    // Another program posts to the same robot until it is silenced.
    for (let count = 0; count < 21; count++) {
      await other.context.http.send({
        url: `${fake.url}/robot/send?access_token=${token}`,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"msgtype":"text","text":{"content":"noise"}}',
      })
    }
    clock.advance(1000)
    const calls = fake.received.length
    expect((await channel.send(exampleMessage)).state).toBe('limited')
    expect((await channel.send(exampleMessage)).state).toBe('limited')
    expect(fake.received.length).toBe(calls + 1)
    clock.advance(600_000)
    expect((await channel.send(exampleMessage)).state).toBe('delivered')
  })
})

describe('checking a DingTalk robot', () => {
  it('posts nothing, and says what is worth saying', async () => {
    const { channel, fake } = await open()
    const notes = await channel.check()
    expect(notes.map(({ en }) => en).join()).toContain('not signed')
    expect(fake.posted).toEqual([])
    expect(fake.received.every(({ method }) => method === 'GET')).toBe(true)
  })

  it('tells a clock that is wrong', async () => {
    const clock = { now: () => Date.now() + 7_200_000, sleep: async () => {} }
    const { channel } = await open({}, { secret }, { clock })
    expect((await channel.check()).map(({ en }) => en).join()).toMatch(/clock of the runner is 2 h.* ahead/)
  })

  it('refuses an address without a token, and names the setting', async () => {
    const { channel } = await open({}, { token: '' })
    await expect(channel.check()).rejects.toMatchObject({ code: 'invalid-configuration', where: 'channels.ding.webhook' })
  })

  it('fails where the robot’s host cannot be reached, without a secret', async () => {
    const { channel, fake } = await open()
    await fake.close()
    fakes.pop()
    const error = await channel.check().catch((thrown: Error) => thrown)
    expect(error).toMatchObject({ code: 'network-failed' })
    expect(String(error)).not.toContain(token)
  })
})

it('masks every secret before it is used', async () => {
  const { context } = await open({ secret }, { secret })
  expect(context.masked).toEqual(expect.arrayContaining([token, secret]))
})
