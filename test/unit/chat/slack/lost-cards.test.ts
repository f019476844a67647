import { afterEach, describe, expect, it } from '@jest/globals'
import type { DecisionChannel } from '../../../../src/chat/channel.ts'
import type { SlackMessage } from '../../../fakes/slack/workspace.ts'
import { card, chat, type Desk, finalCard, openDesk, person, tsOf } from './desk.ts'

let desk: Desk
let gate: DecisionChannel
let ts: string
afterEach(() => desk.close())

async function posted(): Promise<void> {
  desk = await openDesk()
  gate = desk.gate()
  ts = tsOf((await gate.post(card())).ref)
}

const people = () => desk.slack.people
const react = (number: number, name = 'white_check_mark') => people().react(person(number), chat, ts, name)
const unreact = (number: number) => people().unreact(person(number), chat, ts, 'white_check_mark')
const reply = (number: number, words: string) => people().reply(person(number), chat, ts, words)
const said = async () => (await gate.read()).map(({ does, user, by }) => [user, does, by].join(' '))
const message = () => desk.slack.message(chat, ts) as SlackMessage // it was posted

describe('a message that somebody deletes', () => {
  it('is posted anew when that is read, and said', async () => {
    await posted()
    react(1)
    await gate.read()
    people().remove(chat, ts)
    expect(await said()).toEqual([])
    const again = desk.slack.channel(chat).messages.at(-1) as SlackMessage // posted anew
    expect(again.ts).not.toBe(ts)
    expect([...again.reactions.keys()]).toEqual(['white_check_mark', 'x'])
    expect(desk.logged.join('\n')).toContain('Somebody deleted the message; it was posted anew')
    ts = again.ts
    expect(await said()).toEqual([])
    react(2)
    expect(await said()).toEqual([`${person(2)} approve reaction`])
    await gate.update(finalCard())
    expect(JSON.stringify(message().blocks)).toContain('Approved: shop v2')
  })

  it('with replies below it as well, which count', async () => {
    await posted()
    reply(1, 'approve')
    people().remove(chat, ts)
    expect(await said()).toEqual([`${person(1)} approve command`])
    expect(desk.slack.channel(chat).messages.filter(({ subtype, threadTs }) => !subtype && !threadTs)).toHaveLength(1)
  })

  it('is posted anew once when an edit and a read find out together', async () => {
    await posted()
    people().remove(chat, ts)
    await Promise.all([gate.update(card({ footer: 'news' })), gate.read(), gate.read()])
    expect(desk.slack.channel(chat).messages).toHaveLength(1)
  })

  it('at the end leaves the outcome, without reactions', async () => {
    await posted()
    people().remove(chat, ts)
    await gate.update(finalCard())
    expect(desk.slack.channel(chat).messages).toMatchObject([{ text: expect.stringContaining('Approved'), reactions: new Map() }])
    expect(await said()).toEqual([])
    expect(desk.slack.channel(chat).messages).toHaveLength(1)
  })
})

describe('an edit that is refused', () => {
  it('leaves the message as it is while it is open, and tells the end below it and in the channel', async () => {
    await posted()
    desk.slack.fail({ error: 'edit_window_closed' }, 'chat.update', 2)
    await gate.update(card({ footer: '1 of 2' }))
    await gate.update(finalCard())
    expect(desk.slack.channel(chat).messages.slice(1)).toMatchObject([
      { threadTs: ts, subtype: 'thread_broadcast', text: expect.stringContaining('Approved') },
    ])
  })
})

describe('another process', () => {
  it('goes on where the first one was', async () => {
    await posted()
    react(1)
    reply(2, 'approve')
    const seen = (await gate.read()).map(({ key }) => key)
    react(3, 'x')
    const later = reply(4, 'reject')
    gate = desk.gate()
    await gate.adopt(JSON.stringify({ channel: chat, ts }), seen)
    const asks = await gate.read()
    expect(asks.map(({ user, does }) => `${user} ${does}`)).toEqual([`${person(4)} reject`, `${person(3)} reject`])
    expect(asks[0]?.key).toContain(later)
    unreact(1)
    expect(await said()).toEqual([`${person(1)} withdraw reaction`])
    await gate.update(finalCard())
    expect(JSON.stringify(message().blocks)).toContain('Approved: shop v2')
  })

  it('finds the message deleted, and posts it anew with its next card', async () => {
    await posted()
    people().remove(chat, ts)
    gate = desk.gate()
    await gate.adopt(JSON.stringify({ channel: chat, ts }), [])
    expect(await said()).toEqual([])
    await gate.update(card())
    expect(desk.slack.channel(chat).messages).toHaveLength(1)
  })

  it('does not take just anything for a place', async () => {
    desk = await openDesk()
    await expect(desk.gate().adopt('{}', [])).rejects.toThrow('no place in Slack')
  })
})
