import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Delivery, NoticeChannel } from '../../../../src/chat/channel.ts'
import type { Message } from '../../../../src/chat/message.ts'
import { telegramNotices } from '../../../../src/chat/telegram/notices.ts'
import { badRequest, forbidden } from '../../../fakes/telegram/refusal.ts'
import { type FakeMessage, type FakeTelegram, Refusal, startTelegram } from '../../../fakes/telegram/telegram.ts'
import { type VirtualClock, virtualClock } from '../../../support/virtual-clock.ts'
import { exampleMessage, type NoticeContext, noticeContext, wordsOf } from '../notice-context.ts'

const group = -1001234567890

let clock: VirtualClock
let telegram: FakeTelegram
let context: NoticeContext
let channel: NoticeChannel

const open = (settings: { readonly topic?: string; readonly token?: string; readonly chat?: string } = {}, world = context) =>
  telegramNotices({ name: 'ops', token: telegram.token, chat: String(group), api: telegram.url, ...settings }, world)

beforeEach(async () => {
  clock = virtualClock()
  telegram = await startTelegram({ clock })
  telegram.addChat({ id: group, type: 'supergroup', title: 'Operations', topics: [42] })
  context = noticeContext({ clock })
  channel = open()
})
afterEach(async () => {
  await channel.close()
  await telegram.close()
})

const { decision: _, ...rest } = exampleMessage
const notice = (changes: Partial<Message> = {}): Message => ({
  ...rest,
  headline: 'shop v2: the build failed',
  tone: 'bad',
  sections: [{ title: 'Why', isCode: true, lines: [{ words: 'FAIL  src/a.test.ts' }, { words: '    expected <b> to be 2' }] }],
  ...changes,
})
const messages = (chat = group): FakeMessage[] => [...telegram.chat(chat).messages.values()]
const sends = () => telegram.calls.filter(({ method }) => method.startsWith('send'))
const refOf = (delivery: Delivery): string => (delivery.state === 'delivered' ? (delivery.ref ?? '') : '')

describe('a notice in Telegram', () => {
  it('is delivered, and says where it is', async () => {
    const delivery = await channel.send(notice())
    const [message] = messages()
    expect(delivery).toEqual({
      state: 'delivered',
      ref: `{"chat":"${group}","message":${message?.id}}`,
      url: `https://t.me/c/1234567890/${message?.id}`,
    })
    expect(message?.text).toContain('FAIL  src/a.test.ts\n    expected <b> to be 2')
    expect(message?.entities).toContainEqual(expect.objectContaining({ type: 'pre' }))
    expect(message?.markup).toBeUndefined()
  })

  it('goes to its topic, and to none where General is meant', async () => {
    const delivery = await open({ topic: '42' }).send(notice())
    await open({ topic: '1' }).send(notice())
    expect(messages().map(({ topic }) => topic)).toEqual([42, undefined])
    expect(delivery).toMatchObject({ url: 'https://t.me/c/1234567890/42/1' })
    expect(() => open({ topic: 'releases' })).toThrow('A topic is a number')
  })

  it('has a page for everybody where the chat has a name', async () => {
    telegram.addChat({ id: -1009, type: 'channel', username: 'acme_ops', bot: 'administrator' })
    expect(await open({ chat: '@acme_ops' }).send(notice())).toMatchObject({ url: 'https://t.me/acme_ops/1' })
  })

  it('keeps to twenty a minute in a group, whatever asks for more', async () => {
    for (let count = 0; count < 45; count++) expect(await channel.send(notice())).toMatchObject({ state: 'delivered' })
    const times = sends().map(({ at }) => at)
    for (const at of times) expect(times.filter((other) => other >= at && other < at + 60_000).length).toBeLessThanOrEqual(20)
    expect(times).toHaveLength(45)
  })

  it('follows a group that became a supergroup', async () => {
    telegram.addChat({ id: -77, type: 'group' })
    const small = open({ chat: '-77' })
    telegram.chat(-77).migratedTo = group
    expect(await small.send(notice())).toMatchObject({ state: 'delivered', url: expect.stringContaining('/c/1234567890/') })
    expect(await small.send(notice())).toMatchObject({ state: 'delivered' })
    expect(messages()).toHaveLength(2)
    expect(sends()).toHaveLength(3)
    expect(context.lines.join('\n')).toContain(`channels.ops.chat: ${group}`)
  })

  it('that Telegram cannot parse goes without markup, and says so', async () => {
    telegram.fail({ fault: { refuse: badRequest('can\'t parse entities: Unsupported start tag "x" at byte offset 0') } })
    const delivery = await channel.send(notice())
    expect(delivery).toMatchObject({ state: 'delivered', note: { en: expect.stringContaining('Without its markup') } })
    expect(messages()).toMatchObject([{ entities: [], text: expect.stringContaining('expected <b> to be 2') }])
  })

  it('that may have arrived is not sent again', async () => {
    for (const fault of [{ reset: 'after' }, { status: 502, after: true }] as const) {
      telegram.fail({ fault })
      expect(await channel.send(notice())).toMatchObject({ state: 'unknown', remedy: { en: expect.stringContaining('Look whether') } })
    }
    expect(messages()).toHaveLength(2)
  })

  it('is tried again where nothing was carried out', async () => {
    telegram.fail({ fault: { status: 503 }, times: 2 })
    expect(await channel.send(notice())).toMatchObject({ state: 'delivered' })
    expect(messages()).toHaveLength(1)
  })

  it('waits as long as Telegram asks, however often', async () => {
    const before = clock.now()
    for (let count = 0; count < 6; count++) telegram.fail({ fault: { limit: 9 } })
    expect(await channel.send(notice())).toMatchObject({ state: 'delivered' })
    expect(clock.now() - before).toBeGreaterThanOrEqual(54_000)
    expect(sends()).toHaveLength(7)
  })

  it.each([
    {
      name: 'for longer than there is time',
      refuse: new Refusal(429, 'Too Many Requests: retry after 900', { retry_after: 900 }),
      tries: 1,
    },
    { name: 'without a hint', refuse: new Refusal(429, 'Too Many Requests'), tries: 5 },
  ])('that Telegram does not take $name is limited', async ({ refuse, tries }) => {
    telegram.fail({ fault: { refuse }, times: 99 })
    expect(await channel.send(notice())).toMatchObject({ state: 'limited', reason: { en: expect.stringContaining('too many messages') } })
    expect(sends()).toHaveLength(tries)
  })
})

const rejections = [
  { name: 'a token that was revoked', refuse: new Refusal(401, 'Unauthorized'), en: /token of the bot \(401/, remedy: /BotFather/ },
  {
    name: 'a token that the cloud does not know',
    refuse: new Refusal(404, 'Not Found'),
    en: /token of the bot \(404/,
    remedy: /BotFather/,
  },
  { name: 'no such chat', refuse: badRequest('chat not found'), en: /no such chat/, remedy: /Add the bot to the group/ },
  { name: 'no such topic', refuse: badRequest('message thread not found'), en: /no such topic/, remedy: /topic/ },
  { name: 'a topic that is closed', refuse: badRequest('TOPIC_CLOSED'), en: /no such topic, or it is closed/, remedy: /topic/ },
  {
    name: 'no right to write',
    refuse: badRequest('not enough rights to send text messages to the chat'),
    en: /may not write in this chat/,
    remedy: /administrator/,
  },
  { name: 'kicked', refuse: forbidden('bot was kicked from the supergroup chat'), en: /not in this chat any more/, remedy: /Add the bot/ },
  { name: 'blocked', refuse: forbidden('bot was blocked by the user'), en: /not in this chat any more/, remedy: /unblock/ },
  { name: 'a person who is gone', refuse: forbidden('user is deactivated'), en: /account is gone/, remedy: /anew/ },
  { name: 'nobody who may be written to', refuse: forbidden("bot can't initiate conversation with a user"), en: /\(403: /, remedy: /./ },
  { name: 'empty', refuse: badRequest('message text is empty'), en: /does not understand the message/, remedy: /report/ },
  {
    name: 'larger than a proxy takes',
    refuse: new Refusal(413, 'Request Entity Too Large'),
    en: /larger than Telegram takes/,
    remedy: /shorter/,
  },
  {
    name: 'something new',
    refuse: badRequest('SOMETHING_NEW'),
    en: /refused the message \(400: Bad Request: SOMETHING_NEW/,
    remedy: /Look up/,
  },
]

describe('a notice that Telegram refuses', () => {
  it.each(rejections)('$name: says why and what to do, and is not sent again', async ({ refuse, en, remedy }) => {
    telegram.fail({ fault: { refuse } })
    const delivery = await channel.send(notice())
    expect(delivery).toMatchObject({
      state: 'rejected',
      reason: { en: expect.stringMatching(en) },
      remedy: { en: expect.stringMatching(remedy) },
    })
    expect(wordsOf(delivery)).toMatch(/\p{Script=Han}/u)
    expect(sends()).toHaveLength(1)
  })

  it('by something in between: a page is no answer of Telegram', async () => {
    telegram.fail({ fault: { status: 200 } })
    expect(await channel.send(notice())).toMatchObject({ state: 'unknown' })
    telegram.fail({ fault: { status: 302 } })
    expect(await channel.send(notice())).toMatchObject({ state: 'rejected', reason: { en: expect.stringContaining('leads elsewhere') } })
    telegram.fail({ fault: { status: 407 } })
    expect(await channel.send(notice())).toMatchObject({ state: 'rejected', reason: { en: expect.stringContaining('proxy') } })
    expect(messages()).toEqual([])
  })
})

describe('an edit', () => {
  it('puts the new words in the place of the old ones, also from another process', async () => {
    const ref = refOf(await channel.send(notice()))
    const other = open({}, noticeContext({ clock }))
    expect(await other.edit?.(ref, notice({ headline: 'shop v2 is fixed', tone: 'good' }))).toMatchObject({ state: 'delivered', ref })
    expect(messages()).toMatchObject([{ edits: 1, text: expect.stringContaining('shop v2 is fixed') }])
  })

  it('that changes nothing is delivered', async () => {
    const ref = refOf(await channel.send(notice()))
    expect(await channel.edit?.(ref, notice())).toMatchObject({ state: 'delivered', ref })
  })

  it.each([
    { name: 'was deleted', refuse: badRequest('message to edit not found') },
    { name: 'is too old', refuse: badRequest("message can't be edited") },
    { name: 'was never there', refuse: badRequest('MESSAGE_ID_INVALID') },
    {
      name: 'was in a group that has moved',
      refuse: badRequest('group chat was upgraded to a supergroup chat', { migrate_to_chat_id: -1005 }),
    },
  ])('of a message that $name finds it gone', async ({ refuse }) => {
    const ref = refOf(await channel.send(notice()))
    telegram.fail({ fault: { refuse } })
    expect(await channel.edit?.(ref, notice({ headline: 'new' }))).toMatchObject({ state: 'gone', reason: { en: expect.any(String) } })
  })

  it.each(['', '{}', 'null', '[1]', '{"chat":5,"message":"x"}'])('of what is no place finds it gone: %j', async (ref) => {
    expect(await channel.edit?.(ref, notice())).toMatchObject({ state: 'gone' })
    expect(telegram.calls).toEqual([])
  })

  it('of a message in another chat of the bot finds it gone, and changes nothing there', async () => {
    const board = -1009998887777
    telegram.addChat({ id: board, type: 'supergroup', title: 'Board' })
    const ref = refOf(await open({ chat: String(board) }).send(notice({ headline: 'Decision of the board' })))
    expect(await channel.edit?.(ref, notice())).toMatchObject({ state: 'gone', reason: { en: expect.stringContaining('another chat') } })
    expect(messages(board)).toMatchObject([{ text: expect.stringContaining('Decision of the board') }])
    expect(messages()).toEqual([])
  })

  it('finds its message in a chat that is configured by its name', async () => {
    telegram.addChat({ id: -1005, type: 'channel', title: 'News', username: 'acme_news' })
    const named = open({ chat: '@acme_news' })
    const ref = refOf(await named.send(notice()))
    expect(await named.edit?.(ref, notice({ headline: 'new' }))).toMatchObject({ state: 'delivered' })
    const other = refOf(await channel.send(notice()))
    expect(await named.edit?.(other, notice({ headline: 'new' }))).toMatchObject({ state: 'gone' })
  })

  it('whose answer was lost is made again: twice the same is the same', async () => {
    const ref = refOf(await channel.send(notice()))
    telegram.fail({ method: 'editMessageText', fault: { reset: 'after' }, times: 2 })
    expect(await channel.edit?.(ref, notice({ headline: 'new' }))).toMatchObject({ state: 'delivered' })
    telegram.fail({ method: 'editMessageText', fault: { status: 502, after: false }, times: 9 })
    expect(await channel.edit?.(ref, notice({ headline: 'newer' }))).toMatchObject({ state: 'unknown' })
    expect(messages()).toMatchObject([{ edits: 1 }])
  })

  it('that is refused says why', async () => {
    const ref = refOf(await channel.send(notice()))
    telegram.chat(group).bot = 'kicked'
    expect(await channel.edit?.(ref, notice({ headline: 'new' }))).toMatchObject({ state: 'rejected', remedy: { en: expect.any(String) } })
  })
})

describe('the token', () => {
  it('is a secret: in no log, answer or error, whatever happens', async () => {
    const said: unknown[] = []
    const token = telegram.token
    for (const fault of [{ refuse: badRequest(`bad ${token}`) }, { status: 500 }, { reset: 'before' }, { limit: 2 }] as const) {
      telegram.fail({ fault })
      said.push(await channel.send(notice()))
    }
    telegram.outage()
    said.push(await channel.send(notice()), String(await channel.check().catch((error: unknown) => error)))
    expect([JSON.stringify(said), ...context.lines].join('\n')).not.toContain(token.split(':')[1])
    expect(context.masked).toContain(token)
  })

  it('that is none is named before anything is sent', () => {
    expect(() => open({ token: 'abc' })).toThrow('not one of a Telegram bot')
  })
})

describe('a dry run', () => {
  it('finds out about bot and chat, and posts nothing; a webhook of the bot does not matter', async () => {
    telegram.fail({ method: 'getWebhookInfo', fault: { refuse: badRequest('must not be asked') } })
    expect((await channel.check()).map(({ en }) => en)).toEqual(['The bot @gatekeeper_bot writes in “Operations”.'])
    expect(channel.preview(notice())).toContain('    expected <b> to be 2')
    expect(messages()).toEqual([])
  })

  it('names what stands in the way', async () => {
    telegram.chat(group).bot = 'restricted'
    await expect(channel.check()).rejects.toMatchObject({ code: 'channel-unusable', where: 'channels.ops' })
  })
})
