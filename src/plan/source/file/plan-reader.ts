import type { Span } from '../source.ts'
import type { JudgedEntries } from './cross-check.ts'
import { type PlanDefaults, usualDefaults } from './plan-defaults.ts'
import { readPlanCsv } from './read-plan-csv.ts'
import { readPlanFile, type ZonedRules } from './read-plan-file.ts'
import { readPlanIcs } from './read-plan-ics.ts'

/** A plan of whatever kind of file. */
export interface ReadPlan {
  readonly zone: string
  readonly defaults: PlanDefaults
  readonly calendar: ZonedRules
  /** All of them; but of a series those alone that begin within the span. */
  entries(span: Span): Promise<JudgedEntries>
}

interface ReaderWish {
  readonly path: string
  readonly zone: string
  readonly branch?: string | undefined
  readonly defaults?: PlanDefaults
}

/** Reads the words of a plan by the ending of its path. The same words are not read twice: ten thousand entries take seconds. */
export function planReader({ path, zone, branch, defaults = usualDefaults(branch) }: ReaderWish): (words: string) => Promise<ReadPlan> {
  const [, ending = ''] = /\.(csv|ics)$/i.exec(path) ?? []
  const plain = { zone, defaults, calendar: { zone, allow: [], deny: [] } }
  if (ending.toLowerCase() === 'ics') {
    return async (words) => ({ ...plain, entries: (span) => readPlanIcs(words, path, defaults, zone, span) })
  }
  return remembered(async (words): Promise<ReadPlan> => {
    if (ending === '') {
      const { entries, refused, ...said } = await readPlanFile(words, path, { zone, branch })
      return { ...said, entries: async () => ({ entries, refused }) }
    }
    const judged = await readPlanCsv(words, path, defaults, zone)
    return { ...plain, entries: async () => judged }
  })
}

/** The answer to the latest question is kept. */
function remembered<T>(read: (words: string) => Promise<T>): (words: string) => Promise<T> {
  let latest: { readonly words: string; readonly answer: Promise<T> } | undefined
  return (words) => {
    if (latest?.words !== words) latest = { words, answer: read(words) }
    return latest.answer
  }
}
