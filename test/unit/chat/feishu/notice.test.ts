import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Delivery, NoticeChannel } from '../../../../src/chat/channel.ts'
import { feishuSignature } from '../../../../src/chat/feishu/sign.ts'
import type { FeishuFault } from '../../../fakes/feishu/faults.ts'
import { requestCard } from './messages.ts'
import { type FeishuWorld, feishuWorld, type Settings } from './open-feishu.ts'

let world: FeishuWorld
beforeEach(async () => {
  world = await feishuWorld({ step: 150 })
})
afterEach(() => world[Symbol.asyncDispose]())

const open = (webhook: string, secret?: string, more: Partial<Settings> = {}) =>
  world.openAny({ name: 'team', type: 'feishu', webhook, ...(secret ? { secret } : {}), ...more }) as NoticeChannel // a webhook only sends
const links = [{ label: 'Decide', url: 'https://github.com/acme/shop/issues/7' }]
const answer = (status: number, body: unknown): FeishuFault => ({ kind: 'answer', answer: { status, body } })
const reasonOf = (delivery: Delivery) => (delivery.state === 'delivered' ? '' : delivery.reason.en)

describe('the signature', () => {
  it.each([
    { seconds: 1_599_360_473, secret: 'demo', sign: 'l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8=' },
    { seconds: 1_700_000_000, secret: 'SECabc', sign: 'XprR1de+0SSBnwWyU/4k6x2TL+Q2SJlM5NNEdAv7MWg=' },
  ])('of $seconds with $secret', ({ seconds, secret, sign }) => {
    expect(feishuSignature(seconds, secret)).toBe(sign)
  })
})

describe('a notice', () => {
  it('arrives signed, as a card with a button to where the decision is made', async () => {
    const bot = world.feishu.addBot({ secret: 'demo-secret' })
    expect(await open(bot.url, 'demo-secret').send(requestCard({ links }))).toEqual({ state: 'delivered' })
    expect(bot.received).toHaveLength(1)
    expect(JSON.stringify(bot.received[0])).toContain('"default_url":"https://github.com/acme/shop/issues/7"')
  })

  it('alerts people by their ids', async () => {
    const bot = world.feishu.addBot()
    await open(bot.url).send(requestCard({ links, mentions: [{ name: 'alice', ids: { feishu: world.alice.openId } }] }))
    expect(JSON.stringify(bot.received[0])).toContain(`<at id=${world.alice.openId}></at>`)
  })

  it('fits into 20 KB, however much there is to say', async () => {
    const bot = world.feishu.addBot({ secret: 'demo-secret' })
    const lines = Array.from({ length: 500 }, (_, n) => ({ words: `${n} ${'改<>*'.repeat(100)}` }))
    expect(await open(bot.url, 'demo-secret').send(requestCard({ links, sections: [{ title: 'Changes', lines }] }))).toEqual({
      state: 'delivered',
    })
    expect(JSON.stringify(bot.received[0])).toContain('issues/7')
  })

  it.each([
    { name: 'a wrong secret', bot: { secret: 'other' }, state: 'rejected', says: /signature does not match.*19021/ },
    { name: 'a keyword that is missing', bot: { keywords: ['发布通知'] }, state: 'rejected', says: /none of the bot’s keywords.*19024/ },
    { name: 'an address that is not on its list', bot: { ips: ['10.0.0.1'] }, state: 'rejected', says: /not on the bot’s list.*19022/ },
  ])('is not taken for $name, with HTTP 200', async ({ bot, state, says }) => {
    const made = world.feishu.addBot(bot)
    const delivery = await open(made.url, 'demo-secret').send(requestCard())
    expect(delivery).toMatchObject({ state, remedy: { en: expect.any(String), 'zh-CN': expect.stringMatching(/\p{Script=Han}/u) } })
    expect(reasonOf(delivery)).toMatch(says)
    expect(made.received).toEqual([])
  })

  it.each([
    {
      name: 'an unknown bot',
      fault: answer(200, { code: 19001, data: {}, msg: 'param invalid: incoming webhook access token invalid' }),
      state: 'rejected',
      says: /no bot with this address/,
    },
    { name: 'a card that cannot be built', fault: answer(200, { code: 11246, msg: 'x' }), state: 'rejected', says: /cannot be built/ },
    {
      name: 'a limit that does not end',
      fault: answer(200, { code: 11232, msg: 'frequency limited' }),
      state: 'limited',
      says: /too many/,
    },
    { name: 'the other words for it', fault: answer(200, { code: 9499, msg: 'too many request' }), state: 'limited', says: /too many/ },
    { name: 'a page that is no answer', fault: answer(200, '<html>'), state: 'unknown', says: /not understood/ },
    { name: 'an answer without a code', fault: answer(200, {}), state: 'unknown', says: /not understood/ },
    {
      name: 'a reset after it was sent',
      fault: { kind: 'reset', when: 'after' } as FeishuFault,
      state: 'unknown',
      says: /cannot be reached/,
    },
    { name: 'a gateway that is down', fault: answer(502, 'x'), state: 'unknown', says: /HTTP 502/ },
  ])('ends as $state with $name', async ({ fault, state, says }) => {
    world.feishu.faults.disturb = () => fault
    const delivery = await open(world.feishu.addBot().url).send(requestCard())
    expect(delivery.state).toBe(state)
    expect(reasonOf(delivery)).toMatch(says)
  })

  it('is sent again after a limit, and never where it may have arrived', async () => {
    const bot = world.feishu.addBot()
    world.feishu.faults.next(answer(200, { code: 11232, msg: 'frequency limited' }), { times: 2 })
    expect(await open(bot.url).send(requestCard())).toEqual({ state: 'delivered' })
    world.feishu.faults.next({ kind: 'reset', when: 'after' })
    expect(await open(bot.url).send(requestCard())).toMatchObject({ state: 'unknown' })
    expect(bot.received).toHaveLength(2)
  })

  it('keeps to five a second', async () => {
    await using slower = await feishuWorld({ step: 10 })
    const channel = slower.openAny({ name: 'team', type: 'feishu', webhook: slower.feishu.addBot().url }) as NoticeChannel // a webhook only sends
    const all = await Promise.all(Array.from({ length: 12 }, () => channel.send(requestCard())))
    expect(all.every(({ state }) => state === 'delivered')).toBe(true)
    expect(slower.feishu.exchanges).toHaveLength(12)
  })

  it('never tells its address or secret', async () => {
    const bot = world.feishu.addBot({ secret: 'demo-secret' })
    world.feishu.faults.disturb = ({ path }) => answer(200, { code: 19001, msg: `no bot at ${path}, demo-secret` })
    const delivery = await open(bot.url, 'demo-secret').send(requestCard())
    const words = `${JSON.stringify(delivery)}${world.logged.join('')}`
    expect(words).not.toContain(bot.id)
    expect(words).not.toContain('demo-secret')
    expect(world.masked).toEqual(expect.arrayContaining([bot.url, bot.id, 'demo-secret']))
  })
})

describe.each(['card', 'post', 'text'] as const)('a notice of a bot as %s', (format) => {
  const picture = { data: Buffer.from('89504e470d0a1a0a', 'hex'), type: 'image/png', alt: 'x' } as const
  const kinds = { card: 'interactive', post: 'post', text: 'text' }

  it('arrives signed, with its links, and alerts people by their ids', async () => {
    const bot = world.feishu.addBot({ secret: 'demo-secret' })
    const mentions = [{ name: 'alice', ids: { feishu: world.alice.openId } }]
    expect(await open(bot.url, 'demo-secret', { format }).send(requestCard({ links, mentions }))).toEqual({ state: 'delivered' })
    expect(bot.received).toEqual([expect.objectContaining({ msg_type: kinds[format] })])
    const sent = JSON.stringify(bot.received[0])
    expect(sent).toContain('https://github.com/acme/shop/issues/7')
    expect(sent).toMatch(new RegExp(`<at id=${world.alice.openId}>|"user_id":"${world.alice.openId}"|<at user_id=..${world.alice.openId}`))
  })

  it('fits into 20 KB, quotes code, and alerts nobody from data', async () => {
    const bot = world.feishu.addBot({ secret: 'demo-secret' })
    const lines = Array.from({ length: 500 }, (_, n) => ({ words: `  ${n} <at id=all></at> <at user_id="all"></at> ${'改'.repeat(90)}` }))
    const message = requestCard({ links, sections: [{ title: 'Output', lines, isCode: true }] })
    expect(await open(bot.url, 'demo-secret', { format }).send(message)).toEqual({ state: 'delivered' })
    const { body } = world.feishu.exchanges.at(-1) ?? { body: '' }
    expect(Buffer.byteLength(body)).toBeGreaterThan(8000)
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(20_000)
    expect(body).toContain('issues/7')
    if (format !== 'post') expect(body).not.toMatch(/<at (?:user_)?id=/)
    expect(body).not.toContain('"tag":"at"')
  })

  it('says what a picture takes, and cannot be edited', async () => {
    const channel = open(world.feishu.addBot().url, undefined, { format })
    expect(await channel.send(requestCard({ links, picture }))).toMatchObject({
      state: 'delivered',
      note: { en: expect.stringContaining('Use an app'), 'zh-CN': expect.stringContaining('应用') },
    })
    expect(channel.edit).toBeUndefined()
  })

  it('previews what would be sent', () => {
    expect(open(world.feishu.addBot().url, undefined, { format }).preview(requestCard({ links }))).toMatch(/Release shop.*issues\/7/s)
    expect(world.feishu.exchanges).toEqual([])
  })
})

describe('a card that is refused', () => {
  it('is sent by names where somebody is not known, and as text where that does not help', async () => {
    const bot = world.feishu.addBot()
    const mentions = [{ name: 'ghost', ids: { feishu: 'ou_ghost' } }]
    const first = await open(bot.url).send(requestCard({ mentions }))
    expect(first).toMatchObject({ state: 'delivered', note: { en: expect.stringContaining('Nobody was alerted') } })
    world.feishu.faults.disturb = ({ body }) =>
      body.includes('"interactive"') ? answer(200, { code: 11246, msg: 'Create card content failed' }) : undefined
    const second = await open(bot.url).send(requestCard({ mentions }))
    expect(second).toMatchObject({ state: 'delivered', note: { en: expect.stringContaining('as text') } })
    expect(bot.received).toHaveLength(2)
  })
})

describe('check', () => {
  it('reaches the service without posting', async () => {
    await using slow = await feishuWorld({ step: 1 })
    const bot = slow.feishu.addBot()
    const channel = (secret: object) => slow.openAny({ name: 'team', type: 'feishu', webhook: bot.url, ...secret })
    expect(await channel({ secret: 'demo-secret' }).check()).toEqual([])
    expect((await channel({}).check()).map(({ en }) => en)).toEqual([expect.stringContaining('not signed')])
    slow.clock.advance(3_600_000)
    expect((await channel({ secret: 'demo-secret' }).check()).map(({ en }) => en)).toEqual([expect.stringContaining('ahead of')])
    expect(bot.received).toEqual([])
  })

  it('refuses an address that is none of a bot', async () => {
    await expect(open(`${world.feishu.url}/robot/send`).check()).rejects.toMatchObject({ code: 'invalid-configuration' })
  })
})
