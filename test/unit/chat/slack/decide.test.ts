import { afterEach, describe, expect, it } from '@jest/globals'
import type { Ask, DecisionChannel } from '../../../../src/chat/channel.ts'
import type { SlackMessage } from '../../../fakes/slack/workspace.ts'
import { card, chat, type Desk, finalCard, openDesk, person, request, tsOf } from './desk.ts'

let desk: Desk
let gate: DecisionChannel
let ts: string
afterEach(() => desk.close())

async function posted(options: Parameters<typeof openDesk>[0] = {}, message = card()): Promise<void> {
  desk = await openDesk(options)
  gate = desk.gate()
  ts = tsOf((await gate.post(message)).ref)
}

const react = (number: number, name = 'white_check_mark') => desk.slack.people.react(person(number), chat, ts, name)
const unreact = (number: number, name = 'white_check_mark') => desk.slack.people.unreact(person(number), chat, ts, name)
const reply = (number: number, words: string, options = {}) => desk.slack.people.reply(person(number), chat, ts, words, options)
const said = async () => (await gate.read()).map(({ does, user, by, reason }) => [user, does, by, reason].join(' ').trim())
const message = () => desk.slack.message(chat, ts) as SlackMessage // it was posted
const calls = (method: string) => desk.slack.requests.filter((one) => one.method === method)

describe('a card in Slack', () => {
  it('is posted with the two reactions in order, and its page', async () => {
    desk = await openDesk()
    gate = desk.gate()
    const { ref, url } = await gate.post(card())
    ts = tsOf(ref)
    expect([...message().reactions]).toEqual([
      ['white_check_mark', [desk.bot.botUser]],
      ['x', [desk.bot.botUser]],
    ])
    expect(url).toBe(`https://acme.slack.com/archives/${chat}/p${ts.replace('.', '')}`)
    expect(message().text).toContain('Release shop v2 to production?')
    expect(JSON.stringify(message().blocks)).toContain('Mend the cart')
    expect(await said()).toEqual([])
  })

  it('is edited, and only when it says something new', async () => {
    await posted()
    await gate.update(card({ footer: '1 of 2' }))
    await gate.update(card({ footer: '1 of 2' }))
    expect(calls('chat.update')).toHaveLength(1)
    expect(JSON.stringify(message().blocks)).toContain('1 of 2')
  })

  it('has nothing to tap when it is over', async () => {
    await posted()
    react(1)
    await gate.update(finalCard())
    expect([...message().reactions]).toEqual([['white_check_mark', [person(1)]]])
    expect(JSON.stringify(message().blocks)).not.toContain('Tap')
  })

  it('reminds in its thread whom it names, near the end in the channel as well', async () => {
    await posted()
    const mentions = [{ name: 'ann', ids: { slack: person(1) } }]
    await gate.remind(card({ headline: 'Still waiting', decision: undefined as never, mentions }))
    await gate.remind(card({ headline: 'Hurry', tone: 'warning', mentions }))
    const [calm, urgent] = desk.slack.channel(chat).messages.slice(1)
    expect(calm).toMatchObject({ threadTs: ts, text: expect.stringContaining('Still waiting') })
    expect(calm?.subtype).toBeUndefined()
    expect(urgent).toMatchObject({ threadTs: ts, subtype: 'thread_broadcast' })
    expect(JSON.stringify(urgent?.blocks)).toContain(`<@${person(1)}>`)
    expect(await said()).toEqual([])
  })

  it('shows in a dry run what it would post', async () => {
    desk = await openDesk()
    expect(desk.gate().preview(card())).toContain('Release shop v2 to production?')
    expect(desk.slack.requests).toEqual([])
  })
})

describe('reactions', () => {
  it('are read once each, the bot’s own and others not at all', async () => {
    await posted()
    react(1)
    react(2, 'x')
    react(3, 'tada')
    expect(await said()).toEqual([`${person(1)} approve reaction`, `${person(2)} reject reaction`])
    expect(await said()).toEqual([])
    unreact(1)
    expect(await said()).toEqual([`${person(1)} withdraw reaction`])
  })

  it('name people as the configuration does, and are dated to the read', async () => {
    await posted()
    react(1)
    desk.slack.people.join('U99', 'a stranger', chat)
    desk.slack.people.react('U99', chat, ts, 'x')
    const before = desk.clock.now()
    const [known, stranger] = await gate.read()
    expect(known).toMatchObject({ user: person(1), userName: 'person-1' })
    expect(stranger).toMatchObject({ user: 'U99', userName: 'U99' })
    expect(known?.at).toBeGreaterThanOrEqual(before)
  })

  it('count for the deadline that they may have kept, when they are read right behind it', async () => {
    desk = await openDesk({ step: 1 })
    const deadline = desk.clock.now() + 400
    gate = desk.gate()
    const decision = { id: request, approve: 'Approve', reject: 'Reject', hint: '', deadline }
    ts = tsOf((await gate.post(card({ decision }))).ref)
    react(1)
    await desk.clock.sleep(deadline - desk.clock.now() + 20)
    expect(await gate.read()).toMatchObject([{ user: person(1), at: deadline }])
    react(2)
    const [late] = await gate.read()
    expect(late?.at).toBeGreaterThan(deadline)
  })

  it('of more people than Slack lists are read in full', async () => {
    await posted({ people: 40, shownReactors: 10 })
    for (let number = 1; number <= 40; number++) react(number)
    expect(await gate.read()).toHaveLength(40)
    expect(await gate.read()).toHaveLength(0)
    expect(calls('reactions.get').length).toBeGreaterThan(0)
  })

  it('cost one call a read while Slack lists them all', async () => {
    await posted()
    for (let count = 0; count < 5; count++) await gate.read()
    expect(calls('conversations.replies')).toHaveLength(5)
    expect(calls('reactions.get')).toHaveLength(0)
  })
})

describe('replies', () => {
  it('are heard by their first word, with their reason and Slack’s time', async () => {
    await posted()
    const first = reply(1, 'approve R&D says <yes>')
    reply(2, 'I would not approve this')
    reply(3, '拒绝，周五不发布', { broadcast: true })
    const asks = await gate.read()
    expect(asks).toMatchObject([
      { user: person(1), does: 'approve', reason: 'R&D says <yes>', by: 'command', key: `reply/${first}/${person(1)}/approve` },
      { user: person(3), does: 'reject', reason: '周五不发布' },
    ])
    expect(asks[0]?.at).toBe(Math.floor(Number(first) * 1000))
    expect(asks[0]).not.toHaveProperty('request')
    expect(await gate.read()).toEqual([])
  })

  it('of apps, also in somebody’s name, are nobody’s word', async () => {
    await posted()
    reply(1, 'approve', { botId: 'BELSE' })
    expect(await said()).toEqual([])
  })

  it('that were edited do not count, and their writer is told so, once', async () => {
    await posted()
    const edited = reply(1, 'hello')
    people().edit(chat, edited, 'approve')
    expect(await said()).toEqual([])
    await gate.read()
    await desk.clock.sleep(2000)
    expect(desk.slack.channel(chat).ephemerals).toMatchObject([{ user: person(1), text: expect.stringContaining('edited'), threadTs: ts }])
  })

  it('that were heard are not heard again when they are edited or deleted', async () => {
    await posted()
    const first = reply(1, 'approve')
    expect(await said()).toHaveLength(1)
    people().edit(chat, first, 'reject')
    expect(await said()).toEqual([])
    people().remove(chat, first)
    expect(await said()).toEqual([])
  })

  it('about another request do not count, and their writer is told so', async () => {
    await posted()
    reply(1, 'approve ZZ9ZZ9')
    reply(2, `approve ${request.toLowerCase()} fine`)
    expect(await gate.read()).toMatchObject([{ user: person(2), request, reason: 'fine' }])
    await desk.clock.sleep(2000)
    expect(desk.slack.channel(chat).ephemerals).toMatchObject([{ user: person(1), text: expect.stringContaining('ZZ9ZZ9') }])
  })

  it.each(['first-page', 'every-page', 'no-page'] as const)('are read over all pages, the card on %s', async (parentOn) => {
    await posted({ parentOn })
    for (let number = 1; number <= 450; number++) reply((number % 9) + 1, number % 3 === 0 ? `approve ${number}` : `talk ${number}`)
    react(1)
    const asks = await gate.read()
    expect(asks.filter(({ by }) => by === 'command').map(({ reason }) => Number(reason))).toEqual(
      Array.from({ length: 150 }, (_, index) => 3 * (index + 1)),
    )
    expect(asks.filter(({ by }) => by === 'reaction')).toHaveLength(1)
    expect(await gate.read()).toEqual([])
  })

  it.each([199, 200, 201, 400])('are whole at the end of a page: %i', async (count) => {
    await posted()
    for (let number = 1; number <= count; number++) reply(1, `approve ${number}`)
    expect(await gate.read()).toHaveLength(count)
    reply(2, 'reject')
    expect(await said()).toEqual([`${person(2)} reject command`])
  })
})

describe('reactions and replies of one person', () => {
  it('in one read: an approval comes before the words, a rejection behind them', async () => {
    await posted()
    react(1)
    reply(1, 'reject on second thought')
    react(2, 'x')
    reply(2, 'approve')
    const asks = await gate.read()
    const of = (number: number) => asks.filter(({ user }) => user === person(number))
    expect(of(1).map(({ does }) => does)).toEqual(['approve', 'reject'])
    expect(of(2).map(({ does }) => does)).toEqual(['approve', 'reject'])
    for (const number of [1, 2]) expect((of(number)[0] as Ask).at).toBeLessThanOrEqual((of(number)[1] as Ask).at) // there are two
  })

  it('taking a reaction off does not take back what was said since', async () => {
    await posted()
    react(1)
    await gate.read()
    reply(1, 'reject')
    expect(await said()).toEqual([`${person(1)} reject command`])
    unreact(1)
    expect(await said()).toEqual([])
  })
})

describe('answers', () => {
  const ask = (by: Ask['by']): Ask => ({ key: 'k', does: 'approve', user: person(1), userName: 'ann', at: 0, reason: '', by })

  it('are seen by the person alone: in the thread to a reply, in the channel to a reaction', async () => {
    await posted()
    await gate.answer(ask('reaction'), { words: 'Your approval counts.', kind: 'counted' })
    await gate.answer(ask('command'), { words: 'Not counted: <@U02> & *bold*', kind: 'refused' })
    const [first, second] = desk.slack.channel(chat).ephemerals
    expect(first).toMatchObject({ user: person(1), text: 'Your approval counts.' })
    expect(first?.threadTs).toBeUndefined()
    expect(second).toMatchObject({ threadTs: ts, text: 'Not counted: &lt;@U02&gt; &amp; *bold*' })
    expect(second?.blocks).toMatchObject([{ text: { type: 'plain_text', text: 'Not counted: <@U02> & *bold*', emoji: false } }])
  })

  it('write commands as Slack lets people send them', async () => {
    await posted()
    await gate.answer(ask('reaction'), { words: 'A reason is needed. Write: /reject K7QF2M <reason>', kind: 'refused' })
    expect(desk.slack.channel(chat).ephemerals[0]?.text).toBe('A reason is needed. Write: reject K7QF2M &lt;reason&gt;')
  })

  it('to somebody who has left stop nothing', async () => {
    await posted()
    people().leave(person(1), chat)
    await gate.answer(ask('reaction'), { words: 'x', kind: 'counted' })
    expect(calls('chat.postEphemeral').map(({ error }) => error)).toEqual(['user_not_in_channel'])
  })
})

const people = () => desk.slack.people
