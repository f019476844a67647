import { afterEach, describe, expect, it } from '@jest/globals'
import type { Ask, DecisionChannel } from '../../../../src/chat/channel.ts'
import { explain, InputError, isKnownError, type KnownError, RemoteError } from '../../../../src/kit/errors.ts'
import { card, chat, type Desk, finalCard, openDesk, person, tsOf } from './desk.ts'

let desk: Desk
let gate: DecisionChannel
let ts: string
afterEach(() => desk.close())

async function posted(options: Parameters<typeof openDesk>[0] = {}): Promise<void> {
  desk = await openDesk(options)
  gate = desk.gate()
  ts = tsOf((await gate.post(card())).ref)
}

const react = (number: number, name = 'white_check_mark') => desk.slack.people.react(person(number), chat, ts, name)
const reply = (number: number, words: string) => desk.slack.people.reply(person(number), chat, ts, words)
const messages = () => desk.slack.channel(chat).messages
const calls = (method: string) => desk.slack.requests.filter((one) => one.method === method)
const ask = (number: number): Ask => ({ key: 'k', does: 'approve', user: person(number), userName: '', at: 0, reason: '', by: 'reaction' })
const fault = (work: Promise<unknown>) => work.then(() => undefined).catch((error: unknown) => error)

describe('what Slack refuses is named, with what to do', () => {
  it.each([
    { error: 'invalid_auth', problem: /does not accept the token \(invalid_auth\)/, remedy: /Bot User OAuth Token/ },
    { error: 'token_revoked', problem: /does not accept the token/, remedy: /Bot User OAuth Token/ },
    { error: 'channel_not_found', problem: /no such channel/, remedy: /id of the channel/ },
    { error: 'not_in_channel', problem: /not in the channel/, remedy: /\/invite/ },
    { error: 'is_archived', problem: /archived/, remedy: /another channel/ },
    { error: 'missing_scope', problem: /lacks a scope/, remedy: /Bot Token Scopes/ },
    { error: 'restricted_action', problem: /does not let the bot write/, remedy: /admin/ },
  ])('$error', async ({ error, problem, remedy }) => {
    desk = await openDesk()
    desk.slack.fail({ error }, 'chat.postMessage')
    const refused = await fault(desk.gate().post(card()))
    expect(refused).toBeInstanceOf(InputError)
    expect(refused).toMatchObject({ code: 'channel-unusable', where: 'channels.team' })
    expect((refused as KnownError).problem.en).toMatch(problem)
    expect((refused as KnownError).remedy?.en).toMatch(remedy)
    expect((refused as KnownError).problem['zh-CN']).toMatch(/\p{Script=Han}/u)
  })

  it('also a word that is not known', async () => {
    desk = await openDesk()
    desk.slack.fail({ error: 'mercury_in_retrograde' }, 'chat.postMessage')
    expect(await fault(desk.gate().post(card()))).toMatchObject({
      code: 'channel-unusable',
      retryable: false,
      problem: { en: 'Slack refuses: mercury_in_retrograde.' },
    })
  })

  it('while reading', async () => {
    await posted()
    desk.bot.state = 'revoked'
    expect(await fault(gate.read())).toBeInstanceOf(InputError)
    desk.bot.state = 'live'
    react(1)
    expect(await gate.read()).toHaveLength(1)
  })
})

describe('too many calls', () => {
  it('a message waits as long as Slack asks, and is posted once', async () => {
    desk = await openDesk()
    desk.slack.fail({ retryAfter: 7 }, 'chat.postMessage', 2)
    const began = desk.clock.now()
    await desk.gate().post(card())
    expect(desk.clock.now() - began).toBeGreaterThanOrEqual(14_000)
    expect(messages()).toHaveLength(1)
  })

  it('reading goes on by the other call, asks nothing in vain, and misses nothing', async () => {
    await posted()
    desk.slack.fail({ retryAfter: 30 }, 'conversations.replies')
    react(1)
    const late = reply(2, 'approve')
    expect(await gate.read()).toMatchObject([{ user: person(1), by: 'reaction' }])
    reply(3, 'reject')
    await gate.read()
    await gate.read()
    expect(calls('conversations.replies')).toHaveLength(1)
    await desk.clock.sleep(31_000)
    expect((await gate.read()).map(({ user }) => user)).toEqual([person(2), person(3)])
    expect(late).toBeDefined()
  })

  it('on a page in the middle: what was read before it counts, the rest is read later', async () => {
    await posted()
    for (let number = 1; number <= 500; number++) reply(1, `approve ${number}`)
    desk.slack.fail({ retryAfter: 5 }, 'conversations.replies', 1, 1)
    const some = await gate.read()
    expect(some).toHaveLength(199)
    await desk.clock.sleep(6000)
    const rest = await gate.read()
    expect([...some, ...rest].map(({ reason }) => Number(reason))).toEqual(Array.from({ length: 500 }, (_, index) => 1 + index))
  })

  it('by all means of reading slow it down for a while', async () => {
    await posted()
    const usual = gate.interval
    desk.slack.fail({ retryAfter: 60 }, 'conversations.replies')
    desk.slack.fail({ retryAfter: 60 }, 'reactions.get')
    for (let count = 0; count < 20; count++) expect(await gate.read()).toEqual([])
    expect(gate.interval).toBe(20_000)
    expect(desk.slack.requests.filter(({ status }) => status === 429)).toHaveLength(2)
    await desk.clock.sleep(61_000)
    for (let count = 0; count < 100; count++) await gate.read()
    expect(gate.interval).toBe(usual)
  })

  it('that keeps up has reactions read more often than replies', async () => {
    await posted()
    for (let count = 0; count < 5; count++) {
      desk.slack.fail({ retryAfter: 3 }, 'conversations.replies')
      await gate.read()
      await desk.clock.sleep(4000)
    }
    desk.slack.clearFaults()
    expect(gate.interval).toBeGreaterThan(4000)
    const before = { replies: calls('conversations.replies').length, reactions: calls('reactions.get').length }
    reply(1, 'approve')
    react(2)
    const heard = [...(await gate.read()), ...(await gate.read())].map(({ user }) => user)
    expect(heard.toSorted()).toEqual([person(1), person(2)])
    expect(calls('conversations.replies').length - before.replies).toBe(1)
    expect(calls('reactions.get').length - before.reactions).toBe(1)
  })

  it('an answer waits for its turn', async () => {
    await posted()
    desk.slack.fail({ retryAfter: 9 }, 'chat.postEphemeral')
    await Promise.all([gate.answer(ask(1), { words: 'one', kind: 'counted' }), gate.answer(ask(2), { words: 'two', kind: 'counted' })])
    expect(
      desk.slack
        .channel(chat)
        .ephemerals.map(({ text }) => text)
        .sort(),
    ).toEqual(['one', 'two'])
  })

  it('a wait that is too long is thrown, to come back later', async () => {
    await posted()
    desk.slack.fail({ retryAfter: 600 }, 'chat.update')
    expect(await fault(gate.update(finalCard()))).toMatchObject({ retryable: true, problem: { en: expect.stringMatching(/wait \d+ s/) } })
  })
})

describe('a connection that breaks', () => {
  it.each(['reset-before', 'reset-after'] as const)('while posting (%s) leaves one message', async (how) => {
    desk = await openDesk()
    desk.slack.fail(how, 'chat.postMessage', 2)
    gate = desk.gate()
    ts = tsOf((await gate.post(card())).ref)
    expect(messages()).toHaveLength(1)
    expect(messages()[0]?.ts).toBe(ts)
    react(1)
    expect(await gate.read()).toMatchObject([{ user: person(1) }])
  })

  it('with Slack down for long, a later try finds what had arrived', async () => {
    desk = await openDesk()
    gate = desk.gate()
    desk.slack.fail('reset-after', 'chat.postMessage', 1)
    desk.slack.fail('reset-before', 'conversations.history', 100)
    expect(await fault(gate.post(card()))).toMatchObject({ retryable: true })
    desk.slack.recover()
    desk.slack.clearFaults()
    await gate.post(card())
    expect(messages()).toHaveLength(1)
  })

  it('while reading loses nothing', async () => {
    await posted({ step: 5 })
    react(1)
    reply(2, 'approve')
    desk.slack.fail('reset-after', 'conversations.replies', 2)
    expect(await gate.read()).toHaveLength(2)
    react(3)
    desk.slack.outage()
    expect(await fault(gate.read())).toMatchObject({ code: 'network-failed', retryable: true })
    desk.slack.recover()
    expect(await gate.read()).toMatchObject([{ user: person(3) }])
  })

  it('while editing and answering is mended', async () => {
    await posted({ step: 5 })
    desk.slack.fail('reset-after', 'chat.update')
    desk.slack.fail('reset-after', 'chat.postEphemeral')
    await gate.update(card({ footer: 'news' }))
    await gate.answer(ask(1), { words: 'counted', kind: 'counted' })
    expect(JSON.stringify(messages()[0]?.blocks)).toContain('news')
    expect(desk.slack.channel(chat).ephemerals.length).toBeGreaterThan(0)
  })

  it('for a while is thrown for an edit, and waited out for an answer', async () => {
    await posted()
    desk.slack.outage()
    expect(await fault(gate.update(finalCard()))).toBeInstanceOf(RemoteError)
    const answered = gate.answer(ask(1), { words: 'counted', kind: 'counted' })
    await desk.clock.sleep(10_000)
    desk.slack.recover()
    await answered
    expect(desk.slack.channel(chat).ephemerals).toMatchObject([{ text: 'counted' }])
  })

  it('without end ends with the channel', async () => {
    await posted()
    desk.slack.outage()
    const answered = gate.answer(ask(1), { words: 'x', kind: 'counted' })
    await gate.close()
    await answered
  })

  it('that never answers is given up after a few seconds', async () => {
    await posted()
    desk.slack.fail('hang', 'conversations.replies', 1)
    const began = performance.now()
    expect(await fault(gate.read())).toMatchObject({ retryable: true })
    expect(performance.now() - began).toBeLessThan(12_000)
  })
})

describe('trouble inside of Slack', () => {
  it.each([{ error: 'internal_error' }, { error: 'fatal_error' }, { error: 'service_unavailable' }, { status: 503 }, { status: 500 }])(
    '%j passes',
    async (trouble) => {
      await posted({ step: 5 })
      react(1)
      desk.slack.fail(trouble, 'conversations.replies')
      expect(await gate.read()).toHaveLength(1)
      desk.slack.fail(trouble, 'chat.update', 2)
      await gate.update(finalCard())
      expect(messages()[0]?.text).toContain('Approved')
    },
  )

  it('something that is not Slack answers', async () => {
    await posted()
    desk.slack.fail({ status: 200, body: '<html>Sign in to the network</html>' }, 'conversations.replies', 9)
    expect(await fault(gate.read())).toMatchObject({
      code: 'network-failed',
      problem: { en: 'Slack failed at conversations.replies: HTTP 200.' },
    })
  })

  it('reactions that cannot be laid out are said, and stop nothing', async () => {
    desk = await openDesk()
    desk.slack.fail({ error: 'too_many_emoji' }, 'reactions.add')
    gate = desk.gate()
    ts = tsOf((await gate.post(card())).ref)
    expect(desk.logged.join()).toContain('could not be laid out')
    react(1)
    expect(await gate.read()).toHaveLength(1)
  })
})

describe('a run that is cancelled', () => {
  it('still brings the message to its end', async () => {
    const cancel = new AbortController()
    await posted({ signal: cancel.signal })
    cancel.abort(new Error('cancelled'))
    await gate.update(finalCard({ headline: 'Cancelled' }))
    expect(messages()[0]?.text).toContain('Cancelled')
    expect(messages()[0]?.reactions.size).toBe(0)
    await expect(gate.read()).rejects.toThrow('cancelled')
  })
})

describe('secrets', () => {
  it('are in no log, error, address or reference, whatever happens', async () => {
    await posted()
    const said: string[] = []
    const errors = ['invalid_auth', 'missing_scope', 'internal_error', 'what_is_this']
    for (const error of errors) {
      desk.slack.fail({ error }, 'chat.update', 9)
      const thrown = await fault(gate.update(card({ footer: error })))
      if (isKnownError(thrown)) said.push(explain(thrown, 'en'), explain(thrown, 'zh-CN'), String(thrown.stack))
      desk.slack.clearFaults()
    }
    desk.slack.outage()
    said.push(String(await fault(gate.read())), String(await fault(gate.check())))
    expect(said.length).toBeGreaterThan(6)
    expect([...said, ...desk.logged].join('\n')).not.toContain(desk.bot.token.slice(5))
    expect(desk.slack.requests.filter(({ body, method }) => `${method} ${body}`.includes(desk.bot.token))).toEqual([])
    expect(desk.slack.requests.every(({ authorization }) => authorization === `Bearer ${desk.bot.token}`)).toBe(true)
    expect(desk.masked).toContain(desk.bot.token)
  })
})
