import type { Policy } from '../approval/policy.ts'
import { type ApprovalRequest, newRequestId } from '../approval/request.ts'
import type { Environment } from '../config/environment.ts'
import type { Io } from '../kit/run.ts'
import type { ApproveInputs } from './approve-inputs.ts'
import { runFactsFrom } from './run-facts.ts'

/** Longer texts are cut off: nobody reads them in a chat. */
const longestDescription = 4000

interface Asked {
  readonly inputs: ApproveInputs
  readonly environment: Environment
  readonly commit: string
  /** Those that the release is for; empty: all. */
  readonly servers: readonly string[]
  readonly policy: Policy
  /** Milliseconds to decide. */
  readonly timeout: number
}

/** The request of this run, from what the runner says and the inputs. */
export function requestOf(io: Io, { inputs, environment, commit, servers, policy, timeout }: Asked): ApprovalRequest {
  const { run, attempt, url, repository, runNumber } = runFactsFrom(io.env, environment.project, environment.name)
  const opened = io.clock.now()
  return {
    id: newRequestId(),
    project: environment.project,
    environment: environment.name,
    level: environment.level,
    version: inputs.version || io.env.GITHUB_REF_NAME || commit.slice(0, 7),
    title: inputs.title.slice(0, 200),
    description: inputs.description.slice(0, longestDescription),
    repository,
    repositoryId: io.env.GITHUB_REPOSITORY_ID ?? '',
    commit,
    ...(servers.length > 0 ? { servers } : {}),
    ref: io.env.GITHUB_REF_NAME ?? '',
    workflow: io.env.GITHUB_WORKFLOW ?? '',
    run,
    attempt,
    ...(io.env.GITHUB_RUN_NUMBER ? { runNumber } : {}),
    ...(io.env.GITHUB_EVENT_NAME ? { event: io.env.GITHUB_EVENT_NAME } : {}),
    runUrl: url,
    requestedBy: requestersOf(io.env, inputs['requested-by']),
    opened,
    deadline: opened + timeout,
    policy,
  }
}

/** Who started the run, who started this attempt of it, and who else is said to have asked: none of them may decide. */
export function requestersOf(env: NodeJS.ProcessEnv, others: readonly string[]): readonly string[] {
  const logins = [...others, env.GITHUB_TRIGGERING_ACTOR, env.GITHUB_ACTOR].flatMap((login) => (login ? [login] : []))
  const first = new Map(logins.map((login) => [login.toLowerCase(), login] as const).reverse())
  return logins.filter((login, index) => first.get(login.toLowerCase()) === login && logins.indexOf(login) === index)
}
