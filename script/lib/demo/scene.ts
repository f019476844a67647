import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { StepOptions, StepResult } from '../../../test/support/runner.ts'
import type { Inbox } from '../inbox/inbox.ts'
import type { DemoHost } from './host.ts'
import { logView } from './log-view.ts'
import type { Place } from './place.ts'
import type { Screen } from './screen.ts'
import type { Step } from './steps.ts'

export interface Scene {
  readonly screen: Screen
  readonly place: Place
  readonly hosts: readonly DemoHost[]
  /** Folder of the repository: the workspace of the job. */
  readonly shop: string
  /** Opens the hosts. */
  readonly key: string
  /** Where people are told. */
  readonly inbox: Inbox
}

/** Fills in what an older Node than GitHub gives them lacks; nothing where there is Node 24. */
const olderNode =
  'withResolvers' in Promise
    ? {}
    : { NODE_OPTIONS: `--require=${JSON.stringify(fileURLToPath(new URL('older-node.cjs', import.meta.url)))}` }

/** How the runner would start a step of run `number`, which carol has started. */
export const optionsFor = ({ screen, hosts, shop, key }: Scene, { inputs }: Pick<Step, 'inputs'>, number: number): StepOptions => ({
  workspace: shop,
  inputs: { environment: 'production', locale: screen.locale, ...inputs },
  env: {
    DEPLOY_KEY: key,
    SALLYPORT_SIGNING_KEY: key,
    GITHUB_ACTOR: 'carol',
    GITHUB_TRIGGERING_ACTOR: 'carol',
    GITHUB_REPOSITORY: 'example/tea-shop',
    GITHUB_RUN_NUMBER: String(number),
    GITHUB_RUN_ID: String(1000 + number),
    ...olderNode,
  },
  onLine: logView(
    screen,
    hosts.map(({ name }) => name),
  ),
  timeout: screen.isAttended ? 3_600_000 : 50_000,
})

/** Keeps what the page of the run would show. */
export function keepSummary({ folder }: Place, name: string, { summary }: StepResult): void {
  const summaries = join(folder, 'summaries')
  mkdirSync(summaries, { recursive: true })
  writeFileSync(join(summaries, `${name}.md`), summary)
}
