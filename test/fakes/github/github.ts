import type { IncomingMessage } from 'node:http'
import { accessRoutes } from './access.ts'
import { type Acting, actingIn } from './acting.ts'
import { annotationRoutes } from './annotations.ts'
import { type ApiAnswer, type ApiRequest, type ApiRoute, badCredentials, notAccessible, notFound, unauthorized } from './answers.ts'
import { checkRoutes } from './checks.ts'
import { commentRoutes } from './comments.ts'
import { commitCommentRoutes } from './commit-comments.ts'
import { commitRoutes } from './commits.ts'
import { conditional } from './conditional.ts'
import { contentRoutes } from './contents.ts'
import { deploymentRoutes } from './deployments.ts'
import { environmentRoutes } from './environments.ts'
import { type Faults, faultList } from './faults.ts'
import { objectRoutes } from './git-objects.ts'
import { referenceRoutes } from './git-references.ts'
import { bareRepository, type GitRepository } from './git-repository.ts'
import { issueRoutes } from './issues.ts'
import { jobRoutes } from './jobs.ts'
import { type Limits, meterOf, usualLimits } from './limits.ts'
import { type LogStore, logStore } from './log-store.ts'
import { isAllowed, type Permissions } from './permissions.ts'
import { type OpenRepository, refRoutes } from './refs.ts'
import { runRoutes } from './runs.ts'
import { readRequest, serve } from './server.ts'
import { actionsBot, emptyState, type GithubState } from './state.ts'
import { workflowRoutes } from './workflows.ts'
import { type World, worldOf } from './world.ts'

/** A request as it was answered. */
export interface RecordedRequest extends ApiRequest {
  /** When it came, by the clock of the fake. */
  readonly at: number
  /** Undefined: no answer, or none yet. */
  readonly status: number | undefined
  /** Whether it was taken from the hourly quota. */
  readonly isCounted: boolean
}

/** A small GitHub: the REST calls that the actions make, with answers shaped as the real ones and its own rules. */
export interface FakeGithub {
  /** What goes into GITHUB_API_URL. */
  readonly url: string
  readonly requests: readonly RecordedRequest[]
  /** What it knows; tests change it while it runs. */
  readonly state: GithubState
  readonly people: Acting
  readonly limits: Limits
  readonly faults: Faults
  /** What each token may do; a token that is not in it is foreign. Undefined: everything. */
  readonly tokens: Map<string, Permissions | undefined>
  /** Where the logs of jobs are, at another address. */
  readonly logs: LogStore
  /** The repository behind the git database. */
  repository(): Promise<GitRepository>
  /** Answers the next request with this instead: a fault. */
  failNext(answer: ApiAnswer): void
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

export interface GithubOptions {
  readonly token: string
  readonly state?: Partial<GithubState>
  readonly routes?: readonly ApiRoute[]
  /** Of the token. Default: everything. */
  readonly permissions?: Permissions
  readonly limits?: Partial<Limits>
  /** Milliseconds since 1970. */
  readonly now?: () => number
  /** `/api/v3` on a server of one's own. */
  readonly basePath?: string
  /** The repository has no commit yet. */
  readonly isEmpty?: boolean
}

/** Starts it on 127.0.0.1. Only known tokens open it, as with a private repository; any other gets GitHub's 404, none a 401. */
export async function startGithub(options: GithubOptions): Promise<FakeGithub> {
  const { now = Date.now, basePath = '' } = options
  const state: GithubState = { ...emptyState(), ...options.state }
  state.people.set(actionsBot.login, actionsBot)
  const world = worldOf(state, now)
  let opened: Promise<GitRepository> | undefined
  const repository = () => {
    opened ??= bareRepository(state.defaultBranch, options.isEmpty)
    return opened
  }
  const logs = logStore(now)
  const limits = { ...usualLimits(), ...options.limits }
  const faults = faultList()
  const tokens = new Map([[options.token, options.permissions]])
  const requests: RecordedRequest[] = []
  const answering = answers([...(options.routes ?? []), ...allRoutes(world, repository, () => opened, logs)], tokens)
  const handle = recorded({ requests, now, faults, answering, meter: meterOf(limits, now) })
  const server = await serve(async (incoming: IncomingMessage) =>
    handle(await readRequest(incoming, basePath, new Map([[state.repositoryId, state.repository]]))),
  )
  const close = async () => {
    await Promise.all([server.close(), logs.close()])
    ;(await opened)?.close()
  }
  return {
    url: `${server.url}${basePath}`,
    requests,
    state,
    people: actingIn(world),
    limits,
    faults,
    tokens,
    logs,
    repository,
    failNext: (answer) => faults.next({ does: answer }),
    close,
    [Symbol.asyncDispose]: close,
  }
}

const allRoutes = (world: World, repository: () => Promise<GitRepository>, open: OpenRepository, logs: LogStore): ApiRoute[] => [
  ...accessRoutes(world),
  ...issueRoutes(world),
  ...commentRoutes(world),
  ...runRoutes(world, open),
  ...workflowRoutes(world, open),
  ...jobRoutes(world, logs),
  ...annotationRoutes(world),
  ...deploymentRoutes(world),
  ...environmentRoutes(world),
  ...commitCommentRoutes(world),
  ...checkRoutes(world),
  ...commitRoutes(world, open),
  ...contentRoutes(world, repository, open),
  ...refRoutes(world, open),
  ...referenceRoutes(world, repository),
  ...objectRoutes(world, repository),
]

type Answering = (request: ApiRequest) => Promise<ApiAnswer>

/** Who asks, may they, and what is there. */
const answers =
  (routes: readonly ApiRoute[], tokens: ReadonlyMap<string, Permissions | undefined>): Answering =>
  async (request) => {
    if (request.token === undefined) return unauthorized
    if (!tokens.has(request.token)) return request.token === 'expired' ? badCredentials : notFound
    for (const { method, path, needs = '', answer } of routes) {
      const match = method === request.method ? path.exec(request.path) : null
      if (!match) continue
      if (!isAllowed(needs, tokens.get(request.token))) return notAccessible(needs)
      try {
        return conditional(request, await answer(match.slice(1).map(decodeURIComponent), request))
      } catch (error) {
        return { status: 500, body: { message: `the fake broke: ${error}` } }
      }
    }
    return notFound
  }

interface Desk {
  readonly requests: RecordedRequest[]
  readonly now: () => number
  readonly faults: ReturnType<typeof faultList>
  readonly answering: Answering
  readonly meter: ReturnType<typeof meterOf>
}

/** Faults and limits around the answers, and the record of it all. */
const recorded =
  ({ requests, now, faults, answering, meter }: Desk) =>
  async (request: ApiRequest): Promise<ApiAnswer | 'reset' | 'hang'> => {
    const index = requests.push({ ...request, at: now(), status: undefined, isCounted: false }) - 1
    const note = (status: number, isCounted: boolean) => {
      if (isCounted) meter.count()
      requests[index] = { ...request, at: requests[index]?.at ?? 0, status, isCounted }
    }
    const usual = () => ({ date: new Date(now()).toUTCString(), ...meter.headers() })
    const fault = faults.of(request)
    if (fault && !fault.afterwards) {
      if (typeof fault.does === 'string') return fault.does
      note(fault.does.status, ![403, 429].includes(fault.does.status))
      return { ...fault.does, headers: { ...usual(), ...fault.does.headers } }
    }
    const refused = meter.refuse(request)
    const real = refused ?? (await answering(request))
    const answer = fault === undefined || typeof fault.does === 'string' ? real : fault.does
    note(answer.status, refused === undefined && real.status !== 304)
    if (typeof fault?.does === 'string') return fault.does
    return { ...answer, headers: { 'x-github-request-id': `FAKE:${index}`, ...usual(), ...answer.headers } }
  }
