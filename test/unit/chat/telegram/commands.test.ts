import { afterEach, describe, expect, it } from '@jest/globals'
import type { DecisionChannel } from '../../../../src/chat/channel.ts'
import { card, type Desk, group, only, openDesk, openPosted, request, user } from './desk.ts'

let desk: Desk
afterEach(() => desk.close())

/** A gate whose card is posted. */
async function posted(...options: Parameters<typeof openPosted>): Promise<DecisionChannel> {
  const opened = await openPosted(...options)
  desk = opened.desk
  return opened.gate
}
const say = (number: number, text: string, how = {}) => desk.telegram.people.say(user(number), group, text, how)
const press = (number: number, label = 'Approve', message = 1) => desk.telegram.people.press(user(number), group, message, label)
const wait = (seconds: number) => desk.clock.sleep(seconds * 1000)

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
    { text: '/同意 没问题', reason: '没问题' },
    { text: '/approve@gatekeeper_bot AB2CD3', reason: '', request: 'AB2CD3' },
  ])('in a reply to the card need not name it: $text', async ({ text, ...expected }) => {
    const gate = await posted()
    say(2, text, { replyTo: 1 })
    expect(only(await gate.read())).toMatchObject({ does: 'approve', isOnCard: true, ...expected })
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

  it.each([{ forwarded: true }, { anonymous: true }])(
    'that nobody gives in their own name are answered once in a while: %o',
    async (how) => {
      const gate = await posted()
      const first = say(2, `/approve@gatekeeper_bot ${request}`, how)
      say(3, '/approve', { ...how, replyTo: 1 })
      say(4, '/approve@gatekeeper_bot AB2CD3', how) // another gate's
      expect(await gate.read()).toEqual([])
      await wait(2)
      expect(desk.messages().slice(1)).toMatchObject([{ replyTo: first, text: expect.stringMatching(/^Not counted: write it yourself/) }])
    },
  )

  it('of other bots are not answered', async () => {
    const gate = await posted({ bot: { readsAll: true } })
    desk.telegram.people.say({ ...user(2), is_bot: true }, group, `/approve ${request}`, { forwarded: true })
    expect(await gate.read()).toEqual([])
    await wait(2)
    expect(desk.messages()).toHaveLength(1)
  })

  it.each(['/approve@gatekeeper_bot', '/status@gatekeeper_bot', '/approve@gatekeeper_bot K7QF2N'])(
    'from before the request, which Telegram shows for a day, are none of its business: %s',
    async (text) => {
      desk = await openDesk()
      say(2, text)
      await wait(60)
      const gate = desk.open()
      await gate.post(card())
      expect(await gate.read()).toEqual([])
      await wait(2)
      expect(desk.messages()).toHaveLength(1)
      say(2, '/status@gatekeeper_bot')
      expect(only(await gate.read())).toMatchObject({ does: 'status' })
    },
  )

  it('that a process before was asked are not advised again', async () => {
    desk = await openDesk()
    const first = desk.open()
    const { ref } = await first.post(card())
    say(2, '/approve@gatekeeper_bot')
    await first.read()
    await wait(2)
    const advised = desk.messages().length
    await first.close()
    const second = desk.open()
    await second.adopt(ref, [])
    await second.read()
    await wait(2)
    expect(
      desk
        .messages()
        .slice(advised)
        .filter(({ text }) => text.includes('Which request?')),
    ).toEqual([])
    say(3, '/approve@gatekeeper_bot')
    await second.read()
    await wait(2)
    expect(desk.messages().at(-1)?.text).toContain('Which request?')
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
