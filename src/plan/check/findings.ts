import { printable } from '../../kit/printable.ts'
import { type Text, text } from '../../kit/text.ts'
import type { Calendar } from '../calendar/calendar.ts'
import type { PlanEntry, RefusedEntry } from '../entry.ts'
import { momentNote } from '../time/moment-words.ts'
import * as words from '../words.ts'

/** Something about an entry that its author should know before it is merged. */
export interface PlanFinding {
  readonly level: 'error' | 'warning'
  readonly id: string
  readonly where: string
  readonly problem: Text
  readonly remedy?: Text
}

/** What a plan is held against. */
export interface Against {
  readonly now: number
  readonly calendar: Calendar
  /** The entries as they stand where the change goes to: what is past and unchanged is history. */
  readonly before: readonly PlanEntry[]
  readonly environments: readonly string[]
  readonly people: readonly string[]
  readonly channels: readonly string[]
}

/** Two releases of an environment within this time may be in each other’s way, in milliseconds. */
const tooClose = 30 * 60_000

/** What is wrong with a plan, as far as it can be seen without asking GitHub: a pure function. */
export function findingsOf(entries: readonly PlanEntry[], refused: readonly RefusedEntry[], against: Against): readonly PlanFinding[] {
  const [known, before] = [byId(entries), byId(against.before)]
  const coming = entries.filter((entry) => entry.wish === 'run' && (entry.due.at >= against.now || isChanged(entry, before)))
  return [
    ...refused.map(({ id, where, refusal }) => ({ level: 'error' as const, id, where, ...withoutPlace(refusal) })),
    ...coming.flatMap((entry) => ofEntry(entry, known, against)),
    ...overlaps(coming.filter(({ due }) => due.at >= against.now)),
  ]
}

const withoutPlace = ({ problem, remedy }: RefusedEntry['refusal']) => ({ problem, ...(remedy ? { remedy } : {}) })

type Entries = ReadonlyMap<string, PlanEntry>
const byId = (entries: readonly PlanEntry[]): Entries => new Map(entries.map((entry) => [entry.id, entry]))

const isChanged = (entry: PlanEntry, before: Entries): boolean => {
  const old = before.get(entry.id)
  return !old || old.due.at !== entry.due.at || old.wish !== entry.wish
}

function ofEntry(entry: PlanEntry, all: Entries, against: Against): readonly PlanFinding[] {
  const error = (problem: Text): PlanFinding => ({ level: 'error', id: entry.id, where: entry.where, problem })
  const warning = (problem: Text): PlanFinding => ({ ...error(problem), level: 'warning' })
  return [
    ...(entry.due.at < against.now ? [error(past(entry))] : []),
    ...(isUnknown(entry.environment, against.environments) ? [error(noEnvironment(entry.environment))] : []),
    ...(isUnknown(entry.owner, against.people) ? [error(noOwner(entry.owner))] : []),
    ...entry.notify.filter((name) => !against.channels.includes(name)).map((name) => error(noChannel(name))),
    ...frozenAt(entry, against).map((words) => (entry.onFreeze === 'skip' ? error(words) : warning(words))),
    ...[momentNote(entry.due) ?? []].flat().map(warning),
    ...entry.needs.filter((id) => (all.get(id)?.due.at ?? 0) > entry.due.at).map((id) => warning(needsLater(id))),
  ]
}

/** A configuration without any such name knows nothing that could be wrong. */
const isUnknown = (name: string, known: readonly string[]): boolean => name !== '' && known.length > 0 && !known.includes(name)

function past({ due }: PlanEntry): Text {
  const when = words.instantWords(due.at, due.zone)
  return text(`Its time is past: ${when.en}.`, `时间已过：${when['zh-CN']}。`)
}
const noEnvironment = (name: string): Text =>
  text(`The configuration has no environment “${printable(name)}”.`, `配置中没有环境“${printable(name)}”。`)
const noOwner = (name: string): Text =>
  text(`The configuration has no person or group “${printable(name)}”.`, `配置中没有人员或组“${printable(name)}”。`)
const noChannel = (name: string): Text =>
  text(`The configuration has no channel “${printable(name)}”.`, `配置中没有渠道“${printable(name)}”。`)
const needsLater = (id: string): Text =>
  text(`It needs “${printable(id)}”, which is planned for later.`, `它依赖的“${printable(id)}”计划得更晚。`)

function frozenAt({ due, environment, onFreeze }: PlanEntry, { calendar }: Against): readonly Text[] {
  const verdict = calendar.verdict(due.at, environment)
  if (verdict.isOpen) return []
  const no = words.frozen(verdict.rule, due.at, due.zone)
  if (onFreeze !== 'postpone' || verdict.opensAt === undefined) return [no]
  const then = words.instantWords(verdict.opensAt, due.zone)
  return [text(`${no.en} It would go out at ${then.en}.`, `${no['zh-CN']} 它将推迟到 ${then['zh-CN']}。`)]
}

function overlaps(coming: readonly PlanEntry[]): readonly PlanFinding[] {
  const inOrder = coming.toSorted((one, other) => one.due.at - other.due.at)
  const latest = new Map<string, PlanEntry>()
  return inOrder.flatMap((entry) => {
    const place = JSON.stringify([entry.environment, entry.workflow])
    const earlier = latest.get(place)
    latest.set(place, entry)
    if (!earlier || entry.due.at - earlier.due.at >= tooClose || entry.needs.includes(earlier.id)) return []
    const minutes = Math.round((entry.due.at - earlier.due.at) / 60_000)
    const problem = text(
      `It comes ${minutes} min after “${printable(earlier.id)}” of the same environment.`,
      `它在同一环境的“${printable(earlier.id)}”之后仅 ${minutes} 分钟。`,
    )
    return [{ level: 'warning' as const, id: entry.id, where: entry.where, problem }]
  })
}
