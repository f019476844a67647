import { parse } from 'yaml'

/** An input of a workflow, as its file says it. */
interface Input {
  readonly type?: string
  readonly required?: boolean
  readonly default?: unknown
  readonly options?: readonly unknown[]
}

export interface WorkflowWords {
  readonly name: string | undefined
  readonly runName: string
  /** Undefined: it cannot be dispatched. */
  readonly inputs: Readonly<Record<string, Input | null>> | undefined
}

/** What GitHub makes of a workflow's file; one that is broken has no triggers. */
export function workflowWords(file: string): WorkflowWords {
  try {
    const { name, on, 'run-name': runName = '' } = parse(file)
    const isList = typeof on === 'string' || Array.isArray(on)
    const takes = isList ? [on].flat().includes('workflow_dispatch') : 'workflow_dispatch' in on
    return { name, runName: String(runName), inputs: takes ? { ...(isList ? {} : on.workflow_dispatch?.inputs) } : undefined }
  } catch {
    return { name: undefined, runName: '', inputs: undefined }
  }
}

type Given = Readonly<Record<string, unknown>>

/** What GitHub says of inputs that a workflow does not take (as in public threads; of a wrong yes or no the words are a guess). */
export function refusedInputs(known: NonNullable<WorkflowWords['inputs']>, given: Given): string | undefined {
  const strangers = Object.keys(given).filter((name) => !(name in known))
  if (strangers.length > 0) return `Unexpected inputs provided: ${JSON.stringify(strangers)}`
  for (const [name, input] of Object.entries(known)) {
    const value = given[name] ?? input?.default
    if (input?.required && (value === undefined || value === '')) return `Required input '${name}' not provided`
    const allowed = input?.type === 'boolean' ? ['true', 'false'] : input?.type === 'choice' ? input.options?.map(String) : undefined
    if (given[name] !== undefined && allowed && !allowed.includes(String(value))) {
      return `Provided value '${value}' for input '${name}' not in the list of allowed values`
    }
  }
  return undefined
}

/** Inputs with the defaults of those that were left away. */
export const filledInputs = (known: NonNullable<WorkflowWords['inputs']>, given: Given): Record<string, string> =>
  Object.fromEntries(Object.entries(known).map(([name, input]) => [name, String(given[name] ?? input?.default ?? '')]))

/** The title of a run: its template with inputs filled in (nothing else is), or the name of the workflow. */
export function titleOf({ runName, name }: WorkflowWords, inputs: Readonly<Record<string, string>>, fallback: string): string {
  const filled = runName.replace(
    /\$\{\{\s*(?:github\.event\.)?inputs(?:\.([\w-]+)|\['([^']+)'\])\s*\}\}/g,
    (_, plain, quoted) => inputs[plain ?? quoted] ?? '',
  )
  return filled.replace(/\$\{\{.*?\}\}/g, '').trim() || name || fallback
}
