import { afterEach, describe, expect, it } from '@jest/globals'
import type { Ask, DecisionChannel } from '../../../../src/chat/channel.ts'
import { buttonsOf, card, type Desk, type DeskOptions, finalCard, group, openDesk, request, user } from './desk.ts'

let desk: Desk
afterEach(() => desk.close())

/** A gate whose card is posted. */
async function posted(options: DeskOptions = {}, settings: Parameters<Desk['open']>[0] = {}): Promise<DecisionChannel> {
  desk = await openDesk(options)
  const gate = desk.open(settings)
  await gate.post(card())
  await gate.read()
  return gate
}
const only = (asks: readonly Ask[]): Ask => {
  expect(asks).toHaveLength(1)
  return asks[0] as Ask // there is one
}
const say = (number: number, text: string, how = {}) => desk.telegram.people.say(user(number), group, text, how)
const press = (number: number, label = 'Approve', message = 1) => desk.telegram.people.press(user(number), group, message, label)
const wait = (seconds: number) => desk.clock.sleep(seconds * 1000)

describe('the card', () => {
  it('is posted with two buttons, and where a page of it is', async () => {
    desk = await openDesk()
    const { url, ref } = await desk.open().post(card())
    const [message] = desk.messages()
    expect(url).toBe('https://t.me/c/1234567890/1')
    expect(ref).not.toContain(desk.telegram.token.split(':')[1])
    expect(message?.text).toBe(
      [
        '🔴 PRODUCTION\n⏳ Release shop v2 to production?',
        'Project: shop\nCommit: abcdef123456',
        'Changes\n• abc1234 Mend the cart — ann\n… and 3 more',
        `Run\nWith a reason: /approve@gatekeeper_bot ${request} … or /reject@gatekeeper_bot ${request} …`,
        `Request ${request}`,
      ].join('\n\n'),
    )
    expect(message && buttonsOf(message)).toEqual(['✅ Approve', '❌ Reject'])
    const links = message?.entities.flatMap((entity) => (entity.type === 'text_link' ? [entity.url] : []))
    expect(links).toEqual([
      'https://github.test/acme/shop/commit/abcdef',
      'https://github.test/c/abc1234',
      'https://github.test/acme/shop/actions/runs/7',
    ])
    const [call] = desk.telegram.calls.filter(({ method }) => method === 'sendMessage')
    expect(JSON.parse(call?.parameters.link_preview_options ?? '')).toEqual({ is_disabled: true })
  })

  it('is edited, left alone where nothing is new, and loses its buttons at the end', async () => {
    const gate = await posted()
    const edits = () => desk.telegram.calls.filter(({ method }) => method === 'editMessageText').length
    await gate.update(card())
    expect(edits()).toBe(0)
    await gate.update(card({ footer: '1 of 2' }))
    expect(desk.telegram.message(group, 1).text).toContain('1 of 2')
    expect(buttonsOf(desk.telegram.message(group, 1))).toHaveLength(2)
    await gate.update(finalCard())
    expect(desk.telegram.message(group, 1)).toMatchObject({ text: expect.stringContaining('✅ Approved: shop v2'), markup: undefined })
    expect(edits()).toBe(2)
    expect(desk.messages()).toHaveLength(1)
  })

  it('takes “not modified” for done: an edit whose answer was lost is made again', async () => {
    const gate = await posted()
    desk.telegram.fail({ method: 'editMessageText', fault: { reset: 'after' } })
    await gate.update(finalCard())
    expect(desk.telegram.message(group, 1)).toMatchObject({ edits: 1, markup: undefined })
  })

  it('is posted again, and says so, when somebody deleted it; the new one counts', async () => {
    const gate = await posted()
    desk.telegram.people.remove(group, 1)
    await gate.update(card({ footer: '1 of 2' }))
    const [message] = desk.messages()
    expect(message).toMatchObject({ id: 2, text: expect.stringMatching(/^Posted again: .*1 of 2$/s) })
    void press(1, 'Approve', 2)
    expect(only(await gate.read())).toMatchObject({ does: 'approve', user: '1001' })
    desk.telegram.people.remove(group, 2)
    await gate.update(finalCard())
    expect(desk.messages().map(buttonsOf)).toEqual([[]])
  })

  it('goes to a topic, and to General without naming it', async () => {
    await posted({ chat: { topics: [42] } }, { topic: '42' })
    expect(desk.messages()).toMatchObject([{ topic: 42 }])
    const { url } = await desk.open({ topic: '1' }).post(card())
    expect(desk.messages().at(-1)).toMatchObject({ topic: undefined })
    expect(url).toBe('https://t.me/c/1234567890/2')
  })

  it('gets its final form although the run is cancelled', async () => {
    const cancel = new AbortController()
    const gate = await posted({ signal: cancel.signal })
    cancel.abort(new Error('cancelled'))
    await gate.update(finalCard({ headline: 'Cancelled: shop v2' }))
    expect(desk.telegram.message(group, 1)).toMatchObject({ text: expect.stringContaining('Cancelled'), markup: undefined })
  })

  it('is sent without markup should Telegram not take the markup', async () => {
    desk = await openDesk()
    const { Refusal } = await import('../../../fakes/telegram/telegram.ts')
    const refuse = new Refusal(400, 'Bad Request: can\'t parse entities: Unsupported start tag "b" at byte offset 3')
    desk.telegram.fail({ method: 'sendMessage', fault: { refuse } })
    await desk.open().post(card())
    expect(desk.messages()).toMatchObject([{ entities: [], text: expect.stringContaining('⏳ Release shop v2') }])
  })
})

describe('clicks', () => {
  it('are read once, with the person’s number, and answered to that person alone', async () => {
    const gate = await posted()
    const seen = press(1)
    const ask = only(await gate.read())
    expect(ask).toMatchObject({ does: 'approve', user: '1001', userName: 'person 1', by: 'button', reason: '' })
    expect(ask.request).toBeUndefined()
    await gate.answer(ask, { words: 'Your approval counts.', kind: 'counted' })
    expect(await seen).toEqual({ text: 'Your approval counts.', isAlert: false })
    expect(await gate.read()).toEqual([])
    expect(desk.messages()).toHaveLength(1)
  })

  it('that are refused are answered by a window, cut to what Telegram takes', async () => {
    const gate = await posted()
    const seen = press(2, 'Reject')
    await gate.answer(only(await gate.read()), { words: `No. ${'x'.repeat(300)}`, kind: 'refused' })
    expect(await seen).toEqual({ text: `No. ${'x'.repeat(195)}…`, isAlert: true })
  })

  it('whose answer comes too late are answered beside the card, by name', async () => {
    const gate = await posted({ answerWithin: 5 })
    void press(3)
    const ask = only(await gate.read())
    await wait(6)
    await gate.answer(ask, { words: 'Not counted: you asked for it yourself.', kind: 'refused' })
    const note = desk.messages().at(-1)
    expect(note).toMatchObject({ replyTo: 1, text: expect.stringContaining('Not counted: you asked') })
    expect(note?.entities).toContainEqual(expect.objectContaining({ type: 'text_mention', user: expect.objectContaining({ id: 1003 }) }))
  })

  it('of other requests are nobody’s business, and stay for theirs', async () => {
    const gate = await posted()
    const other = desk.open()
    await other.post(card({ decision: { ...card().decision, id: 'AB2CD3' } as never }))
    void press(1, 'Reject', 2)
    expect(await gate.read()).toEqual([])
    expect(only(await other.read())).toMatchObject({ does: 'reject' })
  })

  it.each([
    { name: 'under another message', message: () => say(2, 'look at this') },
    { name: 'under a message that is not there', message: () => 99 },
  ])('on our button, but $name, do not count, and say so', async ({ message }) => {
    const gate = await posted()
    const { callback_data: data = '' } = (desk.telegram.message(group, 1).markup?.inline_keyboard[0]?.[0] ?? {}) as {
      callback_data?: string
    }
    const seen = desk.telegram.people.click(user(1), group, message(), data, { forged: true })
    expect(await gate.read()).toEqual([])
    expect(await seen).toMatchObject({ text: expect.stringMatching(/^Not counted/), isAlert: true })
  })

  it('in another chat do not count', async () => {
    const gate = await posted()
    desk.telegram.addChat({ id: -100777, type: 'supergroup', members: [user(1)] })
    const { callback_data: data = '' } = (desk.telegram.message(group, 1).markup?.inline_keyboard[0]?.[0] ?? {}) as {
      callback_data?: string
    }
    void desk.telegram.people.click(user(1), -100777, 1, data, { forged: true })
    expect(await gate.read()).toEqual([])
  })

  it.each(['', `${request}.AAAAAAAAAAAA.a`, request, 'approve'])('with forged data “%s” do not count', async (data) => {
    const gate = await posted()
    void desk.telegram.people.click(user(1), group, 1, data, { forged: true })
    expect(await gate.read()).toEqual([])
  })

  it('of bots do not count', async () => {
    const gate = await posted()
    void desk.telegram.people.press({ ...user(1), is_bot: true }, group, 1, 'Approve')
    expect(await gate.read()).toEqual([])
  })

  it('are told apart by number, whatever people call themselves', async () => {
    const gate = await posted()
    const twin = { ...user(9), first_name: 'person 1', username: 'p1' }
    void desk.telegram.people.press(twin, group, 1, 'Approve')
    expect(only(await gate.read())).toMatchObject({ user: '1009', userName: 'person 1' })
  })

  it('on a card that a lost answer left behind count as well, and it gets its end with the other', async () => {
    desk = await openDesk()
    const gate = desk.open()
    desk.telegram.fail({ method: 'sendMessage', fault: { reset: 'after' } })
    await gate.post(card())
    expect(desk.messages()).toHaveLength(2)
    void press(1, 'Approve', 1)
    expect(only(await gate.read())).toMatchObject({ does: 'approve' })
    await gate.update(finalCard())
    expect(desk.messages().map(buttonsOf)).toEqual([[], []])
  })
})

describe('commands', () => {
  it.each([
    { text: `/approve@gatekeeper_bot ${request} looks good`, expected: { does: 'approve', request, reason: 'looks good' } },
    {
      text: `/reject@GateKeeper_Bot ${request.toLowerCase()}: not on a friday`,
      expected: { does: 'reject', request, reason: 'not on a friday' },
    },
    { text: '/approve@gatekeeper_bot K7QF2N', expected: { does: 'approve', request: 'K7QF2N', reason: '' } },
    { text: `/status@gatekeeper_bot ${request}`, expected: { does: 'status', request, reason: '' } },
    { text: '/status@gatekeeper_bot', expected: { does: 'status', reason: '' } },
    { text: `/approve ${request}`, expected: { does: 'approve', request, reason: '' } },
  ])('$text', async ({ text, expected }) => {
    const gate = await posted()
    const message = say(2, text)
    const ask = only(await gate.read())
    expect(ask).toMatchObject({ ...expected, user: '1002', by: 'command' })
    expect(Math.abs(ask.at - desk.clock.now())).toBeLessThan(30_000)
    await gate.answer(ask, { words: 'Done <b>', kind: 'counted' })
    expect(desk.messages().at(-1)).toMatchObject({ replyTo: message, text: 'Done <b>' })
    expect(await gate.read()).toEqual([])
  })

  it.each([
    { text: '/approve fine with me', reason: 'fine with me' },
    { text: `/approve ${request} fine`, reason: 'fine', request },
    { text: '/approve please ship it', reason: 'please ship it' },
    { text: '/approve@gatekeeper_bot AB2CD3', reason: '', request: 'AB2CD3' },
  ])('in a reply to the card need not name it: $text', async ({ text, ...expected }) => {
    const gate = await posted()
    say(2, text, { replyTo: 1 })
    expect(only(await gate.read())).toMatchObject({ does: 'approve', ...expected })
  })

  it.each([
    { name: 'forwarded', how: { forwarded: true } },
    { name: 'sent in the group’s name', how: { anonymous: true } },
    { name: 'in another chat', chat: -100777 },
    { name: 'for another bot', text: `/approve@other_bot ${request}` },
    { name: 'in the middle of a sentence', text: `shall I /approve ${request}?` },
    { name: 'with more letters', text: `/approved ${request}` },
    { name: 'negated', text: `this is NOT approved! ${request}` },
  ])('that are $name do not count', async ({ how = {}, chat = group, text = `/approve ${request}` }) => {
    const gate = await posted({ bot: { readsAll: true } })
    desk.telegram.addChat({ id: -100777, type: 'supergroup', members: [user(2)] })
    desk.telegram.people.say(user(2), chat, text, how)
    expect(await gate.read()).toEqual([])
  })

  it('do not count when they are written into an older message', async () => {
    const gate = await posted({ bot: { readsAll: true } })
    const message = say(2, 'hello')
    desk.telegram.people.edit(user(2), group, message, `/approve ${request}`)
    expect(await gate.read()).toEqual([])
  })

  it('of bots do not count', async () => {
    const gate = await posted({ bot: { readsAll: true } })
    desk.telegram.people.say({ ...user(2), is_bot: true }, group, `/approve ${request}`)
    expect(await gate.read()).toEqual([])
  })

  it('without an id are told how to name the request, once in a while', async () => {
    const gate = await posted()
    const first = say(2, '/approve@gatekeeper_bot')
    say(2, '/approve@gatekeeper_bot because')
    expect(await gate.read()).toEqual([])
    await wait(2)
    const notes = desk.messages().slice(1)
    expect(notes).toMatchObject([{ replyTo: first, text: `Which request? This one is ${request}: /approve@gatekeeper_bot ${request}` }])
  })

  it('and clicks of one person keep their order, although Telegram dates only commands', async () => {
    const gate = await posted()
    await wait(1)
    say(2, `/approve@gatekeeper_bot ${request}`)
    void press(2, 'Reject')
    const asks = await gate.read()
    expect(asks.map(({ does }) => does)).toEqual(['approve', 'reject'])
    expect(asks[1]?.at).toBeGreaterThanOrEqual(asks[0]?.at ?? Number.POSITIVE_INFINITY)
  })

  it.each([0, 300_000, -300_000])('have the time of our clock, were it %d ms behind', async (behind) => {
    const gate = await posted({ behind })
    say(2, `/approve@gatekeeper_bot ${request}`)
    const { at } = only(await gate.read())
    expect(Math.abs(at - (desk.clock.now() - behind))).toBeLessThan(10_000)
  })
})

describe('reminders', () => {
  it('answer the card and alert people by their number', async () => {
    const gate = await posted()
    const mentions = [
      { name: 'Alice <b>', ids: { telegram: '1001' } },
      { name: 'Bob', ids: {} },
    ]
    await gate.remind(finalCard({ headline: 'Still waiting', tone: 'waiting', mentions, facts: [], sections: [], links: [] }))
    const note = desk.messages().at(-1)
    expect(note).toMatchObject({ replyTo: 1, text: `🔴 PRODUCTION\n⏳ Still waiting\n\nAlice <b>, Bob\n\nApproved by ann.` })
    const alerted = note?.entities.flatMap((entity) => (entity.type === 'text_mention' ? [entity.user.id] : []))
    expect(alerted).toEqual([1001])
  })

  it('come although the card was deleted, and never twice', async () => {
    const gate = await posted()
    desk.telegram.people.remove(group, 1)
    desk.telegram.fail({ method: 'sendMessage', fault: { reset: 'after' } })
    await expect(gate.remind(finalCard())).rejects.toMatchObject({ code: 'network-failed', retryable: true })
    expect(desk.messages()).toHaveLength(1)
  })
})

describe('another process', () => {
  it('goes on with the card and its buttons, hears only what was not handled, and says that it was away', async () => {
    desk = await openDesk()
    const first = desk.open()
    const { ref } = await first.post(card())
    void press(1)
    const handled = only(await first.read())
    await first.close()
    void press(2, 'Reject')
    const next = desk.open()
    await next.adopt(ref, [handled.key])
    expect(only(await next.read())).toMatchObject({ does: 'reject', user: '1002' })
    await next.update(card({ footer: '1 of 2' }))
    expect(desk.telegram.message(group, 1).text).toContain('1 of 2')
    void press(3)
    expect(only(await next.read())).toMatchObject({ user: '1003' })
    await wait(1)
    expect(desk.messages().at(-1)).toMatchObject({ replyTo: 1, text: expect.stringMatching(/could not hear you/) })
  })

  it('only to end the message, says nothing', async () => {
    desk = await openDesk()
    const { ref } = await desk.open().post(card())
    const reaper = desk.open()
    await reaper.adopt(ref, [])
    await reaper.update(finalCard())
    expect(desk.messages()).toMatchObject([{ id: 1, markup: undefined }])
  })

  it.each(['', '{}', '[]', '{"id":"K7QF2M","nonce":"x","bot":{"id":1},"cards":[]}'])('refuses what is no place: %s', async (ref) => {
    desk = await openDesk()
    await expect(desk.open().adopt(ref, [])).rejects.toMatchObject({ code: 'channel-unusable', where: 'channels.ops' })
  })
})

describe('a group that becomes a supergroup', () => {
  const options = { chat: { id: -500, type: 'group' } } as const

  it('takes the request with it as soon as it is read, and says what to configure', async () => {
    const gate = await posted(options)
    const next = desk.telegram.people.migrate(-500)
    await gate.read()
    await wait(1)
    expect(desk.messages(next)).toMatchObject([{ text: expect.stringMatching(/^Posted again/) }])
    expect(desk.logged.join('\n')).toContain(`channels.ops.chat: ${next}`)
    const [message] = desk.messages(next)
    void desk.telegram.people.press(user(1), next, message?.id ?? 0, 'Approve')
    expect(only(await gate.read())).toMatchObject({ does: 'approve' })
    await gate.update(finalCard())
    expect(desk.messages(next).map(buttonsOf)).toEqual([[]])
  })

  it('is followed by the first message that is sent', async () => {
    desk = await openDesk(options)
    const next = desk.telegram.people.migrate(-500)
    const gate = desk.open()
    await gate.post(card())
    expect(desk.messages(next)).toHaveLength(1)
    desk.telegram.people.say(user(1), next, `/approve@gatekeeper_bot ${request}`)
    expect(only(await gate.read())).toMatchObject({ does: 'approve' })
  })
})
