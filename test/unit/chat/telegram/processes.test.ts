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
const press = (number: number, label = 'Approve', message = 1) => desk.telegram.people.press(user(number), group, message, label)
const wait = (seconds: number) => desk.clock.sleep(seconds * 1000)

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
