import type { GitHub } from '../../../github/client.ts'
import { readRepositoryFile } from '../../../github/read-file.ts'
import type { Clock } from '../../../kit/clock.ts'
import { printable } from '../../../kit/printable.ts'
import type { EntryReading, PlanEntry, RefusedEntry } from '../../entry.ts'
import type { PlanReading, PlanSource, Span } from '../source.ts'
import { dayInId } from './event-id.ts'
import { checkWords, notThere } from './file-faults.ts'
import type { PlanDefaults } from './plan-defaults.ts'
import { planReader, type ReadPlan } from './plan-reader.ts'
import type { ZonedRules } from './read-plan-file.ts'

export interface PlanFileWish {
  readonly github: GitHub
  /** `owner/name`. */
  readonly repository: string
  /** Path in the repository; `.csv` and `.ics` say of what kind it is, anything else is YAML. */
  readonly path: string
  /** `default-branch`, or a branch, tag or commit. */
  readonly ref: string
  /** IANA zone where the file names none. */
  readonly zone: string
  /** Branch that entries without a `ref` are released from; undefined: such entries are refused. */
  readonly branch?: string | undefined
  /** For files that have none of their own: CSV and iCalendar. */
  readonly defaults?: PlanDefaults
  readonly clock: Clock
  /** Reads a file in place of the repository’s: of a change that is not there yet. */
  readonly readAt?: (path: string) => Promise<string | undefined>
}

/** A calendar with the iCalendar files that its rules name, by path; one that does not exist is not among them. */
export interface CalendarReading {
  readonly rules: ZonedRules
  readonly files: ReadonlyMap<string, string>
}

/** A plan in a file. Everything is read anew whenever it is asked for; what has not changed costs nothing. Throws an InputError or RemoteError. */
export interface OpenPlanFile {
  readonly source: PlanSource
  calendar(): Promise<CalendarReading>
  defaults(): Promise<PlanDefaults>
  /** IANA zone of times that name none. */
  zone(): Promise<string>
}

const day = 86_400_000
/** Entries of a series may need others so far away; an occurrence is found by its id so far from where it was. */
const around = 35 * day

export function openPlanFile(wish: PlanFileWish): OpenPlanFile {
  const { path, clock } = wish
  const read = planReader(wish)
  const readAt = wish.readAt ?? ((place: string) => readRepositoryFile(wish.github, wish.repository, wish.ref, place))
  const words = async (): Promise<string> => {
    const found = await readAt(path)
    if (found === undefined) throw notThere(path, wish.ref)
    return checkWords(found, path)
  }
  const plan = async (): Promise<ReadPlan> => read(await words())
  let last: Span | undefined
  const source: PlanSource = {
    name: printable(path),
    read: async (span) => {
      last = span
      return within(span, await (await plan()).entries(widened(span)))
    },
    readAgain: async (id) => {
      const now = clock.now()
      const at = dayInId(id)
      const span = at === undefined ? (last ?? { from: now, until: now }) : { from: at, until: at }
      return entryNamed(id, await (await plan()).entries(widened(span)))
    },
    writeBack: async () => undefined,
  }
  return {
    source,
    calendar: () => calendarFiles(words, read, readAt),
    defaults: async () => (await plan()).defaults,
    zone: async () => (await plan()).zone,
  }
}

const widened = ({ from, until }: Span): Span => ({ from: from - around, until: until + around })

/** What is due within the span; what nobody knows the time of is always told. */
function within({ from, until }: Span, { entries, refused }: Pick<PlanReading, 'entries' | 'refused'>): PlanReading {
  const isDue = ({ due }: PlanEntry | RefusedEntry) => due === undefined || (due.at >= from && due.at < until)
  return { entries: entries.filter(isDue), refused: refused.filter(isDue), notes: [] }
}

function entryNamed(id: string, { entries, refused }: Pick<PlanReading, 'entries' | 'refused'>): EntryReading {
  const planned = entries.find((entry) => entry.id === id)
  if (planned) return { state: 'planned', entry: planned }
  const found = refused.find((entry) => entry.id === id)
  return found ? { state: 'refused', entry: found } : { state: 'gone' }
}

const mostTries = 4

/**
 * The calendar of a plan and the files that it names, as they stood together: where the plan has changed meanwhile, all is read again. (Read by
 * one commit they would be read anew after every commit, whether it concerns them or not; so an answer that has not changed costs nothing.)
 */
async function calendarFiles(
  words: () => Promise<string>,
  read: (words: string) => Promise<ReadPlan>,
  readAt: (path: string) => Promise<string | undefined>,
): Promise<CalendarReading> {
  let before = await words()
  for (let tries = 1; ; tries++) {
    const { calendar: rules } = await read(before)
    const paths = new Set([...rules.allow, ...rules.deny].flatMap((rule) => (rule.kind === 'events' ? [rule.path] : [])))
    if (paths.size === 0) return { rules, files: new Map() }
    const found = await Promise.all([...paths].map(async (path) => [path, await readAt(path)] as const))
    const after = await words()
    const files = new Map(found.flatMap(([path, content]) => (content === undefined ? [] : [[path, content] as const])))
    if (after === before || tries === mostTries) return { rules, files }
    before = after
  }
}
