export const inputTypes = ['string', 'boolean', 'choice', 'number', 'environment'] as const

/** An input of a workflow that is started by hand. Its words are hostile. */
export interface WorkflowInput {
  readonly type: (typeof inputTypes)[number]
  readonly required: boolean
  /** As the file says it; undefined: none. */
  readonly default: string | undefined
  /** What a choice may be; empty for every other type. */
  readonly options: readonly string[]
}

/** What a workflow's file says about starting it. */
export interface Workflow {
  /** `.github/workflows/release.yml` */
  readonly path: string
  /** Whether it can be dispatched: `on: workflow_dispatch`. */
  readonly takesDispatch: boolean
  readonly inputs: ReadonlyMap<string, WorkflowInput>
  /** Template of the title of its runs; empty: none. */
  readonly runName: string
}
