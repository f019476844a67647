import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { ErrorCode, type WebClient } from '@slack/web-api'
import { botScopes, type Slack, startSlack } from '../../fakes/slack/slack.ts'
import type { SlackToken } from '../../fakes/slack/workspace.ts'
import { clientAt } from './slack-client.ts'

/** What Slack says no to, as its own SDK understands it. */
let slack: Slack
let bot: SlackToken
let client: WebClient
const channel = 'C01'
const clientOf = (token: string, retries = 0) => clientAt(slack.api, token, { retryConfig: { retries } })

beforeAll(async () => {
  slack = await startSlack()
  bot = slack.addBot([...botScopes, 'channels:read', 'users:read'])
  slack.addChannel(channel, { bots: [bot] })
  slack.people.join('U1', 'ann', channel)
  client = clientOf(bot.token)
})
afterAll(() => slack.close())

const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } })
const post = async (text = 'Approve?') => (await client.chat.postMessage({ channel, text })).ts as string // the call succeeded

const longLine = (length: number) => 'x'.repeat(length)
const link = (url: string) => ({ type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'link', url }] }] })

describe('what Slack refuses', () => {
  const blockCases = [
    { name: 'too many blocks', blocks: Array.from({ length: 51 }, () => ({ type: 'divider' })) },
    { name: 'a long header', blocks: [{ type: 'header', text: { type: 'plain_text', text: longLine(151) } }] },
    { name: 'markup in a header', blocks: [{ type: 'header', text: { type: 'mrkdwn', text: 'x' } }] },
    { name: 'a long section', blocks: [section(longLine(3001))] },
    { name: 'an empty section', blocks: [section('')] },
    { name: 'a section without anything', blocks: [{ type: 'section' }] },
    { name: 'eleven fields', blocks: [{ type: 'section', fields: Array.from({ length: 11 }, () => section('x').text) }] },
    { name: 'two blocks of one id', blocks: [1, 2].map(() => ({ type: 'divider', block_id: 'same' })) },
    { name: 'an unknown block', blocks: [{ type: 'marquee' }] },
    { name: 'a link that is none', blocks: [link('javascript:alert(1)')] },
    { name: 'a long link', blocks: [link(`https://x.example/${longLine(3000)}`)] },
    {
      name: 'a long button',
      blocks: [{ type: 'actions', elements: [{ type: 'button', text: { type: 'plain_text', text: longLine(76) } }] }],
    },
  ]
  it.each(blockCases)('blocks with $name', async ({ blocks }) => {
    const refused = client.apiCall('chat.postMessage', { channel, text: 'x', blocks: JSON.stringify(blocks) })
    await expect(refused).rejects.toMatchObject({
      code: ErrorCode.PlatformError,
      data: {
        error: 'invalid_blocks',
        response_metadata: { messages: expect.arrayContaining([expect.stringContaining('json-pointer:')]) },
      },
    })
  })

  const calls: { name: string; method: string; options: Record<string, unknown>; error: string }[] = [
    { name: 'blocks that are no JSON', method: 'chat.postMessage', options: { channel, blocks: '[{' }, error: 'invalid_blocks_format' },
    {
      name: 'blocks that are too much together',
      method: 'chat.postMessage',
      options: { channel, blocks: JSON.stringify(Array.from({ length: 4 }, () => section(longLine(2900)))) },
      error: 'msg_blocks_too_long',
    },
    { name: 'a message of nothing', method: 'chat.postMessage', options: { channel }, error: 'no_text' },
    { name: 'a channel that is not there', method: 'chat.postMessage', options: { channel: 'C99', text: 'x' }, error: 'channel_not_found' },
    {
      name: 'an edit of nothing',
      method: 'chat.update',
      options: { channel, ts: '1.000001', text: 'x' },
      error: 'message_not_found',
    },
    {
      name: 'a thread that is not there',
      method: 'conversations.replies',
      options: { channel, ts: '1.000001' },
      error: 'thread_not_found',
    },
    {
      name: 'a reaction on nothing',
      method: 'reactions.add',
      options: { channel, timestamp: '1.000001', name: 'x' },
      error: 'message_not_found',
    },
    { name: 'no message named', method: 'reactions.get', options: { channel }, error: 'no_item_specified' },
    { name: 'a method that is not there', method: 'chat.shout', options: {}, error: 'unknown_method' },
  ]
  it.each(calls)('$name', async ({ method, options, error }) => {
    await expect(client.apiCall(method, options)).rejects.toMatchObject({ data: { error } })
  })

  it('an edit of more than 4,000 characters, and of what others wrote', async () => {
    const ts = await post()
    await expect(client.chat.update({ channel, ts, text: longLine(4001) })).rejects.toMatchObject({ data: { error: 'msg_too_long' } })
    const reply = slack.people.reply('U1', channel, ts, 'mine')
    await expect(client.chat.update({ channel, ts: reply, text: 'x' })).rejects.toMatchObject({ data: { error: 'cant_update_message' } })
    await expect(client.reactions.add({ channel, timestamp: ts, name: 'no_such_emoji' })).rejects.toMatchObject({
      data: { error: 'invalid_name' },
    })
  })

  it('a bot outside of the channel, and anything in an archived one', async () => {
    const stranger = slack.addBot(botScopes)
    await expect(clientOf(stranger.token).chat.postMessage({ channel, text: 'x' })).rejects.toMatchObject({
      data: { error: 'not_in_channel' },
    })
    slack.addChannel('G01', { isPrivate: true })
    await expect(client.chat.postMessage({ channel: 'G01', text: 'x' })).rejects.toMatchObject({ data: { error: 'channel_not_found' } })
    slack.addChannel('C02', { bots: [bot] })
    slack.people.archive('C02')
    await expect(client.chat.postMessage({ channel: 'C02', text: 'x' })).rejects.toMatchObject({ data: { error: 'is_archived' } })
  })

  it('a token without the scope, saying which', async () => {
    const poor = slack.addBot(['chat:write', 'channels:history'])
    slack.channel(channel).members.add(poor.botUser)
    const ts = await post()
    await expect(clientOf(poor.token).reactions.get({ channel, timestamp: ts })).rejects.toMatchObject({
      data: { error: 'missing_scope', needed: 'reactions:read', provided: 'chat:write,channels:history' },
    })
    slack.addChannel('G02', { isPrivate: true, bots: [poor] })
    await expect(clientOf(poor.token).conversations.history({ channel: 'G02' })).rejects.toMatchObject({
      data: { error: 'missing_scope', needed: 'groups:history' },
    })
  })

  it.each([
    { state: 'revoked', error: 'token_revoked' },
    { state: 'expired', error: 'token_expired' },
    { state: 'inactive', error: 'account_inactive' },
  ] as const)('a token that is $state', async ({ state, error }) => {
    const token = slack.addBot(botScopes)
    token.state = state
    await expect(clientOf(token.token).auth.test()).rejects.toMatchObject({ data: { error } })
  })

  it('a token nobody knows, and none', async () => {
    await expect(clientOf('xoxb-nobody').auth.test()).rejects.toMatchObject({ data: { error: 'invalid_auth' } })
    expect(await (await fetch(`${slack.api}auth.test`, { method: 'POST' })).json()).toMatchObject({ ok: false, error: 'not_authed' })
  })
})

describe('faults', () => {
  it('too many requests: the SDK waits as long as it is told, and comes back', async () => {
    const before = slack.requests.length
    slack.fail({ retryAfter: 1 }, 'chat.postMessage')
    const started = Date.now()
    await clientOf(bot.token, 1).chat.postMessage({ channel, text: 'patient' })
    expect(Date.now() - started).toBeGreaterThanOrEqual(990)
    expect(slack.requests.slice(before).map(({ status }) => status)).toEqual([429, 200])
  })

  it.each([
    { name: 'before it is handled', fault: 'reset-before', posted: 0 },
    { name: 'after it was handled', fault: 'reset-after', posted: 1 },
  ] as const)('a connection reset $name', async ({ fault, posted }) => {
    const before = slack.channel(channel).messages.length
    slack.fail(fault, 'chat.postMessage')
    await expect(post()).rejects.toMatchObject({ code: ErrorCode.RequestError })
    expect(slack.channel(channel).messages.length - before).toBe(posted)
  })

  it('an outage, and its end', async () => {
    slack.outage()
    await expect(post()).rejects.toMatchObject({ code: ErrorCode.RequestError })
    slack.recover()
    await expect(post()).resolves.toMatch(/\./)
  })

  it('trouble inside of Slack', async () => {
    slack.fail({ status: 503 }, 'auth.test')
    await expect(client.auth.test()).rejects.toMatchObject({ code: ErrorCode.HTTPError, statusCode: 503 })
    slack.fail({ error: 'internal_error' }, 'auth.test')
    await expect(client.auth.test()).rejects.toMatchObject({ data: { error: 'internal_error' } })
  })
})

describe('limits', () => {
  it('let a burst of messages pass, then one a second for each channel', async () => {
    let now = 1_790_000_000_000
    const paced = await startSlack({ limits: true, now: () => now })
    const token = paced.addBot(botScopes)
    for (const id of ['C01', 'C02']) paced.addChannel(id, { bots: [token] })
    const web = clientAt(paced.api, token.token, { rejectRateLimitedCalls: true })
    const say = (place: string) =>
      web.chat.postMessage({ channel: place, text: 'x' }).then(
        () => 'sent',
        (error: { code: string; retryAfter?: number }) => `${error.code} ${error.retryAfter}`,
      )
    const said: string[] = []
    for (let count = 0; count < 6; count++) said.push(await say('C01'))
    expect(said).toEqual(['sent', 'sent', 'sent', 'sent', 'sent', `${ErrorCode.RateLimitedError} 1`])
    expect(await say('C02')).toBe('sent')
    now += 1000
    expect([await say('C01'), await say('C01')]).toEqual(['sent', `${ErrorCode.RateLimitedError} 1`])
    await paced.close()
  })

  it('count the calls of a method in a minute', async () => {
    let now = 1_790_000_000_000
    const paced = await startSlack({ limits: true, now: () => now })
    const token = paced.addBot(botScopes)
    paced.addChannel('C01', { bots: [token] })
    const web = clientAt(paced.api, token.token, { rejectRateLimitedCalls: true })
    for (let count = 0; count < 50; count++) {
      await web.conversations.history({ channel: 'C01', limit: 1 })
      now += 100
    }
    await expect(web.conversations.history({ channel: 'C01' })).rejects.toMatchObject({ retryAfter: 55 })
    now += 55_001
    await expect(web.conversations.history({ channel: 'C01' })).resolves.toMatchObject({ ok: true })
    await paced.close()
  })
})
