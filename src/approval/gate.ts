import type { Ask } from '../chat/channel.ts'
import { nearest } from '../kit/nearest.ts'
import { type HistoryEntry, isHandled, lastWordOf, remember } from './history.ts'
import { type Exclusion, isEligible } from './policy.ts'
import { remindersDue, reminderTimes } from './reminders.ts'
import type { ApprovalRequest } from './request.ts'
import { missingVoters, type Settlement, settle, type Vote, withoutVote, withVote } from './votes.ts'

export type { HistoryEntry } from './history.ts'

/** Pending until exactly one of the others is reached, which is final. A fault of whoever waits is no state of the request. */
export type Status = 'pending' | 'approved' | 'rejected' | 'expired' | 'cancelled' | 'superseded'

/** A request and all that became of it so far. Plain data: it is kept in the ledger. */
export interface GateState {
  readonly request: ApprovalRequest
  readonly status: Status
  /** Standing votes, one a person. */
  readonly votes: readonly Vote[]
  readonly history: readonly HistoryEntry[]
  /** How many reminders were due so far, sent or missed. */
  readonly reminders: number
  /** When it was settled, in milliseconds since 1970; undefined while it is pending. */
  readonly settled?: number
  /** Who decided it; for `superseded` the newer request. Empty when time or nobody did. */
  readonly decidedBy: readonly string[]
}

/** An act of somebody, with the person it belongs to, if that is known. */
export interface HeardAsk extends Ask {
  readonly channel: string
  readonly platform: string
  readonly person: string | undefined
}

export type GateEvent =
  | { readonly kind: 'ask'; readonly ask: HeardAsk }
  /** Time has passed; all votes given until now were heard, unless `isDeaf`: then there may be some that nobody could read. */
  | { readonly kind: 'time'; readonly isDeaf?: boolean }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'supersede'; readonly by: string }

/** What is said to somebody about an act (see `answers.ts` for the words). */
export type Verdict =
  | { readonly kind: 'counted'; readonly verdict: 'approve' | 'reject'; readonly repeated: boolean }
  | { readonly kind: 'withdrawn' | 'status' | Refusal }

/** Why an act did not count. */
export type Refusal =
  | 'unknown-person'
  | 'not-eligible'
  | Exclusion['because']
  | 'reason-missing'
  | 'outdated'
  | 'nothing-to-withdraw'
  | 'expired'
  | 'decided'
  | 'did-you-mean'
  | 'other-request'

export type Effect =
  | { readonly kind: 'answer'; readonly ask: HeardAsk; readonly verdict: Verdict }
  /** Messages are to be brought up to date. */
  | { readonly kind: 'render' }
  | { readonly kind: 'remind'; readonly people: readonly string[] }

export interface Step {
  readonly state: GateState
  readonly effects: readonly Effect[]
}

export const openGate = (request: ApprovalRequest): GateState => ({
  request,
  status: 'pending',
  votes: [],
  history: [{ at: request.opened, what: 'opened' }],
  reminders: 0,
  decidedBy: [],
})

/** The gate: what an event makes of a request, and what is to be done about it (design §4). `now` in milliseconds since 1970. */
export function step(state: GateState, event: GateEvent, now: number): Step {
  if (event.kind === 'ask') return hear(state, event.ask, now)
  if (state.status !== 'pending') return { state, effects: [] }
  if (event.kind === 'time') return pass(state, now, event.isDeaf ?? false)
  const status = event.kind === 'cancel' ? 'cancelled' : 'superseded'
  return rendered(close(state, status, event.kind === 'supersede' ? [event.by] : [], now))
}

const rendered = (state: GateState): Step => ({ state, effects: [{ kind: 'render' }] })

const close = (state: GateState, status: Status, decidedBy: readonly string[], now: number): GateState => ({
  ...state,
  status,
  decidedBy,
  settled: now,
  history: remember(state.history, { at: now, what: 'settled', words: status }),
})

/**
 * Somebody did something. What was handled before is handled. The clock of a platform may be ahead of ours: what was heard by now was done
 * by now.
 */
function hear(state: GateState, heard: HeardAsk, now: number): Step {
  if (isHandled(state.history, heard)) return { state, effects: [] }
  const ask = { ...heard, at: Math.min(heard.at, now) }
  const verdict = judge(state, ask)
  if (verdict === undefined) return { state, effects: [] }
  if (verdict.kind === 'counted') return count(state, ask, verdict, now)
  if (verdict.kind === 'withdrawn') return withdraw(state, ask, verdict)
  return { state: noted(state, ask, verdict.kind), effects: [{ kind: 'answer', ask, verdict }] }
}

/** What an act is worth, in the order of design §4; undefined: it is none of this gate's business. */
function judge(state: GateState, ask: HeardAsk): Verdict | undefined {
  const { request, status } = state
  if (ask.request !== undefined && ask.request !== request.id)
    return isMeant(ask.request, request.id) ? { kind: 'did-you-mean' } : ask.isOnCard ? { kind: 'other-request' } : undefined
  if (ask.does === 'status') return { kind: 'status' }
  if (status !== 'pending') return isTidyingUp(ask) ? undefined : { kind: 'decided' }
  if (ask.at > request.deadline) return { kind: 'expired' }
  if (ask.person === undefined) return { kind: 'unknown-person' }
  if (!isEligible(request.policy, ask.person)) return ineligible(state, ask.person)
  if (lastWordOf(state.history, ask.person) > ask.at) return { kind: 'outdated' }
  const before = state.votes.find(({ person }) => person === ask.person)
  if (ask.does === 'withdraw') return { kind: before ? 'withdrawn' : 'nothing-to-withdraw' }
  return needsReason(state, ask)
    ? { kind: 'reason-missing' }
    : { kind: 'counted', verdict: ask.does, repeated: before?.verdict === ask.does }
}

/** A reaction that is taken back when all is over wants no answer. */
const isTidyingUp = ({ does, by }: HeardAsk): boolean => does === 'withdraw' && by === 'reaction'

/** A slip or two in typing. What is less like our id belongs to another gate, which answers; but not under our own card. */
const isMeant = (typed: string, id: string): boolean => nearest(typed, [id]).length > 0

function ineligible({ request }: GateState, person: string): Verdict {
  const exclusion = request.policy.excluded.find((excluded) => excluded.person === person)
  return { kind: exclusion?.because ?? 'not-eligible' }
}

const needsReason = ({ request }: GateState, { does, reason }: HeardAsk): boolean =>
  reason.trim() === '' && (request.policy.reason === 'always' || (request.policy.reason === 'on-reject' && does === 'reject'))

const entryOf = ({ at, person, userName, channel, key }: HeardAsk): Omit<HistoryEntry, 'what'> => ({
  at,
  channel,
  key,
  user: userName,
  ...(person === undefined ? {} : { person }),
})

const noted = (state: GateState, ask: HeardAsk, why: string): GateState => ({
  ...state,
  history: remember(state.history, { ...entryOf(ask), ...(why === 'status' ? { what: 'asked' } : { what: 'refused', words: why }) }),
})

function count(state: GateState, ask: HeardAsk, verdict: Extract<Verdict, { kind: 'counted' }>, now: number): Step {
  const { person = '', at, reason, channel, platform, user, key } = ask // a vote that counts is somebody's
  const vote: Vote = { person, verdict: verdict.verdict, at, reason, channel, platform, user, key }
  const what = vote.verdict === 'approve' ? 'approved' : 'rejected'
  const history = remember(state.history, { ...entryOf(ask), what, ...(reason ? { words: reason } : {}) })
  const next = settled({ ...state, votes: withVote(state.votes, vote), history }, now)
  return { state: next, effects: [{ kind: 'answer', ask, verdict }, { kind: 'render' }] }
}

function withdraw(state: GateState, ask: HeardAsk, verdict: Verdict): Step {
  const history = remember(state.history, { ...entryOf(ask), what: 'withdrawn' })
  const next = { ...state, votes: withoutVote(state.votes, ask.person ?? ''), history }
  return { state: next, effects: [{ kind: 'answer', ask, verdict }, { kind: 'render' }] }
}

function settled(state: GateState, now: number): GateState {
  const settlement: Settlement = settle(state.request.policy, state.votes)
  return settlement.status === 'pending' ? state : close(state, settlement.status, settlement.by, now)
}

function pass(state: GateState, now: number, isDeaf: boolean): Step {
  const { request } = state
  if (now >= request.deadline) return rendered(close(state, isDeaf ? 'expired' : statusAtDeadline(state), [], now))
  const due = remindersDue(reminderTimes(request.policy.reminders, request.opened, request.deadline), now)
  if (due <= state.reminders) return { state, effects: [] }
  const people = missingVoters(request.policy, state.votes)
  if (people.length === 0) return { state: { ...state, reminders: due }, effects: [] } // all have spoken: nobody is left to remind
  const history = remember(state.history, { at: now, what: 'reminded', words: people.join(', ') })
  return { state: { ...state, reminders: due, history }, effects: [{ kind: 'remind', people }] }
}

/** Silence may approve, where the user wants that; a rejection that stands is no silence, and neither is what nobody could hear. */
const statusAtDeadline = ({ request, votes }: GateState): Status =>
  request.policy.onTimeout === 'approve' && !votes.some(({ verdict }) => verdict === 'reject') ? 'approved' : 'expired'

/** When time next matters: the next reminder, or the deadline, in milliseconds since 1970. */
export function nextMoment({ request, reminders }: GateState): number {
  return reminderTimes(request.policy.reminders, request.opened, request.deadline)[reminders] ?? request.deadline
}
