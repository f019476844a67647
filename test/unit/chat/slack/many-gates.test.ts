import { afterEach, describe, expect, it } from '@jest/globals'
import { cardOf } from '../../../../src/approval/card.ts'
import { type GateState, openGate } from '../../../../src/approval/gate.ts'
import { hold } from '../../../../src/approval/hold.ts'
import { noKeeper } from '../../../../src/approval/keeper.ts'
import { pick, seededRandom } from '../../../support/random.ts'
import { requestWith } from '../../approval/hold-requests.ts'
import { chat, type Desk, openDesk, person, tsOf, voters } from './desk.ts'

let desk: Desk
afterEach(() => desk.close())

const context = { changes: { kind: 'first' }, locale: 'en', timeZone: 'UTC' } as const
const minute = 60_000

interface Gate {
  readonly id: string
  readonly ts: string
  readonly ended: Promise<GateState>
}

/** A gate as a process of its own holds it: nothing but Slack is shared. `count` of the voters have to approve. */
async function openedGate(number: number, count: number, eligible: readonly string[], rejectBy = 1): Promise<Gate> {
  const id = `GATE${number}${String.fromCharCode(65 + number)}`
  const policy = {
    requirements: [{ count, from: ['team'], eligible }],
    rejectBy,
    excluded: [],
    onTimeout: 'reject',
    reason: 'optional',
    reminders: { every: 3_600_000, factor: 1, max: 0 },
  } as const
  const state = openGate(requestWith({ id, opened: desk.clock.now(), policy, version: `v${number}` }))
  const channel = desk.gate()
  const { ref } = await channel.post(cardOf(state, { ...context, now: desk.clock.now() }))
  const { clock } = desk
  const random = seededRandom(number + 1)
  const world = { clock, log: desk.context.log, signal: desk.context.signal, random, people: voters(60), card: context, keeper: noKeeper }
  return { id, ts: tsOf(ref), ended: hold(state, [channel], world).then((held) => held.state) }
}

const names = (numbers: readonly number[]) => numbers.map((number) => `person-${number}`)
const everyone = Array.from({ length: 50 }, (_, index) => index + 1)
const react = (gate: Gate, number: number, name = 'white_check_mark') => desk.slack.people.react(person(number), chat, gate.ts, name)
const reply = (gate: Gate, number: number, words: string) => desk.slack.people.reply(person(number), chat, gate.ts, words)

/** A fault about every two seconds of the gates' own clock: on a busy machine as many for each call as on an idle one. */
async function faultsUntil(calm: AbortSignal, random: () => number): Promise<void> {
  while (!calm.aborted) {
    desk.slack.fail(pick(random, ['reset-before', 'reset-after', { retryAfter: 4 }, { status: 503 }] as const))
    await desk.clock.sleep(2000, calm).catch(() => {})
  }
}

/** A quantile, in milliseconds. */
const quantile = (values: readonly number[], share: number) => values.toSorted((a, b) => a - b)[Math.ceil(values.length * share) - 1] ?? 0

describe('one gate', () => {
  it('goes on as soon as it is read that enough have approved', async () => {
    desk = await openDesk({ step: 20, limits: true })
    const gate = await openedGate(0, 1, names([1]))
    await desk.clock.sleep(7000)
    const clicked = desk.clock.now()
    react(gate, 1)
    const { settled = 0, status } = await gate.ended
    expect(status).toBe('approved')
    expect(settled - clicked).toBeLessThan(3300 + 300)
    expect(desk.slack.channel(chat).ephemerals).toMatchObject([{ user: person(1), text: expect.stringContaining('approved by person-1') }])
    expect(desk.slack.message(chat, gate.ts)?.text).toContain('Approved')
  })
})

describe('ten gates on one bot in one channel', () => {
  it('lose, cross and leave unanswered no click of 50 people, through limits, resets and a minute of outage', async () => {
    desk = await openDesk({ step: 60, limits: true, people: 60, shownReactors: 8 })
    const random = seededRandom(7)
    const plans = Array.from({ length: 10 }, (_, number) => {
      const approvers = everyone.toSorted(() => random() - 0.5).slice(0, 12)
      return { number, approvers, rejecter: number >= 8 ? everyone.find((one) => !approvers.includes(one)) : undefined }
    })
    const gates = await Promise.all(
      plans.map(({ number, approvers, rejecter }) =>
        openedGate(number, rejecter === undefined ? approvers.length : 13, names(everyone), rejecter === undefined ? 99 : 1),
      ),
    )
    const asked: { gate: Gate; user: string; at: number }[] = []
    const acts = plans.flatMap(({ number, approvers, rejecter }) => {
      const gate = gates[number] as Gate // as many as plans
      const act = (who: number, does: () => unknown) => () => {
        asked.push({ gate, user: person(who), at: desk.clock.now() })
        does()
      }
      const talk = () => void reply(gate, pick(random, everyone), 'shall we approve this?')
      return [
        ...approvers.map((who) => act(who, () => (random() < 0.5 ? react(gate, who) : reply(gate, who, 'approve fine')))),
        act(55, () => react(gate, 55)), // not on the list
        talk,
        ...(rejecter === undefined ? [] : [act(rejecter, () => react(gate, rejecter, 'x'))]),
      ]
    })
    const last = acts.splice(0).toSorted(() => random() - 0.5)
    const calm = new AbortController()
    const troubled = faultsUntil(calm.signal, seededRandom(11))
    for (const [index, act] of last.entries()) {
      if (index === Math.floor(last.length / 3)) desk.slack.outage()
      act()
      await desk.clock.sleep(random() * 3000)
      if (index === Math.floor(last.length / 3) + 40) desk.slack.recover()
    }
    calm.abort()
    await troubled
    desk.slack.clearFaults()
    const ends = await Promise.all(gates.map(({ ended }) => ended))

    for (const [number, end] of ends.entries()) {
      const plan = plans[number] as (typeof plans)[number] // as many as gates
      if (plan.rejecter === undefined) {
        expect([end.status, end.decidedBy.toSorted()]).toEqual(['approved', names(plan.approvers).toSorted()])
      } else expect([end.status, end.decidedBy]).toEqual(['rejected', names([plan.rejecter])])
      expect(desk.slack.message(chat, (gates[number] as Gate).ts)?.text).toMatch(/Approved|Rejected/)
    }
    const told = (user: string) => desk.slack.channel(chat).ephemerals.filter((one) => one.user === user).length
    // Who clicks when it is over is told too, while the job still lives; that is not for long.
    const owed = asked.filter(({ gate, at }) => at <= (ends[gates.indexOf(gate)]?.settled ?? 0))
    const unanswered = new Map(owed.map(({ user }) => [user, owed.filter((one) => one.user === user).length - told(user)]))
    expect([...unanswered].filter(([, missing]) => missing > 0)).toEqual([])
    expect(desk.slack.channel(chat).messages.filter(({ threadTs, botId }) => botId && !threadTs)).toHaveLength(10)

    const heard = ends.flatMap((end, number) =>
      end.history.flatMap(({ key, user, at }) => {
        const click = key && asked.find(({ gate, user: who }) => gate === gates[number] && `person-${Number(who.slice(1))}` === user)
        return click ? [at - click.at] : []
      }),
    )
    if (process.env.SALLYPORT_FIGURES) {
      const limited = desk.slack.requests.filter(({ status }) => status === 429).length
      console.log({
        acts: asked.length,
        requests: desk.slack.requests.length,
        limited,
        p50: quantile(heard, 0.5),
        p95: quantile(heard, 0.95),
      })
    }
  })

  it('share what Slack allows: with nothing going wrong, each is read every few seconds', async () => {
    desk = await openDesk({ step: 50, limits: true, people: 60 })
    const gates = await Promise.all(Array.from({ length: 10 }, (_, number) => openedGate(number, 10, names(everyone))))
    await desk.clock.sleep(minute)
    const random = seededRandom(3)
    const waits: number[] = []
    const clicks: { gate: Gate; at: number }[] = []
    for (let who = 1; who <= 10; who++) {
      for (const gate of gates) {
        react(gate, who)
        clicks.push({ gate, at: desk.clock.now() })
        await desk.clock.sleep(random() * 600)
      }
    }
    for (const [number, { ended }] of gates.entries()) {
      const { settled = 0 } = await ended
      const deciding = clicks.filter(({ gate }) => gate === gates[number]).at(-1)
      waits.push(settled - (deciding?.at ?? 0))
    }
    if (process.env.SALLYPORT_FIGURES) console.log({ waits: waits.map(Math.round), requests: desk.slack.requests.length })
    expect(quantile(waits, 0.95)).toBeLessThan(30_000) // far more than it takes on a machine that is not busy
  })
})
