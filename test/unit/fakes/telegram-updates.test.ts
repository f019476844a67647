import { afterEach, describe, expect, it } from '@jest/globals'
import { alice, button, call, clock, group, poll, send, start, telegram } from './telegram-calls.ts'

afterEach(() => telegram.close())

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
