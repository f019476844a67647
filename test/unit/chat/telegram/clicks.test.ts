import { afterEach, describe, expect, it } from '@jest/globals'
import type { DecisionChannel } from '../../../../src/chat/channel.ts'
import { buttonsOf, card, type Desk, finalCard, group, only, openDesk, openPosted, request, user } from './desk.ts'

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

  it('on a card whose number is still on its way count', async () => {
    const gate = await posted()
    desk.telegram.people.remove(group, 1)
    desk.telegram.fail({ method: 'sendMessage', fault: { reset: 'after' } })
    const updating = gate.update(card({ footer: '1 of 2' }))
    while (desk.messages().length < 1) await desk.clock.sleep(1)
    const seen = press(4, 'Approve', 2)
    expect(only(await gate.read())).toMatchObject({ user: '1004' })
    void seen
    await updating
  })
})
