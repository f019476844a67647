import { afterEach, describe, expect, it } from '@jest/globals'
import { cardOf } from '../../../../src/approval/card.ts'
import { type GateState, openGate } from '../../../../src/approval/gate.ts'
import { hold } from '../../../../src/approval/hold.ts'
import { noKeeper } from '../../../../src/approval/keeper.ts'
import { requestWith } from '../../approval/hold-requests.ts'
import { chat, type Desk, openDesk, person, tsOf, voters } from './desk.ts'

/** What goes wrong elsewhere (facts/approval.md 1c): one test for each defect that a gate in Slack could have. */
let desk: Desk
afterEach(() => desk.close())

const context = { changes: { kind: 'first' }, locale: 'en', timeZone: 'UTC' } as const
const minute = 60_000

/** A gate that persons 1 to 3 may decide; `ended` is set when it has come to an end. */
async function gateFor({ count = 1, life = 60 * minute, id = 'K7QF2M' } = {}) {
  const opened = desk.clock.now()
  const policy = {
    requirements: [{ count, from: ['team'], eligible: ['person-1', 'person-2', 'person-3'] }],
    rejectBy: 1,
    excluded: [],
    onTimeout: 'reject',
    reason: 'optional',
    reminders: { every: 60 * minute, factor: 1, max: 0 },
  } as const
  const state = openGate(requestWith({ id, opened, deadline: opened + life, policy }))
  const channel = desk.gate()
  const ts = tsOf((await channel.post(cardOf(state, { ...context, now: opened }))).ref)
  const world = { ...desk.context, people: voters(9), card: context, keeper: noKeeper }
  const gate = { ts, end: undefined as GateState | undefined, ended: hold(state, [channel], world).then((held) => held.state) }
  void gate.ended.then((end) => {
    gate.end = end
  })
  return gate
}

const react = (ts: string, number: number, name = 'white_check_mark') => desk.slack.people.react(person(number), chat, ts, name)
const reply = (ts: string, number: number, words: string) => desk.slack.people.reply(person(number), chat, ts, words)
const passes = (milliseconds: number) => desk.clock.sleep(milliseconds)
const told = (number: number) => desk.slack.channel(chat).ephemerals.filter(({ user }) => user === person(number))

it('1c.2: a failing service is not a “no”, and decides nothing', async () => {
  desk = await openDesk({ step: 200 })
  const gate = await gateFor()
  desk.slack.fail({ status: 502 }, 'conversations.replies', 20)
  await passes(minute)
  desk.slack.outage()
  await passes(2 * minute)
  expect(gate.end).toBeUndefined()
  desk.slack.recover()
  react(gate.ts, 1)
  expect((await gate.ended).status).toBe('approved')
})

it('1c.7: whoever is in the channel but not on the list can neither approve nor reject', async () => {
  desk = await openDesk()
  const gate = await gateFor()
  react(gate.ts, 5)
  react(gate.ts, 6, 'x')
  reply(gate.ts, 7, 'reject')
  desk.slack.people.join('U99', 'nobody of the configuration', chat)
  desk.slack.people.react('U99', chat, gate.ts, 'x')
  await passes(12_000)
  expect(gate.end).toBeUndefined()
  expect(desk.slack.channel(chat).ephemerals.find(({ user }) => user === 'U99')?.text).toContain('your slack id is U99')
  reply(gate.ts, 2, 'reject')
  expect(await gate.ended).toMatchObject({ status: 'rejected', decidedBy: ['person-2'] })
})

it('1c.8, 1c.9: a tap belongs to the message it is on; the other gate neither takes nor swallows it', async () => {
  desk = await openDesk()
  const first = await gateFor({ id: 'AAAAA2' })
  const second = await gateFor({ id: 'BBBBB2' })
  react(second.ts, 1)
  expect((await second.ended).status).toBe('approved')
  await passes(10_000)
  expect(first.end).toBeUndefined()
  reply(first.ts, 2, 'reject')
  expect((await first.ended).status).toBe('rejected')
})

it('1c.10: what is not for it does no harm, and refusals are not told to everybody', async () => {
  desk = await openDesk()
  const gate = await gateFor()
  const channel = desk.slack.channel(chat)
  for (const subtype of ['channel_join', 'bot_message', 'huddle_thread', 'reminder_add']) {
    channel.messages.push({
      ts: reply(gate.ts, 1, 'x').replace(/.$/, '9'),
      user: person(1),
      text: 'approve',
      subtype,
      threadTs: gate.ts,
      reactions: new Map(),
    })
  }
  react(gate.ts, 8)
  await passes(12_000)
  expect(gate.end).toBeUndefined()
  expect(told(8)).toHaveLength(1)
  expect(channel.messages.filter(({ user }) => user === desk.bot.botUser)).toHaveLength(1)
  react(gate.ts, 1)
  await gate.ended
})

it('1c.12: who approves and then rejects has rejected; their approval counts no more', async () => {
  desk = await openDesk()
  const gate = await gateFor({ count: 2 })
  react(gate.ts, 1)
  await passes(8000)
  react(gate.ts, 1, 'x')
  expect(await gate.ended).toMatchObject({
    status: 'rejected',
    decidedBy: ['person-1'],
    votes: [{ person: 'person-1', verdict: 'reject' }],
  })
})

it('1c.13: what was done before the deadline is read before it expires', async () => {
  desk = await openDesk({ step: 30 })
  const gate = await gateFor({ life: 20_000 })
  await passes(19_000)
  react(gate.ts, 1)
  expect((await gate.ended).status).toBe('approved')
})

it('1c.13: also where Slack has us wait just then', async () => {
  desk = await openDesk({ step: 20 })
  const gate = await gateFor({ life: 20_000 })
  await passes(17_000)
  desk.slack.fail({ retryAfter: 9 }, 'conversations.replies')
  desk.slack.fail({ retryAfter: 9 }, 'reactions.get')
  await passes(2000)
  react(gate.ts, 1)
  expect((await gate.ended).status).toBe('approved')
})

it('1c.1: waiting costs a call every few seconds, not more', async () => {
  desk = await openDesk({ step: 600 })
  const gate = await gateFor({ life: 10 * minute })
  expect((await gate.ended).status).toBe('expired')
  expect(desk.slack.requests.length).toBeLessThan(10 * 24)
})

describe('a message in its final form', () => {
  it('has nothing that invites to tap, and whoever taps all the same is told', async () => {
    desk = await openDesk({ step: 20 })
    const gate = await gateFor()
    react(gate.ts, 1)
    react(gate.ts, 2)
    await gate.ended
    const message = desk.slack.message(chat, gate.ts)
    expect([...(message?.reactions ?? [])].flat(2)).not.toContain(desk.bot.botUser)
    expect([told(1).length, told(2).length]).toEqual([1, 1])
    expect(told(2)[0]?.text).toMatch(/approved by/)
  })
})
