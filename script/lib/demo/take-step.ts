import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { formatBytes } from '../../../src/kit/bytes.ts'
import { text } from '../../../src/kit/text.ts'
import { runPost, type StepOptions, type StepResult, startAction } from '../../../test/support/runner.ts'
import { askHosts, type HostFinding, mistakesIn } from './findings.ts'
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
  const end = await run(scene, step, number)
  const found = await askHosts(hosts, end.outputs.hosts)
  screen.lines(ending(screen, end))
  screen.lines(tableLines(screen, headings, found.map(cellsOf)).map((line) => indent + line))
  const mistakes = mistakesIn(step.expected, end, found, number)
  if (mistakes.length > 0) screen.lines([end.log, '', ...mistakes.map((mistake) => indent + screen.paint('red', mistake))])
  return mistakes.length === 0
}

/** The step and, as at the end of a job, the step that clears up behind it. Keeps the job summary. */
async function run(scene: Scene, step: Step, number: number): Promise<StepResult> {
  const started = await startAction(step.action, optionsFor(scene, step, number))
  const noMore = scene.place.atEnd(started.kill)
  const end = await started.done.finally(noMore)
  const post = await runPost(end, { onLine: () => {} })
  const summaries = join(scene.place.folder, 'summaries')
  mkdirSync(summaries, { recursive: true })
  writeFileSync(join(summaries, `${number}-${step.action}.md`), end.summary)
  if (post.code !== 0) throw new Error(`the post step of ${step.action} failed:\n${post.log}`)
  return end
}

/** Fills in what an older Node than GitHub gives them lacks; nothing where there is Node 24. */
const olderNode =
  'withResolvers' in Promise
    ? {}
    : { NODE_OPTIONS: `--require=${JSON.stringify(fileURLToPath(new URL('older-node.cjs', import.meta.url)))}` }

const optionsFor = ({ screen, hosts, shop, key }: Scene, { inputs }: Step, number: number): StepOptions => ({
  workspace: shop,
  inputs: { environment: 'production', locale: screen.locale, ...inputs },
  env: {
    DEPLOY_KEY: key,
    GITHUB_REPOSITORY: 'example/tea-shop',
    GITHUB_RUN_NUMBER: String(number),
    GITHUB_RUN_ID: String(1000 + number),
    ...olderNode,
  },
  onLine: logView(
    screen,
    hosts.map(({ name }) => name),
  ),
  timeout: 50_000,
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
