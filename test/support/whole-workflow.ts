import { stringify } from 'yaml'
import { hasOnly, isMapping, type Mapping } from './yaml-value.ts'

const topKeys: ReadonlySet<string> = new Set(['name', 'run-name', 'on', 'permissions', 'env', 'defaults', 'concurrency'])

const isStep = (value: unknown): boolean => isMapping(value) && ('uses' in value || 'run' in value)
const isJob = (value: unknown): boolean => isMapping(value) && ('steps' in value || 'runs-on' in value)

/** Steps, a step, jobs or one job, or the head of a workflow: as a whole workflow. Undefined for what is no part of one. */
export function wholeWorkflow(value: unknown, words: string): string | undefined {
  if (isMapping(value) && 'on' in value && 'jobs' in value) return words
  const parts = partsOf(value)
  return parts && stringify(completed(parts, words))
}

function partsOf(value: unknown): Mapping | undefined {
  if (Array.isArray(value)) return value.length > 0 && value.every(isStep) ? { jobs: { job: { steps: value } } } : undefined
  if (!isMapping(value)) return undefined
  if (isMapping(value.jobs)) return value
  if (isStep(value)) return { jobs: { job: { steps: [value] } } }
  if (isJob(value)) return { jobs: { job: value } }
  if (Object.values(value).length > 0 && Object.values(value).every(isJob)) return { jobs: value }
  return hasOnly(value, topKeys) ? { ...value, jobs: { job: {} } } : undefined
}

const namesIn = (words: string, pattern: RegExp): readonly string[] => [
  ...new Set([...words.matchAll(pattern)].map(([, name = '']) => name)),
]

/** With what the expressions of a fragment speak of, and the fragment does not show: inputs, needed jobs, earlier steps. */
function completed(parts: Mapping, words: string): Mapping {
  const inputs = namesIn(words, /\binputs\.([\w-]+)/g)
  const shown = Object.entries(parts.jobs as Mapping) as readonly (readonly [string, Mapping])[]
  const spokenOf = namesIn(words, /\bneeds\.([\w-]+)\./g)
  const needed = [...new Set([...shown.flatMap(([, job]) => needsOf(job)), ...spokenOf])].filter(
    (name) => !shown.some(([own]) => own === name),
  )
  return {
    on: { workflow_dispatch: { inputs: Object.fromEntries(inputs.map((name) => [name, { description: name }])) } },
    ...parts,
    jobs: {
      ...Object.fromEntries(needed.map((name) => [name, earlierJob(name, words)])),
      ...Object.fromEntries(shown.map(([name, job]) => [name, wholeJob(job)])),
    },
  }
}

const needsOf = (job: Mapping): readonly string[] => [(job.needs ?? []) as string | readonly string[]].flat()

function wholeJob(job: Mapping): Mapping {
  const steps = (job.steps ?? [{ run: 'true' }]) as readonly Mapping[]
  const words = stringify(job)
  const earlier = namesIn(words, /\bsteps\.([\w-]+)\./g).filter((id) => !steps.some((step) => step.id === id))
  const needs = new Set([...needsOf(job), ...namesIn(words, /\bneeds\.([\w-]+)\./g)])
  return {
    ...job,
    ...(needs.size > 0 ? { needs: [...needs] } : {}),
    'runs-on': job['runs-on'] ?? 'ubuntu-latest',
    steps: [...earlier.map((id) => ({ id, run: 'true' })), ...steps],
  }
}

function earlierJob(name: string, words: string): Mapping {
  const outputs = namesIn(words, new RegExp(`\\bneeds\\.${name}\\.outputs\\.([\\w-]+)`, 'g'))
  return { 'runs-on': 'ubuntu-latest', outputs: Object.fromEntries(outputs.map((output) => [output, 'x'])), steps: [{ run: 'true' }] }
}
