import { afterEach, describe, expect, it } from '@jest/globals'
import { cardOf } from '../../../../src/approval/card.ts'
import { type GateState, openGate } from '../../../../src/approval/gate.ts'
import { hold } from '../../../../src/approval/hold.ts'
import { noKeeper } from '../../../../src/approval/keeper.ts'
import { type Person, personFrom } from '../../../../src/config/people.ts'
import { secondaryLimited, serverError } from '../../../fakes/github/answers.ts'
import { pick, seededRandom } from '../../../support/random.ts'
import { type ScaledClock, scaledClock } from '../../../support/scaled-clock.ts'
import { requestWith } from '../../approval/hold-requests.ts'
import { type Desk, openDesk } from './desk.ts'

let desk: Desk<ScaledClock>
afterEach(() => desk.close())

const context = { changes: { kind: 'first' }, locale: 'en', timeZone: 'UTC' } as const
const loginOf = (number: number): string => `dev-${number}`
const voters = (count: number): Person[] =>
  Array.from({ length: count }, (_, index) => personFrom(`person-${index + 1}`, { github: loginOf(index + 1).toUpperCase() }))
const names = (numbers: readonly number[]) => numbers.map((number) => `person-${number}`)
const everyone = Array.from({ length: 50 }, (_, index) => index + 1)

interface Gate {
  readonly issue: number
  readonly ended: Promise<GateState>
}

/** A gate as a process of its own holds it: nothing but GitHub is shared. `count` of the voters have to approve. */
async function openedGate(number: number, count: number, rejectBy: number): Promise<Gate> {
  const { clock } = desk
  const id = `GATE${number}${String.fromCharCode(65 + number)}`
  const policy = {
    requirements: [{ count, from: ['team'], eligible: names(everyone) }],
    rejectBy,
    excluded: [],
    onTimeout: 'reject',
    reason: 'optional',
    reminders: { every: 900_000, factor: 1, max: 2 },
  } as const
  const state = openGate(requestWith({ id, opened: clock.now(), policy, version: `v${number}`, deadline: clock.now() + 4 * 3_600_000 }))
  const channel = desk.gate({ name: `gate-${number}` })
  const { ref } = await channel.post(cardOf(state, { ...context, now: clock.now() }))
  const world = {
    clock,
    log: desk.context.log,
    signal: desk.context.signal,
    random: seededRandom(number + 1),
    people: voters(50),
    card: context,
    keeper: noKeeper,
  }
  const ended = hold(state, [channel], world).then(async (held) => {
    await channel.close()
    return held.state
  })
  return { issue: (JSON.parse(ref) as { number: number }).number, ended }
}

const quantile = (values: readonly number[], share: number) => values.toSorted((a, b) => a - b)[Math.ceil(values.length * share) - 1] ?? 0

interface Said {
  readonly gate: number
  readonly id: number
  readonly at: number
}

describe('ten gates in one repository', () => {
  it('lose, cross and leave unanswered no comment of 50 people, through limits, resets and a minute of outage', async () => {
    desk = await openDesk({ clock: scaledClock(120), voters: voters(50), limits: { hourly: 1000 } })
    for (let number = 1; number <= 55; number++) desk.github.people.join(loginOf(number))
    const random = seededRandom(11)
    const plans = Array.from({ length: 10 }, (_, gate) => ({
      gate,
      approvers: everyone.toSorted(() => random() - 0.5).slice(0, 5),
      rejecter: gate >= 8 ? everyone[gate] : undefined,
    }))
    const gates: Gate[] = []
    for (const { gate, approvers, rejecter } of plans) {
      gates.push(await openedGate(gate, rejecter === undefined ? approvers.length : 50, rejecter === undefined ? 99 : 1))
    }
    const said: Said[] = []
    const say = (gate: number, who: number, words: string) => () => {
      const { id } = desk.github.people.comment(loginOf(who), gates[gate]?.issue ?? 0, words)
      if (words.startsWith('/')) said.push({ gate, id, at: desk.clock.now() })
    }
    const acts = plans
      .flatMap(({ gate, approvers }) => [
        ...approvers.slice(1).map((who) => say(gate, who, `/approve fine ${who}`)),
        say(gate, 53, '/approve I am not on the list'),
        say(gate, pick(random, everyone), 'shall we /approve this?'),
      ])
      .toSorted(() => random() - 0.5)
    // Who decides comes last: with the decision the process ends.
    const last = plans.map(({ gate, approvers: [first = 0], rejecter }) =>
      rejecter === undefined ? say(gate, first, '/approve as the last') : say(gate, rejecter, '/reject not today'),
    )

    const faults = [
      { does: 'reset' },
      { does: 'reset', afterwards: true },
      { does: serverError },
      { does: secondaryLimited(4) },
      { does: secondaryLimited(20, 429) },
    ] as const
    desk.github.faults.chance = () => (random() < 0.03 ? pick(random, faults) : undefined)
    for (const [index, act] of [...acts, ...last].entries()) {
      if (index === 30) {
        desk.github.faults.outage = { does: 'reset' }
        setTimeout(() => Object.assign(desk.github.faults, { outage: undefined }), 60_000 / 120)
      }
      act()
      await desk.clock.sleep(random() * 12_000)
    }
    desk.github.faults.chance = undefined
    const ends = await Promise.all(gates.map(({ ended }) => ended))

    for (const { gate, approvers, rejecter } of plans) {
      const end = ends[gate] as GateState // as many as plans
      if (rejecter === undefined)
        expect([gate, end.status, end.decidedBy.toSorted()]).toEqual([gate, 'approved', names(approvers).toSorted()])
      else expect([gate, end.status, end.decidedBy]).toEqual([gate, 'rejected', names([rejecter])])
      expect(desk.github.state.issues.get(gates[gate]?.issue ?? 0)).toMatchObject({
        state: 'closed',
        title: expect.stringMatching(/Approved|Rejected/),
      })
    }
    expect(desk.github.state.issues.size).toBe(10)
    const heard = said.map(({ gate, id, at }) => {
      const own = desk.github.state.comments.find((comment) => comment.id === id)
      const entries = ends.flatMap((end, number) => end.history.flatMap(({ key }) => (key === `comment-${id}` ? [number] : [])))
      return { entries, gate, at, reactions: own?.reactions.length ?? 0 }
    })
    expect(heard.filter(({ entries, gate }) => entries.length !== 1 || entries[0] !== gate)).toEqual([])
    expect(heard.filter(({ reactions }) => reactions !== 1)).toEqual([])
    const strangers = ends.flatMap((_, gate) => desk.ours(gates[gate]?.issue ?? 0).filter((words) => /@dev-53 Not counted/.test(words)))
    expect(strangers).toHaveLength(10)
    figures({ said: said.length, counted: desk.counted(), requests: desk.github.requests.length })
  })

  it('go on with the first look after the deciding comment', async () => {
    desk = await openDesk({ clock: scaledClock(40), voters: voters(50) })
    for (let number = 1; number <= 50; number++) desk.github.people.join(loginOf(number))
    const gates = []
    for (let gate = 0; gate < 10; gate++) gates.push(await openedGate(gate, 1, 99))
    const random = seededRandom(5)
    await desk.clock.sleep(20_000)
    const before = desk.counted()
    const waits = await Promise.all(
      gates.map(async ({ issue, ended }, gate) => {
        await desk.clock.sleep(random() * 30_000)
        const at = desk.clock.now()
        desk.github.people.comment(loginOf(gate + 1), issue, '/approve')
        const { settled = 0 } = await ended
        return { wait: settled - at, looks: looksBetween(issue, at, settled) }
      }),
    )
    const [p50, p95] = [0.5, 0.95].map((share) =>
      quantile(
        waits.map(({ wait }) => wait),
        share,
      ),
    )
    figures({ p50, p95, each: (desk.counted() - before) / 10 })
    expect(waits.filter(({ looks }) => looks > 1)).toEqual([])
  })
})

/** How often a gate looked at its comments within a time. */
const looksBetween = (issue: number, from: number, to: number): number =>
  desk.github.requests.filter(
    ({ method, path, at }) => method === 'GET' && path.endsWith(`/issues/${issue}/comments`) && at > from && at < to,
  ).length

function figures(values: Readonly<Record<string, number | undefined>>): void {
  if (process.env.SALLYPORT_FIGURES) console.log(values)
}
