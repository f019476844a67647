import { InputError } from '../../../kit/errors.ts'
import { printable } from '../../../kit/printable.ts'
import { text } from '../../../kit/text.ts'
import { thePlan } from './plan-subject.ts'

export const mostEntries = 10_000
/** Ten thousand entries with their inputs; in characters. */
export const longestFile = 5_000_000

/** Throws an InputError for a plan with more entries than are looked at. */
export function withinLimit(count: number, path: string): void {
  if (count <= mostEntries) return
  throw new InputError({
    code: thePlan.code,
    where: printable(path),
    problem: text(`A plan has at most ${mostEntries} entries; here are ${count}.`, `计划最多 ${mostEntries} 个条目；此处有 ${count} 个。`),
    remedy: text('Remove those that are long over.', '请删除早已结束的条目。'),
  })
}
