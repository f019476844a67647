import { afterEach, describe, expect, it } from '@jest/globals'
import { cardOf } from '../../../../src/approval/card.ts'
import { type GateState, openGate } from '../../../../src/approval/gate.ts'
import { hold } from '../../../../src/approval/hold.ts'
import { noKeeper } from '../../../../src/approval/keeper.ts'
import type { ClickAnswer } from '../../../fakes/telegram/telegram.ts'
import { pick, seededRandom } from '../../../support/random.ts'
import { type TickingClock, tickingClock } from '../../../support/ticking-clock.ts'
import { requestWith } from '../../approval/hold-requests.ts'
import { type Desk, type DeskOptions, group, openDeskWith, user, voters } from './desk.ts'

let desk: Desk<TickingClock>
afterEach(async () => {
  await desk.close()
  desk.clock.stop()
})

const open = async (step: number, options: DeskOptions<TickingClock> = {}) => {
  desk = await openDeskWith(tickingClock(step, Date.UTC(2026, 9, 1, 8)), { people: 60, ...options })
}
const context = { changes: { kind: 'first' }, locale: 'en', timeZone: 'UTC' } as const

interface Gate {
  readonly id: string
  readonly message: number
  readonly ended: Promise<GateState>
}

const shuffled = <T>(random: () => number, list: readonly T[]): T[] =>
  list
    .map((one) => ({ one, key: random() }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ one }) => one)

/** Not alike: nobody who means one is taken to mean another. */
const ids = ['AAAA22', 'BBBB33', 'CCCC44', 'DDDD55', 'EEEE66', 'FFFF77', 'GGGG88', 'HHHH99', 'JJJJ23', 'KKKK45']

/** A gate as a process of its own holds it: nothing but the bot is shared. `count` of the voters have to approve. */
async function openedGate(number: number, count: number, eligible: readonly string[], rejectBy = 1): Promise<Gate> {
  const id = ids[number] ?? ''
  const policy = {
    requirements: [{ count, from: ['team'], eligible }],
    rejectBy,
    excluded: [],
    onTimeout: 'reject',
    reason: 'optional',
    reminders: { every: 3_600_000, factor: 1, max: 0 },
  } as const
  const state = openGate(requestWith({ id, opened: desk.clock.now(), policy, version: `v${number}` }))
  const channel = desk.open()
  const { ref } = await channel.post(cardOf(state, { ...context, now: desk.clock.now() }))
  const { clock } = desk
  const world = {
    clock,
    log: desk.context.log,
    signal: desk.context.signal,
    random: seededRandom(number + 1),
    people: voters(60),
    card: context,
    keeper: noKeeper,
  }
  const { cards } = JSON.parse(ref) as { cards: { message: number }[] }
  return { id, message: cards.at(-1)?.message ?? 0, ended: hold(state, [channel], world).then((held) => held.state) }
}

/** A fault about every two seconds of the gates' own clock: on a busy machine as many for each call as on an idle one. */
async function faultsUntil(calm: AbortSignal, random: () => number): Promise<void> {
  const kinds = [{ reset: 'before' }, { reset: 'after' }, { limit: 4 }, { status: 502 }, { status: 504, after: true }] as const
  while (!calm.aborted) {
    desk.telegram.fail({ fault: pick(random, kinds) })
    await desk.clock.sleep(2000, calm).catch(() => {})
  }
}

const names = (numbers: readonly number[]) => numbers.map((number) => `person-${number}`)
const everyone = Array.from({ length: 50 }, (_, index) => index + 1)
const press = (gate: Gate, number: number, label = 'Approve') => desk.telegram.people.press(user(number), group, gate.message, label)
const write = (gate: Gate, number: number, words: string) => desk.telegram.people.say(user(number), group, words.replace('#', gate.id))
const answered = (message: number) =>
  [...desk.telegram.chat(group).messages.values()].some(({ from, replyTo }) => !from && replyTo === message)
const quantile = (values: readonly number[], share: number) => values.toSorted((a, b) => a - b)[Math.ceil(values.length * share) - 1] ?? 0
const looks = () => desk.telegram.calls.filter(({ method }) => method === 'getUpdates')

describe('one gate', () => {
  it('goes on within a look and a little of the click that decides', async () => {
    await open(40)
    const waits: number[] = []
    for (let round = 0; round < 10; round++) {
      const gate = await openedGate(round % 10, 1, names([1]))
      await desk.clock.sleep(2500 + 317 * round)
      const clicked = desk.clock.now()
      const seen = press(gate, 1)
      const { settled = 0, status } = await gate.ended
      waits.push(settled - clicked)
      expect(status).toBe('approved')
      expect(await seen).toMatchObject({ text: expect.stringContaining('Your approval counts') })
    }
    if (process.env.SALLYPORT_FIGURES) console.log({ p50: quantile(waits, 0.5), p95: quantile(waits, 0.95) })
    expect(quantile(waits, 0.95)).toBeLessThan(2200 + 300)
  })
})

describe('ten gates on one bot in one group', () => {
  it('lose, cross and leave unanswered no click of 50 people, through limits, resets and a minute of outage', async () => {
    await open(60, { rate: { messages: 20, seconds: 60 } })
    const random = seededRandom(7)
    const plans = Array.from({ length: 10 }, (_, number) => {
      const approvers = shuffled(random, everyone).slice(0, 12)
      return { number, approvers, rejecter: number >= 8 ? everyone.find((one) => !approvers.includes(one)) : undefined }
    })
    const gates = await Promise.all(
      plans.map(({ number, approvers, rejecter }) =>
        openedGate(number, rejecter === undefined ? approvers.length : 13, names(everyone), rejecter === undefined ? 99 : 1),
      ),
    )
    const clicks: { gate: Gate; at: number; who: number; answer: Promise<ClickAnswer | undefined> }[] = []
    const commands: { gate: Gate; at: number; message: number }[] = []
    const acts = plans.flatMap(({ number, approvers, rejecter }) => {
      const gate = gates[number] as Gate // as many as plans
      const click = (who: number, label?: string) => () => {
        if (!desk.telegram.message(group, gate.message).markup) return // nobody can press what is not there any more
        clicks.push({ gate, at: desk.clock.now(), who, answer: press(gate, who, label) })
      }
      const command = (who: number, words: string) => () =>
        void commands.push({ gate, at: desk.clock.now(), message: write(gate, who, words) })
      return [
        ...approvers.map((who, index) => (index % 6 === 0 ? command(who, '/approve@gatekeeper_bot # fine') : click(who))),
        click(55), // not on the list
        () => void write(gate, pick(random, everyone), 'shall we approve #?'),
        ...(rejecter === undefined ? [] : [click(rejecter, 'Reject')]),
      ]
    })
    const last = shuffled(random, acts)
    const calm = new AbortController()
    const troubled = faultsUntil(calm.signal, seededRandom(11))
    let end: (() => void) | undefined
    let down = 0
    for (const [index, act] of last.entries()) {
      if (index === Math.floor(last.length / 3)) {
        end = desk.telegram.outage()
        down = desk.clock.now()
      }
      act()
      await desk.clock.sleep(random() * 3000)
      if (end && desk.clock.now() - down >= 60_000) {
        end()
        end = undefined
      }
    }
    calm.abort()
    await troubled
    desk.telegram.mend()
    const ends = await Promise.all(gates.map(({ ended }) => ended))

    for (const [number, ended] of ends.entries()) {
      const plan = plans[number] as (typeof plans)[number] // as many as gates
      if (plan.rejecter === undefined)
        expect([ended.status, ended.decidedBy.toSorted()]).toEqual(['approved', names(plan.approvers).toSorted()])
      else expect([ended.status, ended.decidedBy]).toEqual(['rejected', names([plan.rejecter])])
      const card = desk.telegram.message(group, (gates[number] as Gate).message)
      expect([card.text.match(/Approved|Rejected/)?.[0], card.markup]).toEqual([
        plan.rejecter === undefined ? 'Approved' : 'Rejected',
        undefined,
      ])
    }
    const settled = (gate: Gate) => ends[gates.indexOf(gate)]?.settled ?? 0
    // Who acts when it is over is told too, while the job still lives; that is not for long.
    const owed = clicks.filter(({ gate, at }) => at <= settled(gate))
    const answers = await Promise.all(owed.map(async ({ answer, who }) => ({ who, answer: await answer })))
    expect(owed.length).toBeGreaterThan(90)
    expect(answers.filter(({ answer }) => !answer)).toEqual([])
    for (const { who, answer } of answers) expect(answer?.text).toMatch(who === 55 ? /Not counted|Too late/ : /counts|Too late/)
    expect(commands.filter(({ gate, at, message }) => at <= settled(gate) && !answered(message))).toEqual([])

    const heard = ends.flatMap((ended, number) =>
      ended.history.flatMap(({ key, person, at }) => {
        const click = key && clicks.find(({ gate, who }) => gate === gates[number] && `person-${who}` === person)
        return click ? [at - click.at] : []
      }),
    )
    expect(desk.logged.filter((line) => line.includes('Another program'))).toEqual([])
    if (process.env.SALLYPORT_FIGURES) {
      const limited = desk.telegram.calls.filter(({ status }) => status === 429).length
      console.log({
        acts: last.length,
        calls: desk.telegram.calls.length,
        limited,
        heard: heard.length,
        earliest: Math.min(...heard),
        latest: Math.max(...heard),
      })
    }
  })

  it('hear each click within a look and a little, and ask about 1800 times an hour each', async () => {
    await open(40)
    const gates = await Promise.all(Array.from({ length: 10 }, (_, number) => openedGate(number, 10, names(everyone))))
    await desk.clock.sleep(10_000)
    const random = seededRandom(3)
    const [from, before] = [desk.clock.now(), looks().length]
    const waits: Promise<number>[] = []
    for (let who = 1; who <= 10; who++) {
      for (const gate of gates) {
        const at = desk.clock.now()
        waits.push(press(gate, who).then(() => desk.clock.now() - at))
        await desk.clock.sleep(random() * 600)
      }
    }
    const told = await Promise.all(waits)
    const hours = (desk.clock.now() - from) / 3_600_000
    await Promise.all(gates.map(({ ended }) => ended))
    const perHour = (looks().length - before) / gates.length / hours
    if (process.env.SALLYPORT_FIGURES) console.log({ p50: quantile(told, 0.5), p95: quantile(told, 0.95), perHour, looks: looks().length })
    expect(quantile(told, 0.95)).toBeLessThan(2200 + 800) // the answer's own way included, on a machine that may be busy
    expect(perHour).toBeLessThan(2100)
    expect(looks().filter(({ status }) => status === 409).length).toBeLessThan(30) // of their first probes
  })
})
