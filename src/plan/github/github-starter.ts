import { cancelRun } from '../../github/cancel-run.ts'
import type { GitHub } from '../../github/client.ts'
import { dispatchWorkflow } from '../../github/dispatch.ts'
import { findDispatched } from '../../github/dispatched.ts'
import { isRunAlive, type RunStage, runState } from '../../github/run-state.ts'
import { setWaitTimer } from '../../github/wait-timer.ts'
import type { Workflow } from '../../github/workflow.ts'
import { readWorkflow } from '../../github/workflow-file.ts'
import { checkInputs } from '../../github/workflow-inputs.ts'
import type { Clock } from '../../kit/clock.ts'
import { RemoteError } from '../../kit/errors.ts'
import { joinText, type Text, text } from '../../kit/text.ts'
import type { PlanEntry } from '../entry.ts'
import type { Refusal } from '../refusal.ts'
import type { FindAnswer, RunProgress, SoughtRun, StartAnswer, StartedRun, Starter, StartOrder } from '../starter.ts'
import { commitInput, givenInputs, showsEntry } from './given-inputs.ts'
import { wantedCommit } from './wanted-commit.ts'

interface World {
  readonly github: GitHub
  readonly repository: string
  /** The default branch. */
  readonly branch: string
  readonly clock: Clock
  readonly signal: AbortSignal
  /** The environment whose timer holds what is started early; empty: none. */
  readonly holdEnvironment: string
  /** The people behind the owner of an entry, by their names, separated by commas. */
  requestedBy?(owner: string): string
}

/** With what was found out a moment ago, so that between the last look at the plan and the start there is one request. */
interface Desk extends World {
  readonly known: Map<string, { readonly at: number; readonly found: Promise<Found> }>
}

/** So long is what was found out good enough, in milliseconds. */
const freshness = 20_000

/** Starts runs at GitHub itself. Needs `actions: write`; for the timer of an environment `administration: write`. */
export function gitHubStarter(given: World): Starter {
  const world: Desk = { ...given, known: new Map() }
  const { github, repository, signal } = world
  let turn: Promise<unknown> = Promise.resolve()
  return {
    examine: async (entry) => {
      const made = await orderOf(world, entry, 'x')
      return made.state === 'refused' ? made.refusal : undefined
    },
    start: (order) => {
      if (world.holdEnvironment === '') return order.isEarly ? Promise.resolve(refused({ problem: noTimer })) : dispatch(world, order)
      const started = turn.then(() => startInTurn(world, order))
      turn = started.then((answer) => settled(world, order, answer)).catch(() => undefined)
      return started
    },
    find: (sought) => find(world, sought),
    progressOf: async ({ id }) => {
      const found = await runState(github, repository, id, signal)
      if (!found.isKnown) throw unreachable(found.why)
      return progressOf(found.value.stage)
    },
    isAtWork: async ({ run, attempt }) => {
      const alive = await isRunAlive(github, repository, Number(run), attempt, signal)
      return alive.isKnown ? alive.value : true
    },
    stop: async ({ id }) => {
      const done = await cancelRun(github, repository, id, signal)
      if (!done.isKnown) throw unreachable(done.why)
    },
  }
}

const unreachable = (problem: Text): RemoteError => new RemoteError({ code: 'network-failed', problem, party: 'GitHub', retryable: true })

function progressOf(stage: RunStage): RunProgress {
  if (stage === 'queued' || stage === 'waiting' || stage === 'in-progress') return 'at-work'
  if (stage === 'success') return 'released'
  return stage === 'cancelled' || stage === 'skipped' || stage === 'stale' || stage === 'gone' ? 'stopped' : 'failed'
}

type Refused = { readonly state: 'refused'; readonly refusal: Refusal }
type Order = { readonly state: 'ready'; readonly ref: string; readonly inputs: Readonly<Record<string, string>> } | Refused
type Found = { readonly state: 'found'; readonly ref: string; readonly commit: string; readonly workflow: Workflow } | Refused

/** What is dispatched for an entry, or why it cannot be. */
async function orderOf(desk: Desk, entry: PlanEntry, correlation: string): Promise<Order> {
  const found = await foundFor(desk, entry)
  if (found.state === 'refused') return found
  const { workflow, commit, ref } = found
  if (commit && !workflow.inputs.has(commitInput)) return refused(takesNoCommit(workflow))
  const inputs = givenInputs(workflow, entry, { correlation, commit, requestedBy: desk.requestedBy?.(entry.owner) ?? '' })
  const [problem, ...more] = checkInputs(workflow, inputs)
  return problem ? refused({ problem: joinText([problem, ...more]) }) : { state: 'ready', ref, inputs }
}

function foundFor(desk: Desk, entry: PlanEntry): Promise<Found> {
  const key = JSON.stringify([entry.ref, entry.workflow])
  const known = desk.known.get(key)
  if (known && desk.clock.now() - known.at < freshness) return known.found
  const found = findFor(desk, entry)
  desk.known.set(key, { at: desk.clock.now(), found })
  const forget = () => desk.known.delete(key)
  found.then(({ state }) => state === 'refused' && forget(), forget)
  return found
}

async function findFor({ github, repository, branch, signal }: Desk, entry: PlanEntry): Promise<Found> {
  const wanted = await wantedCommit(github, repository, entry.ref, branch, signal)
  if (wanted.state === 'refused') return wanted
  const read = await readWorkflow(github, repository, entry.workflow, wanted.ref)
  if (read.state === 'found') return { state: 'found', ref: wanted.ref, commit: wanted.commit, workflow: read.workflow }
  const remedy = 'remedy' in read ? read.remedy : undefined
  return refused({ problem: read.problem, ...(remedy ? { remedy } : {}) })
}

const refused = (refusal: Refusal): Refused => ({ state: 'refused', refusal })

const takesNoCommit = ({ path }: Workflow): Refusal => ({
  problem: text(
    `GitHub starts branches and tags, no commits, and ${path} has no input “commit” to be told which one is meant.`,
    `GitHub 只能启动分支和标签，不能直接启动提交，而 ${path} 没有用于告知提交的输入“commit”。`,
  ),
  remedy: text(
    'Add the input “commit” to it and check that out, or plan a branch or tag.',
    '请为其添加输入“commit”并检出该提交，或在计划中使用分支或标签。',
  ),
})

/** After that others may take it for never begun: then nothing is sent any more. Milliseconds after somebody set out. */
const sendLimit = { prompt: 30_000, early: 180_000 }

async function dispatch(world: Desk, { entry, correlation, armedAt, isEarly }: StartOrder): Promise<StartAnswer> {
  const order = await orderOf(world, entry, correlation)
  if (order.state === 'refused') return order
  if (world.clock.now() - armedAt > sendLimit[isEarly ? 'early' : 'prompt']) return { state: 'not-sent', problem: tooSlow }
  const { workflow } = entry
  const { github, repository, signal } = world
  const answer = await dispatchWorkflow(github, repository, { workflow, ref: order.ref, inputs: order.inputs }, signal)
  if (answer.state === 'dispatched') return { state: 'started', run: answer.run }
  if (answer.state !== 'refused') return answer
  const { problem, remedy } = answer
  if (!answer.isPermanent) return { state: 'not-sent', problem }
  return { state: 'refused', refusal: { problem, ...(remedy ? { remedy } : {}) } }
}

const noTimer = text(
  'To start it early, “hold-environment” must name an environment whose wait timer holds it.',
  '要提前启动，“hold-environment”必须指定一个用等待计时器保持它的环境。',
)
const tooSlow = text('Finding out what is to be started took too long.', '查明要启动的内容耗时过长。')

/** A run that was started is at its timer within so many looks, so many milliseconds apart; then the timer may be set for another. */
const [looks, lookPause] = [20, 3000]

/** Sets the timer of the environment and starts the run, one at a time: the timer is read when a run comes to it. What starts now must not find the time of another. */
async function startInTurn(world: Desk, order: StartOrder): Promise<StartAnswer> {
  const { github, repository, holdEnvironment, clock, signal } = world
  const minutes = order.isEarly ? Math.ceil((order.start - clock.now()) / 60_000) : 0
  const set = await setWaitTimer(github, repository, holdEnvironment, Math.max(0, minutes), signal)
  if (!set.isKnown && order.isEarly)
    return { state: 'refused', refusal: { problem: set.why, ...(set.remedy ? { remedy: set.remedy } : {}) } }
  return dispatch(world, order)
}

/** The run has come to its timer. */
async function settled({ github, repository, clock, signal }: Desk, { isEarly }: StartOrder, answer: StartAnswer): Promise<void> {
  if (!isEarly || answer.state !== 'started') return
  for (let look = 0; look < looks; look++) {
    const found = await runState(github, repository, answer.run.id, signal)
    if (found.isKnown && found.value.stage !== 'queued' && found.value.stage !== 'in-progress') return
    await clock.sleep(lookPause, signal)
  }
}

async function find(world: World, { workflow, correlation, armedAt, branch, isCertain = false }: SoughtRun): Promise<FindAnswer> {
  const { github, repository, signal } = world
  const found = await findDispatched(github, repository, { workflow, since: armedAt, ref: '', correlation }, signal)
  if (!found.isKnown) throw unreachable(found.why)
  const { matching, others, isWhole } = found.value
  const [run] = matching
  if (run) return { state: 'found', run: startedRun(run) }
  const since = others.filter(({ createdAt }) => createdAt === undefined || createdAt >= armedAt - 2000)
  const [only] = since
  if (isCertain && isWhole && only && since.length === 1) return { state: 'found', run: startedRun(only) }
  if (!isWhole) return { state: 'doubtful' }
  if (since.length === 0) return { state: 'absent' }
  // Only where its title would have to show the entry, at whatever it was started from, the others are surely none of it.
  const places = new Set(['default-branch', branch || 'default-branch'])
  const read = await Promise.all([...places].map((place) => readWorkflow(github, repository, workflow, place)))
  const isShown = read.every((one) => one.state === 'found' && showsEntry(one.workflow))
  return { state: branch !== undefined && isShown ? 'absent' : 'doubtful' }
}

const startedRun = ({ id, url }: StartedRun): StartedRun => ({ id, url })
