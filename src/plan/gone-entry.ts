import type { RefusedEntry } from './entry.ts'
import type { PlanSource } from './source/source.ts'
import * as words from './words.ts'

/** An entry that is not in the plan any more. */
export const goneEntry = (id: string, name: PlanSource['name']): RefusedEntry => ({
  id,
  where: name,
  owner: '',
  notify: [],
  due: undefined,
  refusal: { problem: words.gone },
  isGone: true,
})
