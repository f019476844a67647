import { afterEach, describe, expect, it } from '@jest/globals'
import { Webhook } from 'standardwebhooks'
import { webhookSignature } from '../../../../src/chat/webhook/sign.ts'
import { openWebhook } from '../../../../src/chat/webhook/webhook.ts'
import { systemClock } from '../../../../src/kit/clock.ts'
import { type Answer, type Fault, type Listener, listen, type Received } from '../../../fakes/webhook-listener.ts'
import { exampleMessage, noticeContext, wordsOf } from '../notice-context.ts'

const base64Secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const listeners: Listener[] = []
afterEach(async () => {
  await Promise.all(listeners.splice(0).map((listener) => listener.close()))
})

async function open(secret?: string, options = {}) {
  const listener = await listen(() => ({ status: 204, body: '' }))
  listeners.push(listener)
  const context = noticeContext(options)
  const url = 'https://hooks.example.test/in/0123456789abcdef0123?tenant=secret-tenant'
  const channel = openWebhook({ type: 'webhook', name: 'hook', url, api: listener.url, ...(secret ? { secret } : {}) }, context)
  return { channel, listener, context }
}

/** As a receiver does it, with the library of Standard Webhooks. */
const verify = (webhook: Webhook, { body, headers }: Received) =>
  webhook.verify(body, Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])))

describe('the signature of a webhook', () => {
  it('is that of the vector', () => {
    // Facts/chat.md 7.
    const signature = webhookSignature(base64Secret, 'msg_p5jXN8AQM9LWM0D4loKWxJek', 1_614_265_330, '{"test": 2432232314}')
    expect(signature).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
  })

  it.each([
    ['a Base64 secret', base64Secret, new Webhook(base64Secret)],
    ['a secret of plain words', 'plain words of 32 letters, or more', new Webhook('plain words of 32 letters, or more', { format: 'raw' })],
  ])('is accepted by the library of Standard Webhooks: %s', async (_, secret, receiver) => {
    const { channel, listener } = await open(secret, { clock: systemClock })
    expect(await channel.send({ ...exampleMessage, headline: '发布 🚀 \ud800?' })).toEqual({ state: 'delivered' })
    const [call] = listener.received as [Received] // one was sent
    expect(verify(receiver, call)).toMatchObject({ type: 'approval.requested' })
    expect(() => verify(receiver, { ...call, body: Buffer.concat([call.body, Buffer.from(' ')]) })).toThrow()
    expect(() => verify(new Webhook(`whsec_${Buffer.from('another secret of ours').toString('base64')}`), call)).toThrow()
  })
})

describe('the event', () => {
  it('has a stable shape', async () => {
    const { channel, listener } = await open()
    await channel.send(exampleMessage)
    const { about: _about, decision: _decision, ...rest } = exampleMessage
    expect(JSON.parse(String(listener.received[0]?.body))).toEqual({
      version: 1,
      type: 'approval.requested',
      id: listener.received[0]?.headers['webhook-id'],
      timestamp: '2026-10-01T08:00:00.000Z',
      data: {
        trace: 'K7QF2M',
        request: 'K7QF2M',
        ...rest,
        decision: { hint: 'Decide on the page of the issue.', deadline: '2026-10-01T09:00:00.000Z' },
      },
    })
  })

  it('says what it is about', async () => {
    const { channel, listener } = await open()
    const { decision: _decision, about: _about, ...plain } = exampleMessage
    await channel.send(plain)
    await channel.send({ ...plain, ...(exampleMessage.decision ? { decision: exampleMessage.decision } : {}) })
    await channel.send({ ...plain, about: { id: 'K7QF2M', event: 'approval.settled' } })
    expect(listener.received.map(({ body }) => JSON.parse(body.toString()).type)).toEqual([
      'message',
      'approval.requested',
      'approval.settled',
    ])
  })

  it('has the same trace in all that is about one thing, and a request only where there is one', async () => {
    const { channel, listener } = await open()
    const { decision: _decision, about: _about, ...plain } = exampleMessage
    await channel.send({ ...plain, about: { id: 'acme/shop/deploy/7', event: 'run.started' } })
    await channel.send(plain)
    await channel.send({ ...plain, about: { id: 'acme/shop/deploy/7', event: 'run.finished' } })
    const data = listener.received.map(({ body }) => JSON.parse(body.toString()).data)
    expect(data.map(({ trace, request }) => [trace, request])).toEqual(Array(3).fill(['acme/shop/deploy/7', undefined]))
  })

  it('carries code as it is, and a picture if it is small', async () => {
    const { channel, listener } = await open()
    const section = { title: 'Output', lines: [{ words: '  at <f>' }], isCode: true }
    const picture = { data: Buffer.from('89504e47', 'hex'), type: 'image/png', alt: 'Durations' } as const
    expect(await channel.send({ ...exampleMessage, sections: [section], picture })).toEqual({ state: 'delivered' })
    const { data } = JSON.parse(String(listener.received[0]?.body))
    expect(data).toMatchObject({ sections: [section], picture: { type: 'image/png', alt: 'Durations', data: 'iVBORw==' } })
    const large = { ...picture, data: Buffer.alloc(256 * 1024 + 1) }
    expect(await channel.send({ ...exampleMessage, picture: large })).toMatchObject({ note: { en: expect.stringContaining('256 KB') } })
    expect(channel.preview({ ...exampleMessage, picture })).not.toContain('iVBORw')
  })

  it('has an id of its own for each message, the same however often it is sent', async () => {
    const { channel, listener } = await open(base64Secret)
    listener.faults.push({ kind: 'cut-after' }, { kind: 'instead', answer: { status: 502, body: '' } })
    expect(await channel.send(exampleMessage)).toEqual({ state: 'delivered' })
    await channel.send(exampleMessage)
    const ids = listener.received.map(({ headers }) => headers['webhook-id'])
    expect([ids.length, new Set(ids).size, new Set(ids.slice(0, 3)).size]).toEqual([4, 2, 1])
  })
})

const refusals: readonly (readonly [string, Answer, string, RegExp])[] = [
  ['a redirect', { status: 307, headers: { location: 'https://x' }, body: '' }, 'rejected', /leads elsewhere/],
  ['a refused signature', { status: 401, body: '' }, 'rejected', /credentials/],
  ['a receiver that is gone', { status: 410, body: '' }, 'rejected', /not exist any more/],
  ['a message it cannot read', { status: 422, body: '' }, 'rejected', /HTTP 422/],
  ['too much', { status: 413, body: '' }, 'rejected', /too long/],
  ['too many', { status: 429, headers: { 'retry-after': '3600' }, body: '' }, 'limited', /in 1 h/],
  ['down', { status: 500, body: '{"ok":true}' }, 'unknown', /HTTP 500/],
]

describe('an answer of a receiver that is no success', () => {
  it.each(refusals)('%s', async (_, answer, state, words) => {
    const { channel, listener } = await open(base64Secret)
    listener.faults.push(...Array<Fault>(9).fill({ kind: 'instead', answer }))
    const delivery = await channel.send(exampleMessage)
    expect(delivery.state).toBe(state)
    expect(wordsOf(delivery)).toMatch(words)
    expect(wordsOf(delivery)).not.toMatch(/0123456789abcdef|secret-tenant|MfKQ9r8/)
  })
})

describe('checking a webhook', () => {
  it('says that messages are not signed', async () => {
    expect((await (await open()).channel.check()).map(({ en }) => en).join()).toContain('not signed')
    expect(await (await open(base64Secret)).channel.check()).toEqual([])
  })

  it.each(['whsec_', 'whsec_not base64!', 'whsec_c2hvcnQ='])('refuses the secret %j', async (secret) => {
    await expect((await open(secret)).channel.check()).rejects.toMatchObject({ where: 'channels.hook.secret' })
  })
})

it('shows in a preview what would be sent, and sends nothing', async () => {
  const { channel, listener } = await open(base64Secret)
  expect(JSON.parse(channel.preview(exampleMessage))).toMatchObject({ type: 'approval.requested', data: { request: 'K7QF2M' } })
  expect(listener.received).toEqual([])
})

it('masks the secret, and what is secret in the address', async () => {
  const { context } = await open(base64Secret)
  expect(context.masked).toEqual(expect.arrayContaining([base64Secret, '0123456789abcdef0123', 'secret-tenant']))
})
