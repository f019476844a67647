import { execFileSync } from 'node:child_process'
import { formatBytes } from '../../../src/kit/bytes.ts'
import { type Text, text } from '../../../src/kit/text.ts'
import { runPost, type StepResult, startAction } from '../../../test/support/runner.ts'
import { askHosts, type HostFinding, mistakesIn } from './findings.ts'
import { askForApproval } from './gate.ts'
import { keepSummary, optionsFor, type Scene } from './scene.ts'
import { type Cell, indent, tableLines } from './screen.ts'
import type { Step } from './steps.ts'
import { tellPeople } from './tell-people.ts'
import { ending } from './words.ts'

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
  if (mistakes.length > 0) return complain(scene, end.log, mistakes)
  const untold = step.isTold ? await tellPeople(scene, step, { ...end.outputs, receipt }, number) : undefined
  return untold ? complain(scene, untold.log, untold.mistakes) : true
}

/** Shows what is not as it was to be, below the log; false, as a step that did not go as told. */
function complain({ screen }: Scene, log: string, mistakes: readonly Text[]): false {
  screen.lines([log, '', ...mistakes.map((mistake) => indent + screen.paint('red', mistake))])
  return false
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
