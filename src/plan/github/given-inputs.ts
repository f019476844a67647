import type { Workflow } from '../../github/workflow.ts'
import type { PlanEntry } from '../entry.ts'

/** Name of the input by which a run says which entry of the plan it is for. */
export const entryInput = 'plan-entry'
/** Name of the input that says which commit is meant, where that is not what a branch or tag stands for. */
export const commitInput = 'commit'

/** The inputs that a workflow gets: those of the entry, and of the entry’s own facts those that it asks for. */
export function givenInputs(workflow: Workflow, entry: PlanEntry, correlation: string, commit: string): Readonly<Record<string, string>> {
  const own = { version: entry.version, environment: entry.environment, [entryInput]: correlation, [commitInput]: commit }
  const wanted = Object.entries(own).filter(([name, value]) => value !== '' && workflow.inputs.has(name) && !(name in entry.inputs))
  return { ...entry.inputs, ...Object.fromEntries(wanted) }
}

/** Whether the title of its runs shows which entry they are for. */
export const showsEntry = ({ inputs, runName }: Workflow): boolean =>
  inputs.has(entryInput) && /\$\{\{[^}]*\b(?:inputs|github\.event\.inputs)(?:\.|\[['"])plan-entry\b/.test(runName)
