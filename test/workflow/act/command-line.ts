import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { defaultNode, jobToken, repositoryRoot } from '../../support/runner-context.ts'
import { temporaryFolder } from '../../support/temporary.ts'
import { knownToAct } from './known-to-act.ts'

/** What a workflow is run with. */
export interface Order {
  readonly workflow: string
  readonly event: string
  readonly payload: unknown
  readonly actor: string
  /** `GITHUB_…` of every step. */
  readonly facts: Readonly<Record<string, string>>
  readonly secrets: Readonly<Record<string, string>>
  readonly vars: Readonly<Record<string, string>>
  /** Environment of the runner itself. */
  readonly env: Readonly<Record<string, string>>
  /** A folder whose commands come before the machine's. */
  readonly commands: string
}

const standIns = join(repositoryRoot, 'test/workflow/stand-ins')
const own = 'sallyport/sallyport'
const labels = ['ubuntu-latest', 'self-hosted', 'linux']

/** Lays out what act needs in a folder of its own, and says how to call it. */
export async function layOut(order: Order) {
  const folder = await temporaryFolder('act')
  const put = (name: string, content: string) => {
    writeFileSync(join(folder, name), content)
    return join(folder, name)
  }
  for (const name of ['work', 'home', 'cache']) mkdirSync(join(folder, name))
  const pairs = (option: string, values: Readonly<Record<string, string>>) =>
    Object.entries(values).flatMap(([name, value]) => [option, `${name}=${value}`])
  const repositories = await Promise.all(usesIn(order.workflow).map(localFolder))
  return {
    folder,
    arguments: [
      order.event,
      ...['--directory', join(folder, 'work'), '--workflows', put('workflow.yml', knownToAct(order.workflow))],
      ...['--eventpath', put('event.json', JSON.stringify(order.payload)), '--actor', order.actor],
      ...['--secret-file', put('secrets.yaml', JSON.stringify({ ...order.secrets, GITHUB_TOKEN: jobToken }))],
      ...['--var-file', put('vars.yaml', JSON.stringify(order.vars))],
      ...['--action-cache-path', join(folder, 'cache'), '--no-cache-server', '--no-skip-checkout'],
      ...labels.flatMap((label) => ['--platform', `${label}=-self-hosted`]),
      ...repositories.flatMap((mapped) => ['--local-repository', mapped]),
      ...pairs('--env', order.facts),
    ],
    env: {
      PATH: [order.commands, join(defaultNode(), '..'), process.env.PATH].join(':'),
      HOME: join(folder, 'home'),
      XDG_CACHE_HOME: join(folder, 'cache'),
      GIT_CONFIG_NOSYSTEM: '1',
      npm_config_offline: 'true',
      npm_config_audit: 'false',
      npm_config_fund: 'false',
      npm_config_update_notifier: 'false',
      ...order.env,
    },
  }
}

/** Every `owner/name@ref` that a workflow takes actions from, also by our reusable workflow. */
function usesIn(workflow: string): readonly string[] {
  const found = [...workflow.matchAll(/\buses: ([\w.-]+\/[\w.-]+)(\/[\w./-]+)?(@[\w.-]+)/g)]
  const below = found.flatMap(([, name, path = '']) =>
    name === own && path.startsWith('/.github/') ? usesIn(readFileSync(join(repositoryRoot, path), 'utf8')) : [],
  )
  return [...new Set([...found.map(([, name, , ref]) => `${name}${ref}`), ...below])]
}

/** `owner/name@ref=folder`: ours is what people would fetch, others have stand-ins. */
async function localFolder(wanted: string): Promise<string> {
  const [name = ''] = wanted.split('@')
  const folder = name === own ? await ours() : join(standIns, name)
  if (!existsSync(folder)) throw new Error(`nothing stands in for ${name}: put an action into ${folder}`)
  return `${wanted}=${folder}`
}

let copy: Promise<string> | undefined

/** What an action needs of the repository: act copies all of it for each step, and a build may come in between. */
function ours(): Promise<string> {
  copy ??= temporaryFolder('ours').then((folder) => {
    const parts = ['actions', 'dist', 'action.yml'].filter((name) => existsSync(join(repositoryRoot, name)))
    for (const name of parts) cpSync(join(repositoryRoot, name), join(folder, name), { recursive: true })
    const workflows = '.github/workflows'
    mkdirSync(join(folder, workflows), { recursive: true })
    for (const name of readdirSync(join(repositoryRoot, workflows)))
      writeFileSync(join(folder, workflows, name), knownToAct(readFileSync(join(repositoryRoot, workflows, name), 'utf8')))
    return folder
  })
  return copy
}
