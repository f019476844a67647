import { afterEach, describe, expect, it } from '@jest/globals'
import { type Answer, alice, button, call, clock, forum, group, send, start, telegram } from './telegram-calls.ts'

afterEach(() => telegram.close())

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
