import { referenceName } from '../../src/github/ledger-record.ts'
import { type FakeGithub, startGithub } from '../fakes/github/github.ts'
import type { Permissions } from '../fakes/github/permissions.ts'
import type { Conclusion, WorkflowRun } from '../fakes/github/state.ts'
import { type RunningStep, type StepOptions, type StepResult, startAction } from './runner.ts'
import { jobToken } from './runner-context.ts'

const token = jobToken

/** A run that the plan has started. */
export interface ReleaseRun {
  readonly id: number
  readonly inputs: Readonly<Record<string, string>> | undefined
  readonly createdAt: number
}

/** What the ledger keeps of an entry, as far as tests look at it. */
export interface KeptRecord {
  readonly state: string
  readonly due: number
  readonly correlation?: string
  readonly run?: { readonly id: number }
  readonly history: readonly { readonly state: string; readonly by: string }[]
}

/**
 * A repository whose refs lie in a real git repository, with a release workflow and a plan, for steps of the plan action. Each step belongs to a run of its own,
 * which GitHub shows as at work as long as the process lives.
 */
export interface PlanScene extends AsyncDisposable {
  readonly github: FakeGithub
  /** Puts a file on the default branch; undefined takes it away. */
  write(path: string, words: string | undefined): void
  /** The plan file: entries as YAML flow, with what comes before them. */
  plan(entries: readonly Readonly<Record<string, unknown>>[], head?: string): void
  /** The runs of the release workflow that were started, oldest first. */
  runs(): readonly ReleaseRun[]
  /** The entries that these runs are for, in alphabetical order. */
  started(): readonly string[]
  /** Brings a run of the release workflow to its end. */
  finish(id: number, conclusion?: Conclusion): void
  record(id: string): Promise<KeptRecord | undefined>
  run(inputs?: StepOptions['inputs'], options?: StepOptions): Promise<StepResult>
  start(inputs?: StepOptions['inputs'], options?: StepOptions): Promise<RunningStep>
  /** Lets so many milliseconds pass at GitHub, whose time the steps go by. */
  pass(milliseconds: number): void
  now(): number
  close(): Promise<void>
}

export const releaseWorkflow = `
name: Release
run-name: Release \${{ inputs.version }} \${{ inputs.plan-entry }}
on:
  workflow_dispatch:
    inputs:
      version: { required: true }
      plan-entry: { required: false }
`

export const planConfig = 'people: { alice: { github: alice }, bob: { github: bob } }\nadmins: [alice]\nenvironments: { production: {} }\n'
export const planHead = 'defaults: { workflow: release.yml, ref: main, environment: production, reminders: [] }\n'

/** A moment so many seconds from now, as a plan says it: to the millisecond where nothing else is wished. */
export const inSeconds = (seconds: number, from = Date.now()): string => new Date(from + seconds * 1000).toISOString()

/** An afternoon of ticks passes in a minute. */
const limits = { hourly: 100_000, contentPerMinute: 1000, contentPerHour: 10_000, pointsPerMinute: 100_000 }

export async function openPlanScene(permissions?: Permissions): Promise<PlanScene> {
  let ahead = 0
  const now = () => Date.now() + ahead
  const github = await startGithub({ token, state: { repository: 'acme/shop' }, limits, now, ...(permissions ? { permissions } : {}) })
  const git = await github.repository()
  const { files, runs } = github.state
  const write: PlanScene['write'] = (path, words) => {
    for (const ref of ['main', 'refs/heads/main']) {
      if (words === undefined) delete files[`${ref}:${path}`]
      else files[`${ref}:${path}`] = words
    }
  }
  write('.github/workflows/release.yml', releaseWorkflow)
  const change = (id: number, to: Partial<WorkflowRun>): void => {
    runs[id] = { status: 'completed', conclusion: null, file: 'plan.yml', title: 'Plan', ...runs[id], ...to }
  }
  let lastRun = 5000
  const start: PlanScene['start'] = async (inputs = {}, options = {}) => {
    lastRun++
    const id = Number(options.env?.GITHUB_RUN_ID ?? lastRun)
    const env = { GITHUB_API_URL: github.url, GITHUB_EVENT_NAME: 'schedule', GITHUB_RUN_ID: String(id), ...options.env }
    change(id, { status: 'in_progress', conclusion: null })
    const given = { config: planConfig, every: '10s', follow: '0s', issue: 'none', token, ...inputs }
    const step = await startAction('plan', { ...options, inputs: given, env })
    const ended = () => change(id, { status: 'completed', conclusion: 'failure' })
    step.done.then(ended, ended)
    return step
  }
  const released = (): readonly ReleaseRun[] =>
    Object.entries(runs)
      .filter(([, { file }]) => file === 'release.yml')
      .map(([id, { inputs, createdAt = 0 }]) => ({ id: Number(id), inputs, createdAt }))
  const close = () => github.close()
  return {
    github,
    write,
    plan: (entries, head = planHead) =>
      write('.github/release-plan.yml', `${head}entries:\n${entries.map((entry) => `  - ${JSON.stringify(entry)}\n`).join('')}`),
    runs: released,
    started: () =>
      released()
        .map(({ inputs }) => inputs?.['plan-entry']?.replace(/-[0-9a-z]{8}$/, '') ?? '')
        .sort(),
    finish: (id, conclusion = 'success') => change(id, { status: 'completed', conclusion }),
    record: async (id) => {
      const words = await git.blob(`refs/${referenceName('plan', id)}:record.json`)
      return words === undefined ? undefined : JSON.parse(words).value
    },
    run: async (inputs, options) => (await start(inputs, options)).done,
    start,
    pass: (milliseconds) => {
      ahead += milliseconds
    },
    now,
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** A calendar that is closed from one moment to another, in milliseconds since 1970, as it stands in a plan. */
export function closed(name: string, from: number, to: number): string {
  const words = (at: number) => new Date(at).toISOString().slice(0, 19).replace('T', ' ')
  return `time-zone: UTC\ncalendar: { deny: [{ name: ${JSON.stringify(name)}, from: '${words(from)}', to: '${words(to)}' }] }\n`
}
