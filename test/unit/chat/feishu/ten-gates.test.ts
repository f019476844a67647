import { describe, expect, it } from '@jest/globals'
import { openGate } from '../../../../src/approval/gate.ts'
import { type Held, hold } from '../../../../src/approval/hold.ts'
import { noKeeper } from '../../../../src/approval/keeper.ts'
import type { Ask, DecisionChannel } from '../../../../src/chat/channel.ts'
import { emojis } from '../../../../src/chat/feishu/taps.ts'
import type { Person } from '../../../../src/config/people.ts'
import { rateLimited } from '../../../fakes/feishu/answers.ts'
import type { FeishuFault } from '../../../fakes/feishu/faults.ts'
import { pick, seededRandom } from '../../../support/random.ts'
import { requestWith } from '../../approval/hold-requests.ts'
import { requestCard } from './messages.ts'
import { type FeishuWorld, feishuWorld } from './open-feishu.ts'

const gates = 10
const crowd = 50
const needed = crowd / gates
/** Not alike, as ids that are drawn at random are not. */
const ids = ['K7QF2M', '3WXH9P', 'ZT4BRE', 'Q5NUA8', '9DCGYV', 'HM2S7J', 'XEP6KF', 'BU8W3N', 'RA9TQZ', 'V4GJC5']
const idOf = (gate: number) => ids[gate] ?? ''
const isRejected = (gate: number) => gate >= 7

/** An act of somebody at a gate, and what it is known by afterwards: a reaction, or a message. */
interface Deed {
  readonly gate: number
  readonly person: number
  readonly how: 'tap' | 'topic' | 'quotation' | 'chat'
  readonly does: 'approve' | 'reject'
  done?: string
}

/** Everybody does something at every gate, in any order; those who decide a gate come last there, and the last of them settles it. */
function deedsOf(random: () => number): Deed[] {
  const all = Array.from({ length: gates * crowd }, (_, index): Deed => {
    const [gate, person] = [index % gates, Math.floor(index / gates)]
    const isLast = person === gate * needed + needed - 1
    const does = isVoter(gate, person) ? (isLast && isRejected(gate) ? 'reject' : 'approve') : pick(random, ['approve', 'reject'] as const)
    return { gate, person, how: pick(random, ['tap', 'tap', 'topic', 'quotation', 'chat'] as const), does }
  })
  const order = new Map(all.map((deed) => [deed, (isVoter(deed.gate, deed.person) ? 1 + deed.person : 0) + random()]))
  return all.toSorted((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0))
}

const isVoter = (gate: number, person: number): boolean => Math.floor(person / needed) === gate

function perform(world: FeishuWorld, deed: Deed, cardId: string): string {
  const { people } = world.feishu
  const who = world.people[deed.person]?.openId ?? ''
  if (deed.how === 'tap') return people.react(who, cardId, emojis[deed.does])
  if (deed.how === 'chat') return people.say(who, world.chat.id, `/${deed.does} ${idOf(deed.gate)} fine`)
  return people.reply(who, cardId, deed.does === 'approve' ? '同意' : 'reject no', { inThread: deed.how === 'topic' })
}

/** Trouble at random, and often enough: limits, faults inside, connections that break before and behind. */
function troublesWith(random: () => number): () => FeishuFault | undefined {
  const troubles: readonly FeishuFault[] = [
    { kind: 'answer', answer: rateLimited(1) },
    { kind: 'answer', answer: { status: 502, body: 'down' } },
    { kind: 'reset', when: 'before' },
    { kind: 'reset', when: 'after' },
  ]
  return () => (random() < 0.08 ? pick(random, troubles) : undefined)
}

const personOf = (openId: string, index: number): Person => ({ name: `p${index}`, roles: [], projects: [], feishu: openId })

function gateOf(world: FeishuWorld, gate: number, people: readonly Person[]) {
  const opened = world.clock.now()
  const eligible = people.slice(gate * needed, (gate + 1) * needed).map(({ name }) => name)
  const policy = requestWith({ opened }).policy
  const request = requestWith({ opened, id: idOf(gate), policy: { ...policy, requirements: [{ count: needed, from: ['ops'], eligible }] } })
  return openGate(request)
}

/** A channel that notes what it told of. */
function noting(channel: DecisionChannel, told: Ask[]): DecisionChannel {
  const read = async () => {
    const asks = await channel.read()
    told.push(...asks)
    return asks
  }
  return { ...channel, read }
}

describe('ten gates on one app and group, fifty people, limits, resets and a minute of outage', () => {
  it('lose no act, cross none, and answer each', async () => {
    const random = seededRandom(20_261_123)
    await using world = await feishuWorld({ step: 30, people: crowd })
    const people = world.people.map(({ openId }, index) => personOf(openId, index))
    world.feishu.faults.disturb = troublesWith(random)
    const channels = Array.from({ length: gates }, (_, gate) => world.open({ name: `lark${gate}` }, { voters: people, random }))
    const told: Ask[][] = channels.map(() => [])
    const places = await Promise.all(
      channels.map(async (channel, gate) => {
        const { ref } = await channel.post(requestCard({ decision: { ...requestCard().decision, id: idOf(gate) } as never }))
        return JSON.parse(ref).message as string
      }),
    )
    const card = { changes: { kind: 'first' }, locale: 'en', timeZone: 'UTC' } as const
    const log = { locale: 'en', info() {}, warning() {}, error() {}, notice() {}, debug() {}, mask() {}, from() {} } as never // all that is used
    const signal = new AbortController().signal
    const waiting = channels.map((channel, gate) => {
      const holdWorld = { clock: world.clock, log, signal, random, people, card, keeper: noKeeper }
      return hold(gateOf(world, gate, people), [noting(channel, told[gate] ?? [])], holdWorld)
    })
    const deeds = deedsOf(random)
    for (const [index, deed] of deeds.entries()) {
      if (index === 200) world.feishu.faults.isDown = true
      if (index === 400) world.feishu.faults.isDown = false
      deed.done = perform(world, deed, places[deed.gate] ?? '')
      // 200 acts in a minute of outage; before and after it, several at once.
      if (world.feishu.faults.isDown || index % 10 === 0) await world.clock.sleep(300)
    }
    const ended = await Promise.all(waiting)
    judge(world, { ended, deeds, told, places, people })
    const counts = ({ gate, person }: Deed) => ended[gate]?.state.votes.some((vote) => vote.person === people[person]?.name) ?? false
    const owed = () => [...untold(world, deeds, counts), ...unmarked(world, deeds, counts)]
    for (const end = world.clock.now() + 120_000; owed().length > 0 && world.clock.now() < end; ) await world.clock.sleep(300)
    expect(owed()).toEqual([])
  })
})

interface Story {
  readonly ended: readonly Held[]
  readonly deeds: readonly Deed[]
  readonly told: readonly Ask[][]
  readonly places: readonly string[]
  readonly people: readonly Person[]
}

function judge(world: FeishuWorld, { ended, deeds, told, places, people }: Story): void {
  expect(ended.map(({ state }) => state.status)).toEqual(
    Array.from({ length: gates }, (_, gate) => (isRejected(gate) ? 'rejected' : 'approved')),
  )
  expect(ended.flatMap(({ stale }) => stale)).toEqual([])
  for (let gate = 0; gate < gates; gate++) {
    const here = deeds.filter((deed) => deed.gate === gate)
    const keys = (told[gate] ?? []).filter(({ request }) => request === undefined || request === idOf(gate)).map(({ key }) => key)
    // None lost, none crossed, none told twice: what a gate heard is what was done there.
    expect(keys.map((key) => key.split(':').at(-1)).toSorted()).toEqual(here.map(({ done }) => done).toSorted())
    const voters = ended[gate]?.state.votes.map(({ person }) => person) ?? []
    const eligible = people.slice(gate * needed, (gate + 1) * needed).map(({ name }) => name)
    // A rejection ends it although an approval from just before is still to be read: whoever gave that is told.
    expect(voters.toSorted()).toEqual(isRejected(gate) ? eligible.filter((name) => voters.includes(name)).toSorted() : eligible.toSorted())
    const final = world.feishu.state.messages.get(places[gate] ?? '')
    expect(final?.content).toContain(isRejected(gate) ? 'Rejected:' : 'Approved:')
    expect(final?.reactions.filter(({ operator }) => operator.type === 'app')).toEqual([])
  }
}

type Counts = (deed: Deed) => boolean

/** Those who were refused more often than they were told so, each to themselves. An answer that was lost on its way is given again. */
const untold = (world: FeishuWorld, deeds: readonly Deed[], counts: Counts): readonly string[] =>
  world.people.flatMap(({ openId, name }, index) => {
    const refusals = deeds.filter((deed) => deed.person === index && !counts(deed)).length
    return world.feishu.state.whispers.filter((whisper) => whisper.openId === openId).length < refusals ? [name] : []
  })

/** Words that count and did not get a sign; a tap that counts shows on the card. */
const unmarked = (world: FeishuWorld, deeds: readonly Deed[], counts: Counts): readonly Deed[] =>
  deeds
    .filter((deed) => deed.how !== 'tap' && counts(deed))
    .filter(({ done }) => !world.feishu.state.messages.get(done ?? '')?.reactions.some(({ emoji }) => emoji === 'OK'))
