import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { WebClient } from '@slack/web-api'
import { botScopes, type Slack, startSlack } from '../../fakes/slack/slack.ts'
import type { SlackToken } from '../../fakes/slack/workspace.ts'
import { png } from '../../support/png.ts'
import { clientAt } from './slack-client.ts'

/** The official SDK is the independent side: what it understands of the fake is what a client of Slack would. */
let slack: Slack
let bot: SlackToken
let client: WebClient
const channel = 'C01'

const clientOf = (token: string) => clientAt(slack.api, token)

beforeAll(async () => {
  slack = await startSlack({ shownReactors: 3 })
  bot = slack.addBot([...botScopes, 'channels:read', 'users:read', 'files:write'])
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

describe('files', () => {
  it('are uploaded to an address that Slack makes, and shown in a thread', async () => {
    const ts = await post()
    const file = png(4, 4)
    const uploaded = await client.filesUploadV2({
      channel_id: channel,
      thread_ts: ts,
      file,
      filename: 'a.png',
      title: 'Figures',
    })
    expect(uploaded).toMatchObject({ ok: true })
    const shown = slack.channel(channel).messages.at(-1)
    expect(shown).toMatchObject({ threadTs: ts, files: [{ filename: 'a.png', title: 'Figures', data: file }] })
    const { messages } = await client.conversations.replies({ channel, ts })
    expect(messages?.at(-1)).toMatchObject({ files: [{ name: 'a.png', title: 'Figures' }] })
  })

  it.each([
    {
      name: 'without a scope',
      run: () => clientOf(slack.addBot(['chat:write']).token).files.getUploadURLExternal({ filename: 'a', length: 1 }),
      error: 'missing_scope',
    },
    { name: 'of no length', run: () => client.files.getUploadURLExternal({ filename: 'a', length: 0 }), error: 'missing_argument' },
    { name: 'that nobody uploaded', run: () => client.files.completeUploadExternal({ files: [{ id: 'F1' }] }), error: 'file_not_found' },
    { name: 'in the old way', run: () => client.apiCall('files.upload', { content: 'x' }), error: 'method_deprecated' },
  ])('$name are refused', async ({ run, error }) => {
    await expect(run()).rejects.toMatchObject({ data: { error } })
  })
})

describe('an edit', () => {
  it('comes too late where the workspace lets messages be edited only for a time', async () => {
    const strict = await startSlack({ editWindow: -1 })
    const token = strict.addBot(botScopes)
    strict.addChannel(channel, { bots: [token] })
    const other = clientAt(strict.api, token.token)
    const { ts = '' } = await other.chat.postMessage({ channel, text: 'x' })
    await expect(other.chat.update({ channel, ts, text: 'y' })).rejects.toMatchObject({ data: { error: 'edit_window_closed' } })
    await strict.close()
  })
})
