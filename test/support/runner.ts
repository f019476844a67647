import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { defaultNode, inputEnvironment, jobEnvironment, readManifest, repositoryRoot } from './runner-context.ts'
import { follow, type RunningStep, type StepOptions, type StepResult } from './runner-step.ts'
import { temporaryFolder } from './temporary.ts'

export type { RunningStep, StepOptions, StepResult } from './runner-step.ts'

/** Runs a step of an action of this repository to its end, the way GitHub's runner does. */
export const runAction = async (action: string, options: StepOptions = {}): Promise<StepResult> => (await startAction(action, options)).done

/** Runs the post step that belongs to an ended main step: same inputs and environment, and the state that it left. */
export function runPost({ action, options, state }: StepResult, more: StepOptions = {}): Promise<StepResult> {
  const { signalAt: _, ...kept } = options
  return runAction(action, { ...kept, ...more, entry: 'post', state })
}

/** Cancels as the runner does: SIGINT, 7.5 s later SIGTERM, 2.5 s later SIGKILL. */
export async function cancel(step: RunningStep): Promise<StepResult> {
  const ended = step.done.then(() => true)
  for (const [signal, patience] of [
    ['SIGINT', 7500],
    ['SIGTERM', 2500],
  ] as const) {
    step.signal(signal)
    if (await Promise.race([ended, delay(patience, false, { ref: false })])) return step.done
  }
  step.kill()
  return step.done
}

/** The whole is at the root, its parts are below `actions`. */
const homeOf = (action: string): string => (action === 'release' ? repositoryRoot : join(repositoryRoot, 'actions', action))

/** Starts a step and hands it over while it runs. */
export async function startAction(action: string, options: StepOptions = {}): Promise<RunningStep> {
  const manifest = readManifest(options.folder ?? homeOf(action))
  const script = options.entry === 'post' ? manifest.post : manifest.main
  if (!script) throw new Error(`the action ${action} has no post step`)
  const folder = await temporaryFolder('step')
  const files = stepFiles(folder, options)
  const context = { ...jobEnvironment, ...files, ...options.env }
  const env = {
    ...context,
    ...inputEnvironment(manifest.defaults, options.inputs ?? {}, context),
    ...Object.fromEntries(Object.entries(options.state ?? {}).map(([name, value]) => [`STATE_${name}`, value])),
  }
  const child = spawn(options.nodePath ?? defaultNode(), [script], { cwd: files.GITHUB_WORKSPACE, env, stdio: ['ignore', 'pipe', 'pipe'] })
  return follow({ action, options, folder, files, child })
}

/** The files and folders that a step finds in its environment. */
function stepFiles(folder: string, { workspace, temp, event }: StepOptions) {
  const [home, files] = [join(folder, 'home'), join(folder, 'files')]
  const places = { GITHUB_WORKSPACE: workspace ?? join(folder, 'workspace'), RUNNER_TEMP: temp ?? join(folder, 'temp'), HOME: home }
  for (const place of [...Object.values(places), files]) mkdirSync(place, { recursive: true })
  const commandFiles = {
    GITHUB_OUTPUT: join(files, 'output'),
    GITHUB_STATE: join(files, 'state'),
    GITHUB_ENV: join(files, 'env'),
    GITHUB_PATH: join(files, 'path'),
    GITHUB_STEP_SUMMARY: join(files, 'summary'),
  }
  for (const file of Object.values(commandFiles)) writeFileSync(file, '')
  const eventPath = join(files, 'event.json')
  writeFileSync(eventPath, JSON.stringify(event ?? {}))
  return { PATH: process.env.PATH ?? '', ...places, ...commandFiles, GITHUB_EVENT_PATH: eventPath }
}
