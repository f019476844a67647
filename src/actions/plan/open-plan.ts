import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Config, channelNamed, directoryOf } from '../../config/config.ts'
import type { Directory } from '../../config/people.ts'
import { fieldsOf, wordsIn } from '../../github/answer.ts'
import { type GitHub, gitHubWith } from '../../github/client.ts'
import type { Clock } from '../../kit/clock.ts'
import { InputError } from '../../kit/errors.ts'
import { type Http, httpWith } from '../../kit/http.ts'
import type { Io } from '../../kit/run.ts'
import { text } from '../../kit/text.ts'
import type { RuledCalendar } from '../../plan/calendar/calendar-of.ts'
import { type CorrectedClock, correctedClock } from '../../plan/corrected-clock.ts'
import type { PlanSource } from '../../plan/source/source.ts'
import { hideSecrets } from '../hide-secrets.ts'
import { loadProject } from '../load-project.ts'
import type { PlanInputs } from '../plan-inputs.ts'
import type { Task } from './task.ts'

/** A plan that is open: where it is kept, who may change it, and the repository that it is about. */
export interface OpenPlan {
  readonly config: Config
  readonly project: string
  readonly directory: Directory
  readonly github: GitHub
  /** `owner/name`. */
  readonly repository: string
  /** The default branch. */
  readonly branch: string
  /** Zone in which people are told times that have none. */
  readonly zone: string
  /** Goes by GitHub’s time. */
  readonly clock: CorrectedClock
  readonly sources: readonly PlanSource[]
  calendar(): Promise<RuledCalendar>
}

export const usualPlanFile = '.github/release-plan.yml'

/** Reads the configuration and opens what the plan is kept in. Throws an InputError or RemoteError; nothing has been touched then. */
export async function openPlan(io: Io, inputs: PlanInputs, task: Task): Promise<OpenPlan> {
  io.log.mask(inputs.token)
  const repository = io.env.GITHUB_REPOSITORY ?? ''
  if (!repository) throw noRepository
  const clock = correctedClock(io.clock)
  const github = gitHubWith(inputs.token, io.env, { http: learning(httpWith({ env: io.env }), clock), clock: io.clock })
  const [{ config, project }, branch] = await Promise.all([loadProject(io, inputs, github), defaultBranch(github, repository)])
  hideSecrets(config)
  const ground = { io, inputs, config, github, repository, branch, clock }
  const { openSources } = await import('./open-sources.ts')
  const files = await openSources(ground, task === 'check' ? fromWorkspace(io) : undefined)
  return {
    config,
    project,
    directory: directoryOf(config),
    github,
    repository,
    branch,
    clock,
    zone: files.zone,
    sources: files.sources,
    calendar: async () => (await import('./open-calendar.ts')).openCalendar(files.calendars),
  }
}

const noRepository = new InputError({
  code: 'invalid-input',
  problem: text(
    'GITHUB_REPOSITORY is not set: which repository is planned is not known.',
    '没有设置 GITHUB_REPOSITORY：不知道计划属于哪个仓库。',
  ),
})

async function defaultBranch(github: GitHub, repository: string): Promise<string> {
  const answer = await github.act({ path: `/repos/${repository}`, needs: 'metadata: read' })
  return wordsIn(fieldsOf(answer.json()).default_branch) || 'main'
}

/** Every answer of GitHub tells its time. */
const learning = (http: Http, clock: CorrectedClock): Http => ({
  ...http,
  send: async (request) => {
    const asked = clock.uncorrected.now()
    const response = await http.send(request)
    const { date } = response.headers
    if (typeof date === 'string') clock.learn(Date.parse(date), asked, clock.uncorrected.now())
    return response
  },
})

/** Reads files as the workspace has them: those of the change that is checked. */
const fromWorkspace =
  ({ env }: Pick<Io, 'env'>) =>
  (path: string): Promise<string | undefined> =>
    readFile(resolve(env.GITHUB_WORKSPACE ?? process.cwd(), path), 'utf8').catch(() => undefined)

/** What it takes to open the places where a plan is kept. */
export interface PlanGround {
  readonly io: Io
  readonly inputs: PlanInputs
  readonly config: Config
  readonly github: GitHub
  readonly repository: string
  readonly branch: string
  readonly clock: Clock
}

export const channelOf = (config: Config) => (name: string) => channelNamed(config, name)
