import { afterEach, describe, expect, it } from '@jest/globals'
import { type FakeTelegram, type FakeUser, startTelegram } from '../../fakes/telegram/telegram.ts'
import { type ScaledClock, scaledClock } from '../../support/scaled-clock.ts'

const alice: FakeUser = { id: 11, first_name: 'Alice', username: 'alice' }
const group = -100
const forum = -1000000000200

let clock: ScaledClock
let telegram: FakeTelegram
const start = async (options: Parameters<typeof startTelegram>[0] = {}) => {
  clock = scaledClock(20)
  telegram = await startTelegram({ clock, firstUpdate: 5_000_000, ...options })
  telegram.addChat({ id: group, type: 'group', title: 'Ops', members: [alice] })
  telegram.addChat({ id: forum, type: 'supergroup', topics: [42], members: [alice] })
  return telegram
}
afterEach(() => telegram.close())

type Answer = {
  ok: boolean
  result: never
  error_code?: number
  description?: string
  parameters?: { retry_after?: number; migrate_to_chat_id?: number }
}

/** One call, as JSON; numbers and objects as they are. */
async function call(method: string, parameters: object = {}): Promise<Answer & { status: number }> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${telegram.url}/bot${telegram.token}/${method}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(parameters),
  })
  return { ...((await response.json()) as Answer), status: response.status }
}
const button = (data: string) => ({ inline_keyboard: [[{ text: 'Approve', callback_data: data }]] })
const send = async (parameters: object = {}) =>
  (await call('sendMessage', { chat_id: group, text: 'hello', ...parameters })).result as { message_id: number }
const poll = async (parameters: object = {}) => {
  const began = clock.now()
  const answer = await call('getUpdates', parameters)
  return {
    ...answer,
    took: clock.now() - began,
    ids: (answer.result as { update_id: number }[] | undefined)?.map(({ update_id: id }) => id),
  }
}

describe('the transport', () => {
  const text = 'a & b=c ✅'
  const markup = button('x')
  const form = () => new URLSearchParams({ chat_id: String(group), text, reply_markup: JSON.stringify(markup) })
  const multipart = () => {
    const body = new FormData()
    for (const [name, value] of form()) body.set(name, value)
    return body
  }
  it.each([
    { name: 'the query of a GET', request: () => ({ query: `?${form()}`, init: {} }) },
    { name: 'a form', request: () => ({ query: '', init: { method: 'POST', body: form() } }) },
    { name: 'multipart', request: () => ({ query: '', init: { method: 'POST', body: multipart() } }) },
    {
      name: 'JSON',
      request: () => ({
        query: '',
        init: {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ chat_id: group, text, reply_markup: markup }),
        },
      }),
    },
  ])('takes parameters as $name, the method in any case', async ({ request }) => {
    await start()
    const { query, init } = request()
    const response = await fetch(`${telegram.url}/bot${telegram.token}/SENDmessage${query}`, init)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(Date.parse(response.headers.get('date') ?? '')).toBeLessThanOrEqual(clock.now())
    expect(telegram.message(group, 1)).toMatchObject({ text, markup })
  })

  it.each([
    { name: 'another token', path: '/bot7654321098:AAF-another_token_for_tests_01234567/getMe', status: 401, description: 'Unauthorized' },
    { name: 'no token', path: '/botx/getMe', status: 401, description: 'Unauthorized: invalid token specified' },
    { name: 'no bot', path: '/getMe', status: 404, description: 'Not Found' },
    {
      name: 'no such method',
      path: '/bot7654321098:AAF-fake_token_for_tests_0123456789a/getmee',
      status: 404,
      description: 'Not Found: method not found',
    },
  ])('refuses $name', async ({ path, status, description }) => {
    await start()
    const response = await fetch(`${telegram.url}${path}`)
    expect(response.status).toBe(status)
    expect(await response.text()).toBe(JSON.stringify({ ok: false, error_code: status, description }))
  })

  it('may stand behind a prefix', async () => {
    await start({ prefix: '/telegram/api' })
    expect(telegram.url).toMatch(/\/telegram\/api$/)
    expect(await call('getMe')).toMatchObject({ ok: true, result: { username: 'gatekeeper_bot', can_read_all_group_messages: false } })
    expect((await fetch(`${new URL(telegram.url).origin}/bot${telegram.token}/getMe`)).status).toBe(404)
  })
})

describe('what is refused', () => {
  const cases = [
    { name: 'no text', method: 'sendMessage', parameters: { text: '' }, words: 'message text is empty' },
    { name: 'blank text', method: 'sendMessage', parameters: { text: ' \n ' }, words: 'text must be non-empty' },
    { name: 'too long a text', method: 'sendMessage', parameters: { text: 'x'.repeat(4097) }, words: 'message is too long' },
    { name: 'far too long a text', method: 'sendMessage', parameters: { text: 'x'.repeat(32769) }, words: 'text is too long' },
    { name: 'no chat', method: 'sendMessage', parameters: { chat_id: '' }, words: 'chat_id is empty' },
    { name: 'an unknown chat', method: 'sendMessage', parameters: { chat_id: -5 }, words: 'chat not found' },
    { name: 'an unknown parse mode', method: 'sendMessage', parameters: { parse_mode: 'bbcode' }, words: 'unsupported parse_mode' },
    {
      name: 'General by its id',
      method: 'sendMessage',
      parameters: { chat_id: forum, message_thread_id: 1 },
      words: 'message thread not found',
    },
    {
      name: 'an unknown topic',
      method: 'sendMessage',
      parameters: { chat_id: forum, message_thread_id: 7 },
      words: 'message thread not found',
    },
    {
      name: '65 bytes of data',
      method: 'sendMessage',
      parameters: { reply_markup: button(`${'é'.repeat(32)}x`) },
      words: 'BUTTON_DATA_INVALID',
    },
    {
      name: 'a button without action',
      method: 'sendMessage',
      parameters: { reply_markup: { inline_keyboard: [[{ text: 'x' }]] } },
      words: "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    },
    {
      name: 'a reply to nothing',
      method: 'sendMessage',
      parameters: { reply_parameters: { message_id: 99 } },
      words: 'message to be replied not found',
    },
    {
      name: 'an edit of nothing',
      method: 'editMessageText',
      parameters: { message_id: 99, text: 'x' },
      words: 'message to edit not found',
    },
    { name: 'a deletion of nothing', method: 'deleteMessage', parameters: { message_id: 99 }, words: 'message to delete not found' },
    {
      name: 'an answer to no click',
      method: 'answerCallbackQuery',
      parameters: { callback_query_id: '5' },
      words: 'query is too old and response timeout expired or query ID is invalid',
    },
  ]
  it.each(cases)('$name', async ({ method, parameters, words }) => {
    await start()
    const answer = await call(method, { chat_id: group, text: 'hello', ...parameters })
    expect(answer).toEqual({ ok: false, error_code: 400, description: `Bad Request: ${words}`, status: 400 })
  })

  it('an edit that changes nothing, or of somebody else’s message', async () => {
    await start()
    const { message_id: id } = await send({ text: '<b>x</b>', parse_mode: 'HTML', reply_markup: button('y') })
    const same = { chat_id: group, message_id: id, text: '<b>x</b> ', parse_mode: 'HTML', reply_markup: button('y') }
    expect((await call('editMessageText', same)).description).toMatch(
      /^Bad Request: message is not modified: specified new message content and/,
    )
    expect((await call('editMessageText', { ...same, reply_markup: undefined })).ok).toBe(true)
    expect(telegram.message(group, id)).toMatchObject({ markup: undefined, edits: 1 })
    const theirs = telegram.people.say(alice, group, 'hi')
    expect((await call('editMessageText', { ...same, message_id: theirs })).description).toBe("Bad Request: message can't be edited")
  })

  it.each([
    { bot: 'kicked', status: 403, words: 'Forbidden: bot was kicked from the group chat' },
    { bot: 'left', status: 403, words: 'Forbidden: bot is not a member of the group chat' },
    { bot: 'restricted', status: 400, words: 'Bad Request: not enough rights to send text messages to the chat' },
  ] as const)('a bot that is $bot', async ({ bot, status, words }) => {
    await start()
    telegram.chat(group).bot = bot
    expect(await call('sendMessage', { chat_id: group, text: 'x' })).toMatchObject({ error_code: status, description: words, status })
  })

  it('a group that became a supergroup, which says where to go', async () => {
    await start()
    const next = telegram.people.migrate(group)
    const refused = await call('sendMessage', { chat_id: group, text: 'x' })
    expect(refused).toMatchObject({ error_code: 400, parameters: { migrate_to_chat_id: next } })
    expect(refused.description).toBe('Bad Request: group chat was upgraded to a supergroup chat')
    expect((await call('sendMessage', { chat_id: next, text: 'x' })).ok).toBe(true)
    const { result } = await call('getUpdates')
    expect(result).toMatchObject([{ message: { migrate_to_chat_id: next } }, { message: { migrate_from_chat_id: group } }])
  })

  it('too much, with a hint in the body and in a header', async () => {
    await start({ rate: { messages: 2, seconds: 60 } })
    await send()
    await send()
    const query = new URLSearchParams({ chat_id: String(group), text: 'x' })
    const response = await fetch(`${telegram.url}/bot${telegram.token}/sendMessage?${query}`)
    const body = (await response.json()) as Answer
    const seconds = body.parameters?.retry_after ?? 0
    expect(response.status).toBe(429)
    expect(body.description).toBe(`Too Many Requests: retry after ${seconds}`)
    expect(response.headers.get('retry-after')).toBe(String(seconds))
    expect(seconds).toBeGreaterThan(50)
    clock.advance(seconds * 1000)
    expect((await call('sendMessage', { chat_id: group, text: 'x' })).ok).toBe(true)
  })
})

describe('getUpdates', () => {
  const click = (data = 'x') => void telegram.people.click(alice, group, 1, data, { forged: true })

  it('gives what was not confirmed again and again, and forgets what was', async () => {
    await start()
    for (let n = 0; n < 3; n++) click()
    expect((await poll()).ids).toEqual([5_000_000, 5_000_001, 5_000_002])
    expect((await poll({ offset: 4_999_990 })).ids).toHaveLength(3)
    expect((await poll({ offset: 5_000_001 })).ids).toEqual([5_000_001, 5_000_002])
    expect((await poll({ offset: 17 })).ids).toEqual([5_000_001, 5_000_002])
    expect((await poll({ offset: 5_000_014 })).ids).toEqual([5_000_001, 5_000_002])
    expect((await poll({ offset: -1 })).ids).toEqual([5_000_002])
    expect((await poll({ offset: 5_000_003 })).ids).toEqual([])
    expect(telegram.pending).toBe(0)
  })

  it('keeps everything for an offset below zero that is larger than the queue', async () => {
    await start()
    for (let n = 0; n < 3; n++) click()
    expect((await poll({ offset: -100 })).ids).toHaveLength(3)
  })

  it('shows a hundred from the head', async () => {
    await start()
    for (let n = 0; n < 130; n++) click()
    expect((await poll({ limit: 500 })).ids?.at(-1)).toBe(5_000_099)
    expect((await poll({ offset: 5_000_040 })).ids?.at(-1)).toBe(5_000_129)
  })

  it('keeps a click for 150 seconds and a message for a day', async () => {
    await start()
    click()
    telegram.people.say(alice, group, '/status@gatekeeper_bot')
    clock.advance(149_000)
    expect((await poll()).ids).toHaveLength(2)
    clock.advance(3000)
    expect((await poll()).ids).toEqual([5_000_001])
    clock.advance(86_400_000)
    expect((await poll({ offset: 1 })).ids).toEqual([])
  })

  it('waits, and answers as soon as there is something', async () => {
    await start()
    const waiting = poll({ timeout: 30 })
    await clock.sleep(1000)
    click()
    const { ids, took } = await waiting
    expect(ids).toHaveLength(1)
    expect(took).toBeLessThan(10_000)
    const { took: all } = await poll({ offset: 5_000_001, timeout: 3 })
    expect(all).toBeGreaterThanOrEqual(3000)
  })

  it('ends the older of two waiting polls: the first conflict at once, the next three seconds late', async () => {
    await start()
    const polls = [poll({ timeout: 30, offset: 1 })]
    for (const offset of [2, 3]) {
      await clock.sleep(200)
      polls.push(poll({ timeout: 30, offset }))
    }
    await clock.sleep(200)
    const ended = await Promise.all(polls.slice(0, 2))
    const words = 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running'
    for (const answer of ended) expect(answer).toMatchObject({ status: 409, error_code: 409, description: words })
    expect(ended[0]?.took).toBeLessThan(1500)
    expect(ended[1]?.took).toBeGreaterThanOrEqual(3000)
    click()
    expect((await polls[2])?.ids).toHaveLength(1)
  })

  it('lets a poll that does not wait, or finds something, end nobody', async () => {
    await start()
    const waiting = poll({ timeout: 30, offset: 1 })
    await clock.sleep(200)
    expect(await poll({ offset: 2 })).toMatchObject({ ids: [] })
    click()
    expect((await waiting).ids).toHaveLength(1)
  })

  it('makes a poll wait that comes again within three seconds with the same offset, and shows it the head alone within half a second', async () => {
    await start()
    await poll({ offset: 9 })
    expect((await poll({ offset: 9 })).took).toBeGreaterThanOrEqual(2900)
    await clock.sleep(3100)
    expect((await poll({ offset: 9 })).took).toBeLessThan(2000)
    click()
    click()
    await poll({ offset: 7 })
    expect((await poll({ offset: 7 })).ids).toHaveLength(1)
    expect((await poll({ offset: 8 })).ids).toHaveLength(2)
  })

  it('remembers the types that were asked for, at the moment something happens', async () => {
    await start()
    click()
    await poll({ allowed_updates: ['message'] })
    click()
    telegram.people.say(alice, group, '/x@gatekeeper_bot')
    expect((await poll({ offset: 1 })).ids).toHaveLength(2)
    expect((await call('getWebhookInfo')).result).toMatchObject({ url: '', pending_update_count: 2, allowed_updates: ['message'] })
    await poll({ offset: 2, allowed_updates: [] })
    click()
    expect((await poll({ offset: 1 })).ids).toHaveLength(3)
  })

  it('is refused while there is a webhook, which ends a waiting poll', async () => {
    await start()
    const waiting = poll({ timeout: 30 })
    await clock.sleep(200)
    expect(await call('setWebhook', { url: 'https://bot.example/hook' })).toMatchObject({ ok: true, description: 'Webhook was set' })
    expect((await waiting).description).toBe('Conflict: terminated by setWebhook request')
    expect(await poll()).toMatchObject({
      status: 409,
      description: "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    })
    expect((await call('setWebhook', { url: 'https://bot.example/hook' })).error_code).toBe(429)
    expect(await call('deleteWebhook')).toMatchObject({ description: 'Webhook was deleted' })
    expect((await poll()).status).toBe(200)
  })
})

describe('people', () => {
  it('see what their click was answered with, once, and nothing when nobody answers in time', async () => {
    await start()
    const { message_id: id } = await send({ reply_markup: button('yes') })
    const seen = telegram.people.press(alice, group, id, 'Approve')
    const { result } = await call('getUpdates')
    expect(result).toMatchObject([{ callback_query: { from: alice, data: 'yes', message: { message_id: id, from: { is_bot: true } } } }])
    const [update] = result as { callback_query: { id: string } }[]
    const answer = { callback_query_id: update?.callback_query.id, text: 'Counted', show_alert: true }
    expect((await call('answerCallbackQuery', { ...answer, text: 'x'.repeat(201) })).description).toBe('Bad Request: MESSAGE_TOO_LONG')
    await call('answerCallbackQuery', answer)
    expect(await seen).toEqual({ text: 'Counted', isAlert: true })
    expect((await call('answerCallbackQuery', answer)).ok).toBe(false)
    const late = telegram.people.press(alice, group, id, 'Approve')
    clock.advance(150_000)
    expect(await late).toBeUndefined()
  })

  it('can press only what is there, unless they forge', async () => {
    await start()
    const { message_id: id } = await send({ reply_markup: button('yes') })
    expect(() => telegram.people.click(alice, group, id, 'no')).toThrow('no button')
    telegram.people.remove(group, id)
    expect(() => telegram.people.click(alice, group, id, 'yes')).toThrow('no button')
    void telegram.people.click(alice, group, id, 'yes', { forged: true })
    expect((await call('getUpdates')).result).toMatchObject([{ callback_query: { message: { date: 0 } } }])
  })

  it.each([
    { name: 'chatter', text: 'hi all', seen: false },
    { name: 'a bare command', text: '/approve K7QF2M', seen: false },
    { name: 'a bare command after the bot spoke', text: '/approve K7QF2M', after: true, seen: true },
    { name: 'a command for it', text: '/approve@Gatekeeper_Bot K7QF2M', seen: true },
    { name: 'a command for another', text: '/approve@other_bot K7QF2M', after: true, seen: false },
    { name: 'a reply to it', text: 'ok', reply: true, seen: true },
    { name: 'chatter where privacy mode is off', text: 'hi all', readsAll: true, seen: true },
    { name: 'chatter where it is an administrator', text: 'hi all', admin: true, seen: true },
  ])('reach the bot by $name: $seen', async ({ text, seen, ...how }) => {
    await start({ bot: { readsAll: 'readsAll' in how } })
    const { message_id: id } = await send()
    telegram.chat(group).botSpokeLast = 'after' in how
    if ('admin' in how) telegram.chat(group).bot = 'administrator'
    telegram.people.say(alice, group, text, 'reply' in how ? { replyTo: id } : {})
    expect(telegram.pending).toBe(seen ? 1 : 0)
  })

  it('edit, forward and speak in a group’s name, and the bot can tell', async () => {
    await start({ bot: { readsAll: true } })
    const id = telegram.people.say(alice, group, '/approve X')
    telegram.people.edit(alice, group, id, '/reject X')
    telegram.people.say(alice, group, '/approve X', { forwarded: true })
    telegram.people.say(alice, group, '/approve X', { anonymous: true })
    expect((await call('getUpdates')).result).toMatchObject([
      { message: { text: '/approve X', entities: [{ type: 'bot_command', offset: 0, length: 8 }] } },
      { edited_message: { text: '/reject X', edit_date: expect.any(Number) } },
      { message: { forward_origin: { type: 'hidden_user' } } },
      { message: { from: { is_bot: true, username: 'GroupAnonymousBot' }, sender_chat: { id: group } } },
    ])
  })
})

describe('faults', () => {
  it.each([
    { name: 'a page of a proxy', fault: { status: 502 }, arrives: false },
    { name: 'a page after it was done', fault: { status: 504, after: true }, arrives: true },
    { name: 'a cut before', fault: { reset: 'before' }, arrives: false },
    { name: 'a cut after it was done', fault: { reset: 'after' }, arrives: true },
    { name: 'a limit', fault: { limit: 7 }, arrives: false },
  ] as const)('$name', async ({ fault, arrives }) => {
    await start()
    telegram.fail({ method: 'sendMessage', fault })
    expect((await call('getMe')).ok).toBe(true)
    await call('sendMessage', { chat_id: group, text: 'x' }).catch(() => undefined)
    expect(telegram.chat(group).messages.size).toBe(arrives ? 1 : 0)
    expect((await call('sendMessage', { chat_id: group, text: 'x' })).ok).toBe(true)
  })

  it('nobody answers during an outage, and all is well afterwards', async () => {
    await start()
    const end = telegram.outage()
    await expect(call('getMe')).rejects.toThrow()
    end()
    expect((await call('getMe')).ok).toBe(true)
  })

  it('hangs as long as one waits', async () => {
    await start()
    telegram.fail({ fault: { hang: true } })
    const url = `${telegram.url}/bot${telegram.token}/getMe`
    await expect(fetch(url, { signal: AbortSignal.timeout(100) })).rejects.toThrow()
  })
})
