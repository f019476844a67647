import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Delivery, NoticeChannel } from '../../../../src/chat/channel.ts'
import type { Message } from '../../../../src/chat/message.ts'
import { slackBotNotices } from '../../../../src/chat/slack/bot-notices.ts'
import { type Slack, startSlack } from '../../../fakes/slack/slack.ts'
import type { SlackToken } from '../../../fakes/slack/workspace.ts'
import { picture, png } from '../../../support/png.ts'
import { type VirtualClock, virtualClock } from '../../../support/virtual-clock.ts'
import { exampleMessage, type NoticeContext, noticeContext, wordsOf } from '../notice-context.ts'

const chat = 'C01'
const scopes = ['chat:write', 'files:write', 'channels:read']

let clock: VirtualClock
let slack: Slack
let bot: SlackToken
let context: NoticeContext
let channel: NoticeChannel

const open = (world = context, token = bot) => slackBotNotices({ name: 'team', token: token.token, chat, api: slack.api }, world)

beforeEach(async () => {
  clock = virtualClock()
  slack = await startSlack({ now: clock.now, limits: true, editWindow: 3_600_000 })
  bot = slack.addBot(scopes)
  slack.addChannel(chat, { bots: [bot] })
  context = noticeContext({ clock })
  channel = open()
})
afterEach(async () => {
  await channel.close()
  await slack.close()
})

const { decision: _, ...rest } = exampleMessage
const notice = (changes: Partial<Message> = {}): Message => ({
  ...rest,
  headline: 'shop v2: the build failed',
  tone: 'bad',
  sections: [{ title: 'Why', isCode: true, lines: [{ words: 'FAIL  src/a.test.ts' }, { words: '    expected 1 to be 2' }] }],
  ...changes,
})
const messages = () => slack.channel(chat).messages
const posts = () => slack.requests.filter(({ method }) => method === 'chat.postMessage')
const refOf = (delivery: Delivery): string => (delivery.state === 'delivered' ? (delivery.ref ?? '') : '')

describe('a notice by a bot of Slack', () => {
  it('is delivered, and says where it is', async () => {
    const delivery = await channel.send(notice())
    const [message] = messages()
    expect(delivery).toEqual({
      state: 'delivered',
      ref: `{"channel":"C01","ts":"${message?.ts}"}`,
      url: `https://acme.slack.com/archives/C01/p${message?.ts.replace('.', '')}`,
    })
    const [, facts, why] = (message?.blocks ?? []) as { elements: { type: string; elements: unknown }[] }[] // a header, and rich text
    expect(facts).toBeDefined()
    expect(why?.elements[1]).toMatchObject({
      type: 'rich_text_preformatted',
      elements: [{ type: 'text', text: 'FAIL  src/a.test.ts\n    expected 1 to be 2' }],
    })
    expect(JSON.stringify(message?.blocks)).not.toContain('Tap')
  })

  it('asks for the address of the workspace once, and does without', async () => {
    await channel.send(notice())
    const [first, second] = [await channel.send(notice()), slack.requests.filter(({ method }) => method === 'chat.getPermalink')]
    expect(first).toMatchObject({ url: expect.stringContaining(messages()[1]?.ts.replace('.', '') ?? '?') })
    expect(second).toHaveLength(1)
    slack.fail({ error: 'fatal_error' }, 'chat.getPermalink', 9)
    expect(await open().send(notice())).toEqual({ state: 'delivered', ref: expect.any(String) })
  })

  it('keeps to one a second', async () => {
    for (let count = 0; count < 12; count++) expect(await channel.send(notice())).toMatchObject({ state: 'delivered' })
    expect(posts().map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 200))
  })

  it('that may have arrived is not sent again', async () => {
    slack.fail('reset-after', 'chat.postMessage')
    expect(await channel.send(notice())).toMatchObject({ state: 'unknown' })
    expect(messages()).toHaveLength(1)
    for (const fault of [
      { error: 'fatal_error' },
      { error: 'internal_error' },
      { status: 500 },
      { status: 200, body: '<html>sign in</html>' },
    ]) {
      slack.fail(fault, 'chat.postMessage')
      expect(await channel.send(notice())).toMatchObject({ state: 'unknown' })
    }
    expect(posts()).toHaveLength(5)
    expect(messages()).toHaveLength(1)
  })

  it('waits as long as Slack asks, however often', async () => {
    slack.fail({ retryAfter: 8 }, 'chat.postMessage', 6)
    const before = clock.now()
    expect(await channel.send(notice())).toMatchObject({ state: 'delivered' })
    expect(clock.now() - before).toBeGreaterThanOrEqual(48_000)
  })

  it.each([
    { name: 'for longer than there is time', fault: { retryAfter: 900 }, tries: 1 },
    { name: 'without a hint', fault: { error: 'ratelimited' }, tries: 5 },
  ])('that Slack does not take $name is limited', async ({ fault, tries }) => {
    slack.fail(fault, 'chat.postMessage', 99)
    expect(await channel.send(notice())).toMatchObject({ state: 'limited', reason: { en: expect.stringContaining('too many messages') } })
    expect(posts()).toHaveLength(tries)
  })

  it.each(['invalid_blocks', 'invalid_blocks_format', 'msg_blocks_too_long'])(
    'that Slack does not understand goes as text: %s',
    async (error) => {
      slack.fail({ error }, 'chat.postMessage')
      const delivery = await channel.send(notice({ headline: '<!channel> & more' }))
      expect(delivery).toMatchObject({ state: 'delivered', note: { en: expect.stringContaining('Without its markup') } })
      expect(messages()).toMatchObject([{ text: expect.stringContaining('&lt;!channel&gt; &amp; more'), blocks: [] }])
      expect(messages()[0]?.text).toContain('    expected 1 to be 2')
    },
  )
})

describe('a notice that Slack refuses', () => {
  it.each([
    { error: 'invalid_auth', en: /does not accept the token \(invalid_auth\)/, remedy: /xoxb/ },
    { error: 'token_revoked', en: /does not accept the token/, remedy: /xoxb/ },
    { error: 'account_inactive', en: /does not accept the token/, remedy: /installed/ },
    { error: 'not_authed', en: /does not accept the token/, remedy: /xoxb/ },
    { error: 'missing_scope', en: /lacks a scope/, remedy: /Bot Token Scopes/ },
    { error: 'channel_not_found', en: /no such channel.*\(channel_not_found\)/, remedy: /id of the channel/ },
    { error: 'not_in_channel', en: /not in the channel \(not_in_channel\)/, remedy: /invite/ },
    { error: 'is_archived', en: /archived \(is_archived\)/, remedy: /unarchive/ },
    { error: 'restricted_action', en: /does not let the bot write there/, remedy: /admin/ },
    { error: 'ekm_access_denied', en: /does not permit the message \(ekm_access_denied\)/, remedy: /administers/ },
    { error: 'msg_too_long', en: /too long \(msg_too_long\)/, remedy: /shorter/ },
    { error: 'no_text', en: /does not understand/, remedy: /report/ },
    { error: 'message_limit_exceeded', en: /used up/, remedy: /quota/ },
    { error: 'messages_tab_disabled', en: /cannot be written to/, remedy: /App Home/ },
    { error: 'something_new', en: /refused the message \(something_new\)/, remedy: /Look up/ },
  ])('$error: says why and what to do, and is not sent again', async ({ error, en, remedy }) => {
    slack.fail({ error }, 'chat.postMessage')
    const delivery = await channel.send(notice())
    expect(delivery).toMatchObject({
      state: 'rejected',
      reason: { en: expect.stringMatching(en) },
      remedy: { en: expect.stringMatching(remedy) },
    })
    expect(wordsOf(delivery)).toMatch(/\p{Script=Han}/u)
    expect(posts()).toHaveLength(1)
    expect(messages()).toEqual([])
  })

  it('by Slack’s own rules: no scope, no membership, an archive, a token that is gone', async () => {
    const poor = slack.addBot([])
    expect(await open(context, poor).send(notice())).toMatchObject({ reason: { en: expect.stringContaining('lacks a scope: chat:write') } })
    expect(await open(context, slack.addBot(scopes)).send(notice())).toMatchObject({
      reason: { en: expect.stringContaining('not in the channel') },
    })
    slack.people.archive(chat)
    expect(await channel.send(notice())).toMatchObject({ state: 'rejected', reason: { en: expect.stringContaining('archived') } })
    bot.state = 'revoked'
    expect(await channel.send(notice())).toMatchObject({ state: 'rejected', reason: { en: expect.stringContaining('token') } })
  })
})

describe('an edit', () => {
  it('puts the new message in the place of the old one, also from another process', async () => {
    const sent = await channel.send(notice())
    const other = open(noticeContext({ clock }))
    expect(await other.edit?.(refOf(sent), notice({ headline: 'shop v2 is fixed' }))).toEqual(sent)
    expect(messages()).toMatchObject([{ edited: { user: bot.botId }, text: expect.stringContaining('shop v2 is fixed') }])
  })

  it('of a message that was deleted, is somebody else’s or too old finds it gone', async () => {
    const ref = refOf(await channel.send(notice()))
    expect(await open(context, slack.addBot(scopes)).edit?.(ref, notice())).toMatchObject({ state: 'gone' })
    clock.advance(3_600_001)
    expect(await channel.edit?.(ref, notice())).toMatchObject({ state: 'gone', reason: { en: expect.stringContaining('too old') } })
    slack.people.remove(chat, messages()[0]?.ts ?? '')
    expect(await channel.edit?.(ref, notice())).toMatchObject({ state: 'gone', reason: { en: expect.stringContaining('no such message') } })
    for (const none of ['', 'null', '{}', '{"channel":1}']) expect(await channel.edit?.(none, notice())).toMatchObject({ state: 'gone' })
  })

  it('of a message in another channel of the bot finds it gone, and changes nothing there', async () => {
    slack.addChannel('C02', { bots: [bot] })
    const board = slackBotNotices({ name: 'board', token: bot.token, chat: 'C02', api: slack.api }, context)
    const ref = refOf(await board.send(notice({ headline: 'Decision of the board' })))
    for (const chat of ['C01', '#c01']) {
      const other = slackBotNotices({ name: 'team', token: bot.token, chat, api: slack.api }, context)
      expect(await other.edit?.(ref, notice())).toMatchObject({ state: 'gone', reason: { en: expect.stringContaining('another channel') } })
    }
    expect(slack.channel('C02').messages).toMatchObject([{ text: expect.stringContaining('Decision of the board') }])
  })

  it('whose answer was lost is made again: twice the same is the same', async () => {
    const ref = refOf(await channel.send(notice()))
    slack.fail('reset-after', 'chat.update', 2)
    expect(await channel.edit?.(ref, notice({ headline: 'new' }))).toMatchObject({ state: 'delivered' })
    slack.fail('reset-after', 'chat.update', 9)
    expect(await channel.edit?.(ref, notice({ headline: 'newer' }))).toMatchObject({ state: 'unknown' })
    slack.clearFaults()
    slack.people.archive(chat)
    expect(await channel.edit?.(ref, notice())).toMatchObject({ state: 'rejected', reason: { en: expect.stringContaining('archived') } })
  })
})

describe('a picture', () => {
  it('comes in the thread of its message', async () => {
    const delivery = await channel.send(notice({ picture: picture() }))
    expect(delivery).toEqual({ state: 'delivered', ref: expect.any(String), url: expect.any(String) })
    const [message, file] = messages()
    expect(file).toMatchObject({
      threadTs: message?.ts,
      files: [{ data: png(64, 32), filename: 'picture.png', title: 'Duration of the last 20 runs', alt: 'Duration of the last 20 runs' }],
    })
  })

  it.each([
    { name: 'no scope for files', fail: { error: 'missing_scope' }, at: 'files.getUploadURLExternal', why: /lacks a scope/ },
    {
      name: 'no files at all',
      fail: { error: 'file_uploads_disabled' },
      at: 'files.getUploadURLExternal',
      why: /does not permit the file/,
    },
    { name: 'a refused upload', fail: { status: 413, body: 'too large' }, at: 'upload', why: /did not take the file \(HTTP 413\)/ },
    { name: 'a file that is gone', fail: { error: 'file_not_found' }, at: 'files.completeUploadExternal', why: /no such file/ },
    { name: 'a lost connection', fail: 'reset-after', at: 'upload', why: /cannot be reached/ },
  ] as const)('that could not be shown leaves the words delivered, and says why: $name', async ({ fail, at, why }) => {
    slack.fail(fail, at)
    expect(await channel.send(notice({ picture: picture() }))).toMatchObject({
      state: 'delivered',
      ref: expect.any(String),
      note: { en: expect.stringMatching(why), 'zh-CN': expect.stringContaining('未附图片') },
    })
    expect(messages()).toHaveLength(1)
  })

  it('without the scope names it', async () => {
    const poor = slack.addBot(['chat:write'])
    slack.channel(chat).members.add(poor.botUser)
    expect(await open(context, poor).send(notice({ picture: picture() }))).toMatchObject({
      state: 'delivered',
      note: { en: expect.stringContaining('lacks a scope: files:write') },
    })
  })
})

describe('a dry run', () => {
  it('finds out about bot and channel, and posts nothing', async () => {
    expect((await channel.check()).map(({ en }) => en)).toEqual(['Connected to Acme as @sallyport1; it writes in C01.'])
    expect(channel.preview(notice())).toContain('    expected 1 to be 2')
    expect(messages()).toEqual([])
    const poor = slack.addBot(['chat:write'])
    expect((await open(context, poor).check()).map(({ en }) => en)).toEqual([
      expect.stringContaining('Connected'),
      expect.stringContaining('channels:read'),
      expect.stringContaining('files:write'),
    ])
  })

  it.each([
    { name: 'no scope to write', change: () => slack.addBot([]), words: /chat:write/ },
    { name: 'not in the channel', change: () => slack.addBot(scopes), words: /not in the channel/ },
    {
      name: 'archived',
      change: () => {
        slack.people.archive(chat)
        return bot
      },
      words: /archived/,
    },
  ])('names what stands in the way: $name', async ({ change, words }) => {
    await expect(open(context, change()).check()).rejects.toMatchObject({
      code: 'channel-unusable',
      where: 'channels.team',
      message: expect.stringMatching(words),
    })
  })
})

describe('the token', () => {
  it('is a secret: in no log, answer or error, whatever happens', async () => {
    const said: unknown[] = []
    for (const fault of [{ error: `bad_${bot.token}` }, { status: 500 }, 'reset-before', { retryAfter: 1 }] as const) {
      slack.fail(fault, 'chat.postMessage')
      said.push(await channel.send(notice({ picture: picture() })))
    }
    slack.outage()
    said.push(await channel.send(notice()), String(await channel.check().catch((error: unknown) => error)))
    expect([JSON.stringify(said), ...context.lines].join('\n')).not.toContain('0123456789-secret')
    expect(context.masked).toContain(bot.token)
  })
})
