import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { ErrorCode, type Logger, LogLevel, WebClient } from '@slack/web-api'
import { botScopes, type Slack, startSlack } from '../../fakes/slack/slack.ts'
import type { SlackToken } from '../../fakes/slack/workspace.ts'

/** The official SDK is the independent side: what it understands of the fake is what a client of Slack would. */
let slack: Slack
let bot: SlackToken
let client: WebClient
const channel = 'C01'

const nothing = () => {}
const silent: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  setName: nothing,
  getLevel: () => LogLevel.ERROR,
}
const clientAt = (api: string, token: string, options: object = {}) =>
  new WebClient(token, { slackApiUrl: api, retryConfig: { retries: 0 }, logger: silent, ...options })
const clientOf = (token: string, retries = 0) => clientAt(slack.api, token, { retryConfig: { retries } })

beforeAll(async () => {
  slack = await startSlack({ shownReactors: 3 })
  bot = slack.addBot([...botScopes, 'channels:read', 'users:read'])
  slack.addChannel(channel, { bots: [bot] })
  for (let person = 1; person <= 8; person++) slack.people.join(`U${person}`, `person ${person}`, channel)
  client = clientOf(bot.token)
})
afterAll(() => slack.close())

const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } })
const post = async (text = 'Approve?') => (await client.chat.postMessage({ channel, text })).ts as string // the call succeeded

describe('messages', () => {
  it('are posted with blocks, edited and deleted', async () => {
    const posted = await client.chat.postMessage({ channel, text: 'Approve?', blocks: [section('*Approve?*')] })
    expect(posted).toMatchObject({ ok: true, channel, message: { text: 'Approve?', bot_id: bot.botId, user: bot.botUser } })
    expect(posted.ts).toMatch(/^\d{10}\.\d{6}$/)
    expect(posted.message?.blocks).toMatchObject([{ type: 'section', block_id: expect.any(String) }])
    const ts = posted.ts as string // matched above
    expect(await client.chat.update({ channel, ts, text: 'Approved', blocks: [section('*Approved*')] })).toMatchObject({ ok: true, ts })
    expect(slack.message(channel, ts)).toMatchObject({ text: 'Approved', edited: { user: bot.botId } })
    expect((await client.chat.getPermalink({ channel, message_ts: ts })).permalink).toBe(
      `https://acme.slack.com/archives/${channel}/p${ts.replace('.', '')}`,
    )
    await client.chat.delete({ channel, ts })
    expect(slack.message(channel, ts)).toBeUndefined()
  })

  it('have times of their own, however fast they come', async () => {
    const times = await Promise.all(Array.from({ length: 20 }, () => post()))
    expect(new Set(times).size).toBe(20)
  })

  it('may be for one person alone', async () => {
    await client.chat.postEphemeral({ channel, user: 'U1', text: 'You are not on the list.' })
    expect(slack.channel(channel).ephemerals.at(-1)).toMatchObject({ user: 'U1', text: 'You are not on the list.' })
    await expect(client.chat.postEphemeral({ channel, user: 'UELSE', text: 'x' })).rejects.toMatchObject({
      data: { error: 'user_not_in_channel' },
    })
  })

  it('that are deleted leave a tombstone where there are replies', async () => {
    const ts = await post()
    slack.people.reply('U1', channel, ts, 'why?')
    slack.people.remove(channel, ts)
    const { messages } = await client.conversations.replies({ channel, ts })
    expect(messages).toMatchObject([{ subtype: 'tombstone', ts }, { text: 'why?' }])
    await expect(client.chat.update({ channel, ts, text: 'x' })).rejects.toMatchObject({ data: { error: 'message_not_found' } })
  })
})

describe('reactions', () => {
  it('are added, read and removed', async () => {
    const timestamp = await post()
    await client.reactions.add({ channel, timestamp, name: 'white_check_mark' })
    await expect(client.reactions.add({ channel, timestamp, name: 'white_check_mark' })).rejects.toMatchObject({
      data: { error: 'already_reacted' },
    })
    slack.people.react('U1', channel, timestamp, 'white_check_mark')
    slack.people.react('U2', channel, timestamp, 'x')
    const read = await client.reactions.get({ channel, timestamp, full: true })
    expect(read.message?.reactions).toEqual([
      { name: 'white_check_mark', users: [bot.botUser, 'U1'], count: 2 },
      { name: 'x', users: ['U2'], count: 1 },
    ])
    slack.people.unreact('U2', channel, timestamp, 'x')
    await client.reactions.remove({ channel, timestamp, name: 'white_check_mark' })
    expect((await client.reactions.get({ channel, timestamp, full: true })).message?.reactions).toEqual([
      { name: 'white_check_mark', users: ['U1'], count: 1 },
    ])
    await expect(client.reactions.remove({ channel, timestamp, name: 'x' })).rejects.toMatchObject({ data: { error: 'no_reaction' } })
  })

  it('name only some of the people unless the whole list is asked for', async () => {
    const timestamp = await post()
    for (let person = 1; person <= 8; person++) slack.people.react(`U${person}`, channel, timestamp, '+1')
    const reactionsOf = async (full: boolean) => (await client.reactions.get({ channel, timestamp, full })).message?.reactions?.[0]
    expect(await reactionsOf(false)).toMatchObject({ count: 8, users: ['U1', 'U2', 'U3'] })
    expect((await reactionsOf(true))?.users).toHaveLength(8)
  })
})

describe('threads', () => {
  it('are read page by page, oldest first, with the first message leading', async () => {
    const ts = await post()
    const replies = Array.from({ length: 7 }, (_, index) => slack.people.reply('U1', channel, ts, `reply ${index}`))
    const pages: string[][] = []
    for await (const page of client.paginate('conversations.replies', { channel, ts, limit: 3 })) {
      const { messages = [] } = page as { messages?: { ts: string }[] } // the SDK does not type pages
      pages.push(messages.map((message) => message.ts))
    }
    expect(pages).toEqual([[ts, ...replies.slice(0, 2)], replies.slice(2, 5), replies.slice(5)])
  })

  it.each([
    { name: 'newer than one', range: { oldest: 2 }, shown: [3, 4] },
    { name: 'from one on', range: { oldest: 2, inclusive: true }, shown: [2, 3, 4] },
    { name: 'older than one', range: { latest: 2 }, shown: [0, 1] },
    { name: 'between two', range: { oldest: 0, latest: 3 }, shown: [1, 2] },
  ])('are read in part: $name', async ({ range, shown }) => {
    const ts = await post()
    const replies = Array.from({ length: 5 }, (_, index) => slack.people.reply('U1', channel, ts, `reply ${index}`))
    const { oldest, latest, ...rest } = { oldest: undefined, latest: undefined, ...range }
    const bounds = {
      ...(oldest === undefined ? {} : { oldest: replies[oldest] as string }), // five replies
      ...(latest === undefined ? {} : { latest: replies[latest] as string }), // five replies
    }
    const { messages } = await client.conversations.replies({ channel, ts, ...bounds, ...rest })
    expect(messages?.map((message) => message.ts)).toEqual([ts, ...shown.map((index) => replies[index])])
  })

  it('encode what people type, and show who edited', async () => {
    const ts = await post()
    const reply = slack.people.reply('U1', channel, ts, 'R&D <ok>')
    slack.people.edit(channel, reply, 'approve')
    slack.people.reply('U2', channel, ts, 'R&D <ok>', { broadcast: true })
    const { messages } = await client.conversations.replies({ channel, ts })
    expect(messages?.slice(1)).toMatchObject([
      { text: 'approve', edited: { user: 'U1' } },
      { text: 'R&amp;D &lt;ok&gt;', subtype: 'thread_broadcast' },
    ])
  })
})

describe('what a channel is', () => {
  it('is told with its members, page by page', async () => {
    expect((await client.conversations.info({ channel })).channel).toMatchObject({ id: channel, is_member: true, is_archived: false })
    const first = await client.conversations.members({ channel, limit: 5 })
    const second = await client.conversations.members({ channel, limit: 5, cursor: first.response_metadata?.next_cursor as string })
    expect([...(first.members ?? []), ...(second.members ?? [])]).toEqual([bot.botUser, ...[1, 2, 3, 4, 5, 6, 7, 8].map((n) => `U${n}`)])
    expect(second.response_metadata?.next_cursor).toBe('')
  })

  it('lists its latest messages, newest first, without replies', async () => {
    const ts = await post('newest')
    slack.people.reply('U1', channel, ts, 'in the thread')
    const { messages } = await client.conversations.history({ channel, limit: 1 })
    expect(messages).toMatchObject([{ ts, text: 'newest', reply_count: 1 }])
  })

  it('is told with who the bot is and what it may do', async () => {
    const identity = await client.auth.test()
    expect(identity).toMatchObject({ user_id: bot.botUser, bot_id: bot.botId, url: 'https://acme.slack.com/' })
    expect(identity.response_metadata?.scopes).toContain('reactions:read')
    expect((await client.users.info({ user: 'U1' })).user).toMatchObject({ id: 'U1', name: 'person 1' })
  })
})

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

describe('ways of asking', () => {
  it('JSON is taken, with a warning where it names no character set', async () => {
    const body = JSON.stringify({ channel, text: 'by JSON', blocks: [section('x')] })
    const ask = async (type: string) =>
      (
        await fetch(`${slack.api}chat.postMessage`, {
          method: 'POST',
          headers: { 'content-type': type, authorization: `Bearer ${bot.token}` },
          body,
        })
      ).json()
    expect(await ask('application/json; charset=utf-8')).toEqual(expect.not.objectContaining({ warning: expect.anything() }))
    expect(await ask('application/json')).toMatchObject({ ok: true, warning: 'missing_charset' })
    expect(await ask('text/csv')).toMatchObject({ ok: false, error: 'invalid_post_type' })
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
