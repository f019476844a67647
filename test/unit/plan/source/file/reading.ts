import type { Locale } from '../../../../../src/kit/text.ts'
import type { PlanEntry, RefusedEntry } from '../../../../../src/plan/entry.ts'
import { type PlanFile, type PlanSurroundings, readPlanFile } from '../../../../../src/plan/source/file/read-plan-file.ts'

export const path = '.github/release-plan.yml'

export const read = (words: string, around: Partial<PlanSurroundings> = {}): Promise<PlanFile> =>
  readPlanFile(words, path, { zone: 'UTC', branch: 'main', ...around })

/** What a person reads of an entry that is refused. */
export function told({ refusal }: RefusedEntry, locale: Locale = 'en'): string {
  const { problem, where, remedy } = refusal
  return [problem[locale], ...(where ? [`@ ${where}`] : []), ...(remedy ? [`→ ${remedy[locale]}`] : [])].join('\n')
}

export const ids = (entries: readonly (PlanEntry | RefusedEntry)[]): readonly string[] => entries.map(({ id }) => id)
