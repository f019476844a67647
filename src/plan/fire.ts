import { isKnownError, textOf } from '../kit/errors.ts'
import type { Text } from '../kit/text.ts'
import { type Case, isPlanned, recordOf, step, tellOf } from './act.ts'
import type { Step } from './decide.ts'
import type { Desk } from './desk.ts'
import type { PlanEntry } from './entry.ts'
import type { EntryRecord } from './entry-record.ts'
import { goneEntry } from './gone-entry.ts'
import { plannedOf } from './planned.ts'
import type { StartAnswer, StartedRun, StartOrder } from './starter.ts'
import * as words from './words.ts'

/** It is for the next tick. */
export const never = Number.POSITIVE_INFINITY

/** What came of it: the case as it stands now, what is decided about it already, and when to look again. Undefined: somebody else has it. */
export type Fired = { readonly case: Case; readonly next?: Step; readonly again?: number } | undefined

/** How an entry is to be started, and how it is decided anew at the last moment. */
export interface Firing {
  /** When it was to begin, milliseconds since 1970. */
  readonly start: number
  /** It is started early, and its environment waits for the time. */
  readonly waitsThere: boolean
  decideNow(entry: PlanEntry, record: EntryRecord | undefined): Promise<Step>
}

/** Between setting out and telling GitHub nothing may take longer, or it is begun anew: well before others take it for never begun. Milliseconds. */
const armLimit = 20_000
/** After a start that failed for now. */
const retryPause = 10_000
/** An accepted start is looked for so often, so many milliseconds apart, before that is left to the next round. */
const [finds, findPause] = [10, 2000]
/**
 * So long after setting out a run may still turn up, in milliseconds; after that there is none: GitHub makes it before it answers, and cuts off a request that
 * takes longer than some ten seconds. Where runs do not show what they are about, longer.
 */
const [settleTime, doubtfulTime] = [40_000, 3 * 60_000]

/**
 * Starts an entry whose time has come. First it is written down that somebody sets out: then it is read again, its source and the calendar, so that a
 * change up to that moment wins; then GitHub is told. Whoever dies in between leaves a record that says so.
 */
export async function fire(desk: Desk, about: Case, firing: Firing): Promise<Fired> {
  const { start, waitsThere } = firing
  const correlation = recordOf(about).correlation ?? newCorrelation(desk, about)
  const armedAt = waitsThere ? desk.clock.now() : Math.max(desk.clock.now(), start)
  const armed = await step(desk, about, 'starting', words.setOut, {
    holder: desk.me,
    correlation,
    armedAt,
    due: dueOf(about),
    isEarly: waitsThere,
    isAccepted: false,
    ...(isPlanned(about.entry) ? { workflow: about.entry.workflow, branch: branchOf(about.entry) } : {}),
  })
  if (!armed) return undefined
  const ready = await prepare(desk, armed, about.kept.record, firing).catch((fault: unknown) => unready(desk, fault))
  if (ready.state !== 'ready') return back(desk, { ...armed, entry: ready.entry ?? armed.entry }, ready)
  if (desk.clock.now() - armedAt > armLimit) return back(desk, armed, { state: 'claimed', why: words.notStartedYet })
  const order = { entry: ready.entry, correlation, armedAt, start, isEarly: waitsThere }
  return told(desk, { ...armed, entry: ready.entry }, order, await startOf(desk, order))
}

/** Limits of GitHub are thrown before anything is sent. */
const startOf = ({ starter, signal }: Desk, order: StartOrder): Promise<StartAnswer> =>
  starter.start(order).catch((fault: unknown) => {
    signal.throwIfAborted()
    if (!isKnownError(fault)) throw fault
    return { state: 'not-sent', problem: fault.problem }
  })

const branchOf = ({ ref }: PlanEntry): string => (ref.kind === 'named' ? ref.name : ref.branch)

const dueOf = ({ entry, kept }: Case): number => (isPlanned(entry) ? plannedOf(entry, kept.record).due : (kept.record?.due ?? 0))

/** Letters and digits: it becomes part of a run’s name and of a search in it. */
const newCorrelation = ({ random }: Desk, { entry }: Case): string =>
  `${entry.id}-${Math.floor(random() * 36 ** 8)
    .toString(36)
    .padStart(8, '0')}`

type Ready = { readonly state: 'ready'; readonly entry: PlanEntry } | (Way & { readonly entry?: Case['entry'] })

/** A fault before GitHub was told anything: it is tried again soon. */
function unready(desk: Desk, fault: unknown): Ready {
  desk.signal.throwIfAborted()
  desk.say(textOf(fault), true)
  return { state: 'claimed', why: words.notStartedYet, pause: 3000 }
}

/** Waits for the second; what starting it takes is found out in the meantime, so that after the last look there is one request. */
async function prepare(desk: Desk, armed: Case, record: EntryRecord | undefined, firing: Firing): Promise<Ready> {
  const refusal = isPlanned(armed.entry) ? await desk.starter.examine(armed.entry) : undefined
  if (refusal) return { state: 'refused', why: words.refusalOf(refusal) }
  const left = () => (firing.waitsThere ? 0 : firing.start - desk.clock.now())
  // The clock may have been corrected meanwhile.
  while (left() > 0) await desk.clock.sleep(left(), desk.signal)
  return lookAgain(armed, record, firing)
}

/** The last look at the entry and the calendar: it is decided once more, as if nobody had set out. */
async function lookAgain({ entry, source }: Case, record: EntryRecord | undefined, { decideNow }: Firing): Promise<Ready> {
  const found = (await source?.readAgain(entry.id)) ?? { state: 'gone' }
  if (found.state === 'gone') return { state: 'cancelled', why: words.gone, isGone: true }
  if (found.state === 'refused') return { state: 'refused', why: words.refusalOf(found.entry.refusal), entry: found.entry }
  const next = await decideNow(found.entry, record)
  if (next.do === 'start') return { state: 'ready', entry: found.entry }
  return { state: 'planned', why: words.changed, entry: found.entry, next }
}

type Way = {
  readonly state: 'claimed' | 'planned' | 'cancelled' | 'refused'
  readonly why: Text
  readonly next?: Step
  readonly pause?: number
  /** Its people hear of it as what it was; from now on there is nothing to decide about. */
  readonly isGone?: true
}

/** Nothing was started: it stands where it stood, or is settled. */
async function back(desk: Desk, about: Case, { state, why, next, pause = 0, isGone }: Way): Promise<Fired> {
  const holder = state === 'claimed' ? desk.me : undefined
  const there = await step(desk, about, state, why, { armedAt: undefined, holder })
  if (!there) return undefined
  if (state === 'cancelled' || state === 'refused') desk.later(tellOf(desk, there, state))
  const { entry, source } = there
  const left = isGone ? { ...there, entry: goneEntry(entry.id, source?.name ?? entry.where) } : there
  return { case: left, ...(next ? { next } : {}), again: desk.clock.now() + pause }
}

async function told(desk: Desk, about: Case, order: StartOrder, answer: StartAnswer): Promise<Fired> {
  if (answer.state === 'started') return begun(desk, about, order, answer.run)
  if (answer.state === 'accepted') return accepted(desk, about, order)
  if (answer.state === 'refused') return settled(desk, about, 'refused', words.refusalOf(answer.refusal))
  desk.say(answer.problem, true)
  if (answer.state === 'not-sent') return back(desk, about, { state: 'claimed', why: words.notStartedYet, pause: retryPause })
  return seek(desk, about, order, false)
}

async function begun(desk: Desk, about: Case, { start }: Pick<StartOrder, 'start'>, run: StartedRun): Promise<Fired> {
  const late = Math.max(0, desk.clock.now() - start)
  const why = recordOf(about).isEarly ? words.startedEarly : words.started(late)
  const there = await step(desk, about, 'started', why, { run, late, holder: undefined, isHalted: false, closedBy: undefined })
  if (there) desk.later(tellOf(desk, there, 'started', start))
  return there && { case: there }
}

/** There is a run. That is written down first: whatever comes now, there will be no second one. */
async function accepted(desk: Desk, about: Case, order: StartOrder): Promise<Fired> {
  const noted = await step(desk, about, 'starting', words.setOut, { isAccepted: true })
  return noted && seek(desk, noted, order, true)
}

/** GitHub did not say which run it is: it is looked for a few times. */
async function seek(desk: Desk, about: Case, order: StartOrder, isCertain: boolean): Promise<Fired> {
  for (let attempt = 1; attempt <= finds; attempt++) {
    const found = await desk.starter
      .find({ ...order, workflow: order.entry.workflow, branch: branchOf(order.entry), isCertain })
      .catch(() => undefined)
    if (found?.state === 'found') return begun(desk, about, order, found.run)
    await desk.clock.sleep(findPause, desk.signal)
  }
  return { case: about, again: desk.clock.now() + retryPause }
}

/**
 * Somebody set out to start it, and what came of it is not written down. The run is looked for; where there is surely none, the entry is free again. Where
 * that cannot be known, it is not started a second time.
 */
export async function findOut(desk: Desk, about: Case): Promise<Fired> {
  const { correlation = '', armedAt = 0, workflow = '', branch, due, putOff, isAccepted = false } = recordOf(about)
  const found = await desk.starter.find({ workflow, correlation, armedAt, branch, isCertain: isAccepted })
  if (found.state === 'found') return begun(desk, about, { start: putOff ?? due }, found.run)
  const isAbsent = found.state === 'absent' && !isAccepted
  const settledAt = armedAt + (isAbsent ? settleTime : doubtfulTime)
  if (desk.clock.now() < settledAt) return { case: about, again: Math.min(settledAt, desk.clock.now() + retryPause) }
  if (isAbsent) return back(desk, about, { state: 'planned', why: words.notStartedYet })
  return settled(desk, about, 'unknown', words.unknownStart)
}

async function settled(desk: Desk, about: Case, state: 'refused' | 'unknown', why: Text): Promise<Fired> {
  const there = await step(desk, about, state, why, { holder: undefined, ...(state === 'unknown' ? { armedAt: undefined } : {}) })
  if (there && !isTold(recordOf(about), why)) desk.later(tellOf(desk, there, state))
  return there && { case: there, again: never }
}

/** Whether the last that people heard of it is this very refusal. */
function isTold({ history }: EntryRecord, why: Text): boolean {
  const last = history.findLast(({ state }) => state !== 'claimed' && state !== 'starting')
  return last?.state === 'refused' && last.why?.en === why.en
}
