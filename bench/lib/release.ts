/** What a release costs as one step, and as three: bench/README.md. */
import { parseArgs } from 'node:util'
import { visitorOf } from '../../test/support/gate-page.ts'
import { openReleaseScene, type ReleaseScene } from '../../test/support/release-scene.ts'
import { type RunningStep, runAction, type StepResult, startAction } from '../../test/support/runner.ts'
import { describeProcessor } from './machine.ts'
import { median, rotated } from './statistics.ts'
import { markdownTable } from './table.ts'

const { values } = parseArgs({ options: { runs: { type: 'string', default: '11' } } })
const runs = Number(values.runs)

const scene = await openReleaseScene({ web1: {}, web2: {}, web3: {} })
const contenders = { 'one step': oneStep, 'three steps': threeSteps } as const
const times = new Map<keyof typeof contenders, number[]>()
let number = 0
for (let round = -1; round < runs; round++) {
  for (const [name, release] of rotated(Object.entries(contenders), round + 1) as [keyof typeof contenders, typeof oneStep][]) {
    scene.fleet.write({ 'version.txt': String(++number) })
    scene.showRun(number)
    const began = performance.now()
    await release(scene, { GITHUB_RUN_ID: String(number), GITHUB_RUN_NUMBER: String(number) })
    if (round >= 0) times.set(name, [...(times.get(name) ?? []), performance.now() - began])
  }
}
await scene.close()

const [whole, parts] = ['one step', 'three steps'].map((name) => median(times.get(name as keyof typeof contenders) ?? []))
const ratio = (whole ?? Number.NaN) / (parts ?? Number.NaN)
process.stdout.write(`${describeProcessor()}\n\n`)
process.stdout.write(
  `${markdownTable([
    [`a release to three hosts, told to four groups (median of ${runs})`, 'seconds', '÷ three steps', '≤ 1.5'],
    ['one step', ((whole ?? 0) / 1000).toFixed(2), ratio.toFixed(2), ratio <= 1.5 ? 'pass' : '**miss**'],
    ['approve, deploy, notify', ((parts ?? 0) / 1000).toFixed(2), '1.00', ''],
  ])}\n`,
)

/** Somebody clicks as soon as there is something to click. */
async function clicked(step: RunningStep): Promise<StepResult> {
  await (await visitorOf(step, 'alice')).decide('approve')
  return step.done
}

async function oneStep(place: ReleaseScene, env: Record<string, string>): Promise<void> {
  expectOutcome(await clicked(await place.start({}, { env })), 'released')
}

/** As a workflow would, the outputs of one handed to the next. */
async function threeSteps(place: ReleaseScene, env: Record<string, string>): Promise<void> {
  const { inputs: { source = '', ...inputs } = {}, ...step } = place.step({}, { env })
  const approved = await clicked(await startAction('approve', { ...step, inputs }))
  const receipt = expectOutcome(approved, 'approved').receipt ?? ''
  const hosts = expectOutcome(await runAction('deploy', { ...step, inputs: { ...inputs, source, receipt } }), 'released').hosts ?? ''
  expectOutcome(await runAction('notify', { ...step, inputs: { ...inputs, receipt, hosts, status: 'success' } }), 'delivered')
}

function expectOutcome({ outputs, log }: StepResult, wanted: string): Readonly<Record<string, string>> {
  if (outputs.outcome !== wanted) throw new Error(`a step ended as ${outputs.outcome}:\n${log}`)
  return outputs
}
