import { fieldsOf, listOf, wordsIn } from '../github/answer.ts'
import type { Text } from '../kit/text.ts'

/** Where an entry stands on its way. `planned` and what follows it up to `started` may still change; the rest is over. */
export const entryStates = {
  /** Something was said or changed about it, nothing more. */
  planned: 'open',
  /** A tick holds it until its second. */
  claimed: 'open',
  /** Its time falls into a freeze: it starts at the next opening. */
  'put-off': 'open',
  /** It is due and waits for the entries that it needs. */
  waiting: 'open',
  /** It is late or frozen, and people are asked what to do. */
  asked: 'open',
  /** Taken back where it stands or by a command; may be planned again. */
  cancelled: 'open',
  /** It cannot be carried out as it stands; may be mended. */
  refused: 'open',
  /** GitHub is being told to start the workflow: from here on it may have happened. */
  starting: 'begun',
  started: 'begun',
  released: 'over',
  failed: 'over',
  /** The run was cancelled, by hand or by its gate. */
  stopped: 'over',
  /** Whether it was started could not be found out; it is not started again. */
  unknown: 'over',
  /** Left out on purpose. */
  skipped: 'dropped',
  /** Too late to be started. */
  missed: 'dropped',
} as const
export type EntryState = keyof typeof entryStates

/** The attempt of a run of GitHub Actions that holds an entry. */
export interface Holder {
  readonly run: string
  readonly attempt: number
}

/** One step of an entry: what came of it, when, by whom, and why. */
export interface Arc {
  readonly state: EntryState
  readonly at: number
  /** A person’s name, or the run that did it. */
  readonly by: string
  readonly why: Text | undefined
}

/** What people changed by a command. It counts as long as the time that the entry has in its source is the one that was changed. */
export interface Amendment {
  /** The planned instant in the source at that time. */
  readonly of: number
  readonly at?: number
  readonly wish?: 'cancelled' | 'skipped'
  readonly by: string
  readonly reason: string
}

/** Leave to start in spite of a freeze (of two people) or of being late (of one). */
export interface Leave {
  readonly for: 'freeze' | 'lateness'
  /** The planned instant that it is for. */
  readonly due: number
  readonly by: readonly string[]
  readonly reason: string
}

/** Who hears of an entry that is not in the plan any more, or cannot be read. */
export interface Concerned {
  readonly owner: string
  readonly environment: string
  readonly notify: readonly string[]
}

/** What the ledger keeps of an entry: one record an id, so that no id is ever started twice. Instants in milliseconds since 1970. */
export interface EntryRecord {
  readonly state: EntryState
  /** The planned instant that the state is about. */
  readonly due: number
  /** When it shall start in place of `due`. */
  readonly putOff?: number | undefined
  readonly holder?: Holder | undefined
  /** Word that finds its run again. */
  readonly correlation?: string | undefined
  /** Name of the workflow's file that is being started. */
  readonly workflow?: string | undefined
  /** Branch or tag that it is started from; empty: the default branch. */
  readonly branch?: string | undefined
  /** When the holder set out to start it. */
  readonly armedAt?: number | undefined
  /** GitHub has taken the order, and did not say which run it is: there is one. */
  readonly isAccepted?: boolean | undefined
  readonly run?: { readonly id: number; readonly url: string } | undefined
  /** It was started before its time, and an environment holds it until then. */
  readonly isEarly?: boolean | undefined
  /** Its waiting run was stopped before its time, because the plan or the calendar says something else by now: it had done nothing yet. */
  readonly isHalted?: boolean | undefined
  /** The rule that closed the calendar while its run was at work. */
  readonly closedBy?: string | undefined
  /** Milliseconds after the instant at which it was to start. */
  readonly late?: number | undefined
  /** It was somebody's wish that it does not start: it is planned again when the wish is gone. */
  readonly isTakenBack?: boolean | undefined
  /** A later instant that it was given when it was over, and of which people were told that it does not start again. */
  readonly warned?: number | undefined
  /** Reminders that were given for `due`, in milliseconds before. */
  readonly reminded: readonly number[]
  readonly why?: Text | undefined
  readonly amendment?: Amendment | undefined
  readonly leave?: Leave | undefined
  /** Whom it concerned when it could last be read. */
  readonly concerned?: Concerned | undefined
  readonly history: readonly Arc[]
}

/** More steps than that are not kept: the first and the newest stay. */
const longestHistory = 60

export const newRecord = (due: number): EntryRecord => ({ state: 'planned', due, reminded: [], history: [] })

/** The record one step on. */
export function withArc(record: EntryRecord, arc: Arc, change: Partial<EntryRecord> = {}): EntryRecord {
  const [first, ...rest] = [...record.history, arc]
  const history = first === undefined ? [] : [first, ...rest.slice(-longestHistory)]
  return { ...record, why: arc.why, isTakenBack: false, ...change, state: arc.state, history }
}

/** Undefined for what is no record of ours: whoever may write to the repository may write there. */
export function readEntryRecord(value: unknown): EntryRecord | undefined {
  const found = fieldsOf(value)
  const { state, due, reminded, history, run, holder } = found
  if (found.version !== 1 || !isState(state) || !isInstant(due)) return undefined
  return {
    state,
    due,
    putOff: instantIn(found.putOff),
    holder: holder === undefined ? undefined : holderIn(holder),
    correlation: wordsOr(found.correlation),
    workflow: wordsOr(found.workflow),
    branch: wordsOr(found.branch),
    armedAt: instantIn(found.armedAt),
    isAccepted: found.isAccepted === true,
    run: run === undefined ? undefined : runIn(run),
    isEarly: found.isEarly === true,
    isHalted: found.isHalted === true,
    closedBy: wordsOr(found.closedBy),
    late: instantIn(found.late),
    warned: instantIn(found.warned),
    isTakenBack: found.isTakenBack === true,
    reminded: listOf(reminded).filter(isInstant),
    why: textIn(found.why),
    amendment: amendmentIn(found.amendment),
    leave: leaveIn(found.leave),
    concerned: found.concerned === undefined ? undefined : concernedIn(found.concerned),
    history: listOf(history).flatMap(arcIn),
  }
}

export const writtenRecord = (record: EntryRecord): unknown => ({ version: 1, ...record })

const isState = (value: unknown): value is EntryState => typeof value === 'string' && Object.hasOwn(entryStates, value)
/** What no calendar of this world could show is no instant. */
const isInstant = (value: unknown): value is number => typeof value === 'number' && Math.abs(value) <= longestTime
const longestTime = 8.64e15
const instantIn = (value: unknown): number | undefined => (isInstant(value) ? value : undefined)
const wordsOr = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

const holderIn = (value: unknown): Holder => {
  const { run, attempt } = fieldsOf(value)
  return { run: wordsIn(run), attempt: instantIn(attempt) ?? 1 }
}

const runIn = (value: unknown): EntryRecord['run'] => {
  const { id, url } = fieldsOf(value)
  return isInstant(id) ? { id, url: wordsIn(url) } : undefined
}

const textIn = (value: unknown): Text | undefined => {
  const { en, 'zh-CN': zh } = fieldsOf(value)
  return typeof en === 'string' && typeof zh === 'string' ? { en, 'zh-CN': zh } : undefined
}

function arcIn(value: unknown): readonly Arc[] {
  const { state, at, by, why } = fieldsOf(value)
  if (!isState(state) || !isInstant(at)) return []
  return [{ state, at, by: wordsIn(by), why: textIn(why) }]
}

function amendmentIn(value: unknown): Amendment | undefined {
  const { of, at, wish, by, reason } = fieldsOf(value)
  if (!isInstant(of)) return undefined
  return {
    of,
    ...(isInstant(at) ? { at } : {}),
    ...(wish === 'cancelled' || wish === 'skipped' ? { wish } : {}),
    by: wordsIn(by),
    reason: wordsIn(reason),
  }
}

function leaveIn(value: unknown): Leave | undefined {
  const { for: what, due, by, reason } = fieldsOf(value)
  if ((what !== 'freeze' && what !== 'lateness') || !isInstant(due)) return undefined
  return { for: what, due, by: listOf(by).map(wordsIn), reason: wordsIn(reason) }
}

function concernedIn(value: unknown): Concerned {
  const { owner, environment, notify } = fieldsOf(value)
  return { owner: wordsIn(owner), environment: wordsIn(environment), notify: listOf(notify).map(wordsIn) }
}
