import { type Clock, systemClock } from '../kit/clock.ts'
import { type Http, type HttpRequest, type HttpResponse, httpWith, NetworkFault } from '../kit/http.ts'
import { type RetryPolicy, retry, retryDelay } from '../kit/retry.ts'
import { answerOf, type GitHubAnswer, linkTo, listOf } from './answer.ts'
import { knownAnswers } from './known-answers.ts'
import { limitGate } from './limit-gate.ts'
import { pauseAfter } from './limits.ts'
import { refusalOf } from './refusal.ts'

/** A call of GitHub's REST API. */
export interface GitHubCall {
  readonly method?: NonNullable<HttpRequest['method']>
  /** Path of the API, or an address of it that GitHub gave us. */
  readonly path: string
  readonly accept?: string
  /** Sent as JSON. */
  readonly body?: unknown
  /** The permission it takes, to name it where it is missing: `issues: write`. */
  readonly needs?: string
  /** Doing it twice is the same as once: it may be tried again when it is not known whether it arrived. Default: for GET. */
  readonly isRepeatable?: boolean
  readonly signal?: AbortSignal | undefined
  /** Milliseconds for one try; default 20 seconds. */
  readonly timeout?: number
}

/**
 * GitHub's REST API from inside a job. Reading what has not changed costs nothing: every GET is conditional. What fails for seconds is tried
 * again; a longer limit is thrown at once, and until it is over nothing is sent.
 */
export interface GitHub {
  /** Without a token GitHub shows public things alone, and few of them. */
  readonly isAnonymous: boolean
  /** GET; undefined for 404. Throws a RemoteError for any other refusal. `accept` may be given in place of the options. */
  get(path: string, options?: string | Omit<GitHubCall, 'path' | 'method' | 'body'>): Promise<GitHubAnswer | undefined>
  /** Any call; resolves to whatever GitHub answers, refusals included, but for limits: those are thrown. */
  send(call: GitHubCall): Promise<GitHubAnswer>
  /** Any call; throws a RemoteError unless GitHub did it. */
  act(call: GitHubCall): Promise<GitHubAnswer>
  /** The pages of a list, in their order, each as it is needed. Throws a RemoteError for any refusal, 404 too. */
  pages(path: string, options?: Omit<GitHubCall, 'path' | 'method' | 'body'>): AsyncGenerator<GitHubAnswer>
  /** A GET of an address outside the API that GitHub sent us to, without the token: a signed one refuses it. Any answer is an answer. */
  outside(request: Omit<HttpRequest, 'method' | 'body'>): Promise<HttpResponse>
  /** The same token at another address or through another client. */
  through(way: { readonly api?: string | undefined; readonly http?: Http }): GitHub
}

interface Surroundings {
  readonly api: string
  readonly http: Http
  readonly clock: Clock
  readonly random: () => number
}

/** Tries of one call and the time between them; longer trouble is for the caller. */
const tries: RetryPolicy = { attempts: 3, base: 400, ceiling: 4000 }
/** A limit that is over in so many milliseconds is waited for. */
const patience = 10_000

/** The client with a token; without one it may be empty. The address comes from `GITHUB_API_URL`. */
export function gitHubWith(token: string, env: NodeJS.ProcessEnv, given: Partial<Surroundings> = {}): GitHub {
  const api = (given.api ?? (env.GITHUB_API_URL || 'https://api.github.com')).replace(/\/+$/, '')
  return clientOf(token, { http: given.http ?? httpWith({ env }), clock: systemClock, random: Math.random, ...given, api })
}

function clientOf(token: string, around: Surroundings): GitHub {
  const ask = asking(token, around)
  const send = (call: GitHubCall) => followed(call, ask, around)
  const act = async (call: GitHubCall) => {
    const answer = await send(call)
    if (answer.status >= 300) throw refusalOf(answer, call.needs)
    return answer
  }
  return {
    isAnonymous: token === '',
    send,
    act,
    get: async (path, options = {}) => {
      const call = { path, ...(typeof options === 'string' ? { accept: options } : options) }
      const answer = await send(call)
      if (answer.status === 404) return undefined
      if (answer.status !== 200) throw refusalOf(answer, call.needs)
      return answer
    },
    async *pages(path, options = {}) {
      for (let next: string | undefined = path; next; ) {
        const answer: GitHubAnswer = await send({ ...options, path: next })
        if (answer.status !== 200) throw refusalOf(answer, options.needs)
        yield answer
        next = followingPage(answer, around.api)
      }
    },
    outside: (request) => {
      const isRetryable = (error: unknown) => error instanceof NetworkFault
      const { signal } = request
      return retry(() => around.http.send(request), { ...around, policy: tries, isRetryable, ...(signal ? { signal } : {}) })
    },
    through: ({ api, http }) => clientOf(token, { ...around, ...(api ? { api: api.replace(/\/+$/, '') } : {}), ...(http ? { http } : {}) }),
  }
}

/**
 * The next page: where the Link header says, if that is GitHub's own address. A full page without such a link is asked for its successor all
 * the same: a page that has not changed may come without the link that it has got since.
 */
function followingPage(answer: GitHubAnswer, api: string): string | undefined {
  const link = linkTo('next', answer)
  if (link) return isWithin(link, api) ? link : undefined
  const url = new URL(answer.url)
  const size = Number(url.searchParams.get('per_page') ?? 30)
  if (!answer.isUnchanged || listOf(answer.json()).length < size) return undefined
  url.searchParams.set('page', String(Number(url.searchParams.get('page') ?? 1) + 1))
  return url.href
}

/** On a server of one's own, other things than the API live at the same address: signed ones, that the token must not go to. */
const isWithin = (url: string, api: string): boolean =>
  URL.canParse(url) && new URL(url).href.startsWith(`${new URL(api).href.replace(/\/+$/, '')}/`)

const redirects = [301, 302, 307, 308]

/** Follows GitHub where it sends us on: repositories and issues move. Never to another address, where the token would go along. */
async function followed(call: GitHubCall, ask: (call: GitHubCall) => Promise<GitHubAnswer>, { api }: Surroundings): Promise<GitHubAnswer> {
  let answer = await ask(call)
  for (let hops = 0; hops < 3 && redirects.includes(answer.status); hops++) {
    const { location } = answer.headers
    const mayGo = (call.method ?? 'GET') === 'GET' || answer.status > 302
    if (!location || !mayGo || !isWithin(location, api)) return answer
    answer = await ask({ ...call, path: location })
  }
  return answer
}

/** One call with its tries. */
function asking(token: string, around: Surroundings): (call: GitHubCall) => Promise<GitHubAnswer> {
  const { clock, random } = around
  const known = knownAnswers()
  const gate = limitGate(clock)
  return async (call) => {
    const isRead = (call.method ?? 'GET') === 'GET'
    const isRepeatable = call.isRepeatable ?? isRead
    for (let attempt = 1; ; attempt++) {
      const refused = gate.refuse(isRead)
      if (refused) throw refused
      const outcome = await once(call, token, known, around).catch((error: unknown) => mayTryAgain(error, isRepeatable))
      const delay = retryDelay(attempt, tries, random())
      const pause = outcome instanceof NetworkFault ? undefined : pauseAfter(outcome, clock.now())
      if (pause && (delay === undefined || pause.milliseconds > patience)) throw gate.close(pause, isRead)
      if (!pause && !isFaulty(outcome, isRepeatable)) return lastOf(outcome)
      if (delay === undefined) return lastOf(outcome)
      await clock.sleep(pause?.milliseconds ?? delay, call.signal)
    }
  }
}

type Outcome = GitHubAnswer | NetworkFault

/** A lost call is tried again if it surely did not arrive, or if that does not matter. */
function mayTryAgain(error: unknown, isRepeatable: boolean): NetworkFault {
  if (error instanceof NetworkFault && (isRepeatable || !error.mayHaveArrived)) return error
  throw error
}

const isFaulty = (outcome: Outcome, isRepeatable: boolean): boolean =>
  outcome instanceof NetworkFault || (outcome.status >= 500 && isRepeatable)

function lastOf(outcome: Outcome): GitHubAnswer {
  if (outcome instanceof NetworkFault) throw outcome
  return outcome
}

async function once(call: GitHubCall, token: string, known: ReturnType<typeof knownAnswers>, around: Surroundings): Promise<GitHubAnswer> {
  const { method = 'GET', path, accept = 'application/vnd.github+json', body, signal, timeout } = call
  const url = /^https?:\/\//.test(path) ? path : `${around.api}${path}`
  const before = method === 'GET' ? known.find(url, accept) : undefined
  const response: HttpResponse = await around.http.send({
    url,
    method,
    headers: {
      accept,
      'x-github-api-version': '2022-11-28',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(before ? { 'if-none-match': before.etag } : {}),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
    ...(timeout ? { timeout } : {}),
  })
  if (response.status === 304 && before) {
    return answerOf({ ...before.response, headers: { ...before.response.headers, ...response.headers } }, url, true)
  }
  if (method === 'GET') known.keep(url, accept, response)
  return answerOf(response, url)
}
