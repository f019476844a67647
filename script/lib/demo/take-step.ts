import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { formatBytes } from '../../../src/kit/bytes.ts'
import { text } from '../../../src/kit/text.ts'
import { runPost, type StepOptions, type StepResult, startAction } from '../../../test/support/runner.ts'
import { askHosts, type HostFinding, mistakesIn } from './findings.ts'
import { askForApproval } from './gate.ts'
import type { DemoHost } from './host.ts'
import { logView } from './log-view.ts'
import type { Place } from './place.ts'
import { type Cell, indent, type Screen, tableLines } from './screen.ts'
import type { Step } from './steps.ts'
import { ending } from './words.ts'

export interface Scene {
  readonly screen: Screen
  readonly place: Place
  readonly hosts: readonly DemoHost[]
  /** Folder of the repository: the workspace of the job. */
  readonly shop: string
  /** Opens the hosts. */
  readonly key: string
}

/** Runs the action of a step as the runner does, shows what came of it, and tells whether that is what was to come. */
export async function takeStep(scene: Scene, step: Step, number: number): Promise<boolean> {
  const { screen, hosts } = scene
  await screen.pause(text('Press Enter.', '按回车继续。'))
  const receipt = step.isGuarded ? await approvalOf(scene, step, number) : ''
  if (receipt === undefined) return false
  const end = await run(scene, step.isGuarded ? guarded(step, receipt) : step, number)
  const found = await askHosts(hosts, end.outputs.hosts)
  screen.lines(ending(screen, end))
  screen.lines(tableLines(screen, headings, found.map(cellsOf)).map((line) => indent + line))
  const mistakes = mistakesIn(step.expected, end, found, number)
  if (mistakes.length > 0) screen.lines([end.log, '', ...mistakes.map((mistake) => indent + screen.paint('red', mistake))])
  return mistakes.length === 0
}

/** Asks for the approval that a step needs; resolves to its receipt, or to nothing where it was not given. */
async function approvalOf(scene: Scene, step: Step, number: number): Promise<string | undefined> {
  const { screen, place } = scene
  const inputs = { version: step.inputs.version ?? '', commit: headOf(scene.shop), 'config-ref': 'workspace', token: '' }
  const end = await askForApproval(screen, place, optionsFor(scene, { inputs }, number))
  keepSummary(place, `${number}-approve`, end)
  screen.lines(ending(screen, { ...end, annotations: end.annotations.filter(({ level }) => level === 'error') }))
  if (end.outputs.outcome === 'approved') return end.outputs.receipt
  screen.line(indent + screen.paint('yellow', text('So nothing goes out.', '因此不会发布。')))
  return undefined
}

const headOf = (folder: string): string => execFileSync('git', ['rev-parse', 'HEAD'], { cwd: folder, encoding: 'utf8' }).trim()

/** The same step, refusing to run without an approval of this very commit. */
const guarded = (step: Step, receipt: string | undefined): Step => ({
  ...step,
  inputs: {
    ...step.inputs,
    receipt: receipt ?? '',
    config: '{ environments: { production: { deploy: { requires-approval: true } } } }',
  },
})

/** The step and, as at the end of a job, the step that clears up behind it. Keeps the job summary. */
async function run(scene: Scene, step: Step, number: number): Promise<StepResult> {
  const started = await startAction(step.action, optionsFor(scene, step, number))
  const noMore = scene.place.atEnd(started.kill)
  const end = await started.done.finally(noMore)
  const post = await runPost(end, { onLine: () => {} })
  keepSummary(scene.place, `${number}-${step.action}`, end)
  if (post.code !== 0) throw new Error(`the post step of ${step.action} failed:\n${post.log}`)
  return end
}

function keepSummary({ folder }: Place, name: string, { summary }: StepResult): void {
  const summaries = join(folder, 'summaries')
  mkdirSync(summaries, { recursive: true })
  writeFileSync(join(summaries, `${name}.md`), summary)
}

/** Fills in what an older Node than GitHub gives them lacks; nothing where there is Node 24. */
const olderNode =
  'withResolvers' in Promise
    ? {}
    : { NODE_OPTIONS: `--require=${JSON.stringify(fileURLToPath(new URL('older-node.cjs', import.meta.url)))}` }

const optionsFor = ({ screen, hosts, shop, key }: Scene, { inputs }: Pick<Step, 'inputs'>, number: number): StepOptions => ({
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

const headings = [
  text('host', '主机'),
  text('page', '页面'),
  text('release', '版本'),
  text('health', '健康'),
  text('visits', '访问'),
  text('sent', '已发送'),
]

const cellsOf = (host: HostFinding): Cell[] => [
  { words: host.name, style: 'bold' },
  { words: host.page },
  { words: host.release || '–' },
  { words: String(host.health), style: host.health === 200 ? 'green' : 'red' },
  { words: String(host.visits) },
  { words: host.sent > 0 ? formatBytes(host.sent) : text('nothing', '无') },
]
