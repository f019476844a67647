import type { Workflow } from '../../github/workflow.ts'
import type { PlanEntry } from '../entry.ts'

/** Name of the input by which a run says which entry of the plan it is for. */
export const entryInput = 'plan-entry'
/** Name of the input that says which commit is meant, where that is not what a branch or tag stands for. */
export const commitInput = 'commit'
/** Name of the input that says on whose behalf a run was started: they do not approve their own release. */
export const requesterInput = 'requested-by'

/** No entry says these itself: by the one a run is found again, by the other its own people are kept from approving it. */
const alwaysOurs = [entryInput, requesterInput]

/** What a run is told besides the inputs of its entry. */
export interface RunFacts {
  readonly correlation: string
  /** Empty: what the branch or tag stands for. */
  readonly commit: string
  /** Names of people, separated by commas; empty: nobody’s. */
  readonly requestedBy: string
}

/** The inputs that a workflow gets: those of the entry, and of the entry’s own facts those that it asks for. */
export function givenInputs(
  workflow: Workflow,
  entry: PlanEntry,
  { correlation, commit, requestedBy }: RunFacts,
): Readonly<Record<string, string>> {
  const { version, environment } = entry
  const own = { version, environment, [entryInput]: correlation, [commitInput]: commit, [requesterInput]: requestedBy }
  const isOurs = (name: string): boolean => alwaysOurs.includes(name) || !Object.hasOwn(entry.inputs, name)
  const wanted = Object.entries(own).filter(([name, value]) => value !== '' && workflow.inputs.has(name) && isOurs(name))
  return { ...entry.inputs, ...Object.fromEntries(wanted) }
}

/** Whether the title of its runs shows which entry they are for. */
export const showsEntry = ({ inputs, runName }: Workflow): boolean =>
  inputs.has(entryInput) && /\$\{\{[^}]*\b(?:inputs|github\.event\.inputs)(?:\.|\[['"])plan-entry\b/.test(runName)
