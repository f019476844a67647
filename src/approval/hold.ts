import type { Ask, DecisionChannel } from '../chat/channel.ts'
import { cut } from '../chat/fit.ts'
import type { Person } from '../config/people.ts'
import { unlessAborted } from '../kit/cancelled.ts'
import type { Clock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import { text } from '../kit/text.ts'
import { type CardContext, cardOf } from './card.ts'
import { perform } from './effects.ts'
import { type GateEvent, type GateState, type HeardAsk, nextMoment, step } from './gate.ts'
import { type Reader, readerOf } from './reader.ts'
import { type Speaker, speakerOf, within } from './speaker.ts'

/** What the waiting needs of the world around it. */
export interface HoldWorld {
  readonly clock: Clock
  readonly log: Log
  /** Aborts when the run is cancelled. */
  readonly signal: AbortSignal
  /** In [0, 1). */
  readonly random: () => number
  /** Everyone of the configuration: who is who on the platforms. */
  readonly people: readonly Person[]
  readonly card: Omit<CardContext, 'now'>
  readonly keeper: Keeper
}

/** How the waiting ended, and which channels' messages could not be brought to their final form. */
export interface Held {
  readonly state: GateState
  readonly stale: readonly string[]
}

/** Where the state of a request is kept for later attempts, and where a newer request is noticed. */
export interface Keeper {
  /** Keeps the newest state. Resolves to the id of a newer request that has taken this one's place, if there is one. Never throws. */
  keep(state: GateState): Promise<string | undefined>
  /** Looks for a newer request alone. */
  look(): Promise<string | undefined>
  /** Milliseconds between two looks. */
  readonly interval: number
}

/** How long messages may take to get their final form, in milliseconds: usually, and when the runner is about to kill us. */
const finalLimit = 30_000
const cancelLimit = 4500
/** How long the ledger may take to keep the end, in milliseconds; likewise. One that hangs is one that fails: it stops no decision. */
const keepLimit = 60_000
const cancelKeepLimit = 1000
/** How long votes are read for behind the deadline when a channel fails just then, in milliseconds. */
const graceLimit = 60_000
/** A channel is read once more after its message has its final form: who clicked meanwhile is told. */
const lastReadLimit = 10_000

/**
 * Holds until the request is settled: reads every channel, counts, answers, reminds, keeps the messages up to date, and brings each to its
 * final form. The run's cancellation settles it too. Nothing that fails on the way decides anything.
 */
export async function hold(opened: GateState, channels: readonly DecisionChannel[], world: HoldWorld): Promise<Held> {
  const { clock, signal } = world
  const settled = new AbortController()
  const speakers = new Map(channels.map((channel) => [channel.name, speakerOf(channel, world)]))
  let state = opened
  const apply = (event: GateEvent): void => {
    const before = state
    const next = step(state, event, clock.now())
    state = next.state
    for (const effect of next.effects) perform(effect, state, speakers, world)
    if (state.status !== 'pending') settled.abort()
    else if (isWorthKeeping(before, state)) void keep().then(giveWay)
  }
  let kept = { state, at: clock.now() }
  const keep = (): Promise<string | undefined> => {
    kept = { state, at: clock.now() }
    return world.keeper.keep(state)
  }
  const isKeepDue = (): boolean => state !== kept.state && clock.now() - kept.at >= idleKeepPause
  const giveWay = (newer: string | undefined): void => {
    if (newer) apply({ kind: 'supersede', by: newer })
  }
  const readers = channels.map((channel) =>
    readerOf(channel, world, (ask) => apply({ kind: 'ask', ask: heard(ask, channel, world.people) })),
  )
  const cancel = () => apply({ kind: 'cancel' })
  signal.addEventListener('abort', cancel, { once: true })
  if (signal.aborted) cancel()
  await Promise.all([
    ...readers.map((reader) => reader.listen(settled.signal)),
    keepTime(() => state, apply, readers, settled.signal, world),
    lookForNewer(() => (isKeepDue() ? keep() : world.keeper.look()), giveWay, settled.signal, world),
  ])
  signal.removeEventListener('abort', cancel)
  state = await confirmed(state, world)
  const stale = await bringToEnd(() => state, speakers, readers, world)
  return { state, stale }
}

/** Anybody may click, and be refused, as often as they like: that is kept with the next thing that counts, or after a while. */
const isWorthKeeping = (before: GateState, after: GateState): boolean =>
  after.votes !== before.votes || after.reminders !== before.reminders

/** Milliseconds after which what did not count is kept too. */
const idleKeepPause = 60_000

/** Who did it: by the platform's own id, never by a name that somebody chose. */
function heard(ask: Ask, { name: channel, platform }: DecisionChannel, people: readonly Person[]): HeardAsk {
  const isTheirs = (person: Person): boolean => {
    if (platform === 'web') return person.name === ask.user
    const id = person[platform]
    return id !== undefined && (platform === 'github' ? id.toLowerCase() === ask.user.toLowerCase() : id === ask.user)
  }
  const words = { reason: cut(ask.reason, longestReason), userName: cut(ask.userName, longestName) }
  return { ...ask, ...words, channel, platform, person: people.find(isTheirs)?.name }
}

/** What is kept of what people write and call themselves, in UTF-16 units: all of it stands in the ledger, the outputs and the story. */
const longestReason = 1000
const longestName = 80

/** Lets time pass for the gate: reminders, and the deadline, before which all that was said in time is read. */
async function keepTime(
  state: () => GateState,
  apply: (event: GateEvent) => void,
  readers: readonly Reader[],
  signal: AbortSignal,
  { clock, log }: Pick<HoldWorld, 'clock' | 'log'>,
): Promise<void> {
  // Taken up behind its deadline, by a later process: between the two nobody listened.
  const isLate = clock.now() >= state().request.deadline
  while (!signal.aborted) {
    await clock.sleep(nextMoment(state()) - clock.now(), signal).catch(() => {})
    if (signal.aborted) return
    const { deadline, policy } = state().request
    const isOver = clock.now() >= deadline
    const wasDeaf = isOver && readers.some((reader) => reader.isDeaf())
    const areRead = !isOver || (await Promise.all(readers.map((reader) => readInTime(reader, signal, { clock, log })))).every(Boolean)
    if (signal.aborted) return
    const isDeaf = isLate || wasDeaf || !areRead
    if (isDeaf && policy.onTimeout === 'approve') log.warning(notSilent)
    apply({ kind: 'time', isDeaf })
  }
}

const notSilent = text(
  'Silence does not count as a yes this time: at the deadline nobody listened to all channels, so that nobody knows who objected.',
  '此次超时不视为同意：截止时并非所有渠道都有人监听，无从得知是否有人反对。',
)

const graceWords = text(
  'The time is over, but not every channel could be read: trying for another minute, for votes that were given in time.',
  '审批时限已到，但并非所有渠道都能读取：再尝试一分钟，以免遗漏按时作出的表态。',
)

/** Whether it could be read before the grace was over. */
async function readInTime(reader: Reader, signal: AbortSignal, { clock, log }: Pick<HoldWorld, 'clock' | 'log'>): Promise<boolean> {
  let isSaid = false
  const over = new AbortController()
  const grace = AbortSignal.any([signal, over.signal])
  void clock.sleep(graceLimit, signal).then(
    () => over.abort(),
    () => {},
  )
  while (!grace.aborted) {
    if (await unlessAborted(reader.readNow(), grace)) return true
    if (!isSaid && !signal.aborted) log.info(graceWords)
    isSaid = true
    await clock.sleep(2000, grace).catch(() => {})
  }
  return false
}

async function lookForNewer(
  look: () => Promise<string | undefined>,
  giveWay: (newer: string | undefined) => void,
  signal: AbortSignal,
  { clock, keeper }: HoldWorld,
): Promise<void> {
  while (!signal.aborted) {
    await clock.sleep(keeper.interval, signal).catch(() => {})
    if (!signal.aborted) giveWay(await unlessAborted(look(), signal))
  }
}

/** A decision stands once it is kept: where a newer request came first, that one counts and this one does not. */
async function confirmed(state: GateState, { keeper, signal, clock }: HoldWorld): Promise<GateState> {
  let newer: string | undefined
  const kept = keeper.keep(state).then((id) => {
    newer = id
  })
  await within(signal.aborted ? cancelKeepLimit : keepLimit, kept, clock)
  if (!newer || state.status === 'superseded' || state.status === 'cancelled') return state
  const history = [...state.history, { at: state.settled ?? 0, what: 'settled', words: 'superseded' } as const]
  return { ...state, status: 'superseded', decidedBy: [newer], history }
}

async function bringToEnd(
  state: () => GateState,
  speakers: ReadonlyMap<string, Speaker>,
  readers: readonly Reader[],
  { card, clock, signal, log }: HoldWorld,
): Promise<readonly string[]> {
  const limit = signal.aborted ? cancelLimit : finalLimit
  const final = () => cardOf(state(), { ...card, now: clock.now() })
  const ended = await Promise.all([...speakers].map(async ([name, speaker]) => ({ name, isShown: await speaker.finish(final, limit) })))
  const stale = ended.filter(({ isShown }) => !isShown).map(({ name }) => name)
  for (const name of stale) log.warning(notFinal, name)
  if (signal.aborted) return stale
  await within(lastReadLimit, Promise.all(readers.map((reader) => reader.readNow())), clock)
  await Promise.all([...speakers.values()].map((speaker) => speaker.drain(lastReadLimit)))
  return stale
}

const notFinal = text(
  'The message could not be brought to its final form: its buttons may still show, but nobody listens to them.',
  '消息未能更新为最终状态：按钮可能仍然显示，但已无人响应。',
)
