import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { isMapping, type Mapping } from './yaml-value.ts'

interface Described {
  readonly description: string
  readonly required?: boolean
}

export interface ReusableWorkflow {
  readonly words: string
  readonly inputs: Readonly<Record<string, Described>>
  readonly outputs: Readonly<Record<string, Described & { readonly value: string }>>
  readonly secrets: Readonly<Record<string, { readonly required: boolean }>>
  readonly jobs: Readonly<Record<string, Mapping>>
}

/** `.github/workflows/release.yml`, as other repositories call it. */
export const reusable: ReusableWorkflow = readWorkflow()

function readWorkflow(): ReusableWorkflow {
  const words = readFileSync(join(new URL('../../', import.meta.url).pathname, '.github/workflows/release.yml'), 'utf8')
  const { on, jobs } = parse(words) as { on: { workflow_call: Omit<ReusableWorkflow, 'words' | 'jobs'> }; jobs: ReusableWorkflow['jobs'] }
  return { words, ...on.workflow_call, jobs }
}

/** A job that calls it, and what is wrong with the call. */
export interface Call {
  readonly environment: unknown
  readonly secrets: readonly string[]
  readonly faults: readonly string[]
}

export const callsIn = (workflow: Mapping): readonly Call[] =>
  Object.values(workflow.jobs as Readonly<Record<string, Mapping>>)
    .filter(({ uses }) => String(uses ?? '').startsWith('sallyport/sallyport/.github/workflows/release.yml@'))
    .map(callOf)

function callOf(job: Mapping): Call {
  const [given, secrets, rights] = [mappingOf(job.with), mappingOf(job.secrets), mappingOf(job.permissions)]
  return {
    environment: given.environment,
    secrets: Object.keys(secrets),
    faults: [
      ...faultsOf('input', given, reusable.inputs),
      ...faultsOf('secret', secrets, reusable.secrets),
      ...Object.entries(neededRights()).flatMap(([right, level]) =>
        rights[right] === level ? [] : [`its jobs need ${right}: ${level}, and it gets ${String(rights[right])}`],
      ),
      ...Object.keys(rights).flatMap((right) => (right in neededRights() ? [] : [`none of its jobs needs ${right}`])),
    ],
  }
}

const mappingOf = (value: unknown): Mapping => (isMapping(value) ? value : {})

const faultsOf = (kind: string, given: Mapping, known: Readonly<Record<string, { readonly required?: boolean }>>): readonly string[] => [
  ...Object.keys(given).flatMap((name) => (name in known ? [] : [`there is no ${kind} ${name}`])),
  ...Object.keys(known).flatMap((name) => (known[name]?.required && !(name in given) ? [`it needs the ${kind} ${name}`] : [])),
]

/** All rights of all its jobs: whoever calls it must grant each, or GitHub does not begin. */
function neededRights(): Readonly<Record<string, string>> {
  const rights: Record<string, string> = {}
  for (const { permissions } of Object.values(reusable.jobs))
    for (const [right, level] of Object.entries(mappingOf(permissions))) if (rights[right] !== 'write') rights[right] = String(level)
  return rights
}
