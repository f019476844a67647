import { NetworkFault } from '../../kit/http.ts'
import type { ChannelContext } from '../channel.ts'
import { type Attempt, aheadBy, attemptFrom, limited, type Result } from './answer.ts'
import { type Pauses, pausesBy } from './pauses.ts'

export interface CallOptions {
  /** Milliseconds that waiting and trying again may take in all. */
  readonly patience: number
  /** Whether a call that may have been carried out can be made once more without harm. */
  readonly repeatable: boolean
  readonly signal?: AbortSignal
}

export type Params = Readonly<Record<string, string | undefined>>

/** The few calls of Slack's Web API that a gate makes. */
export interface SlackApi {
  /**
   * Throws a RemoteError that may be tried again when Slack cannot be reached, fails, or wants a longer wait than `patience` allows. What
   * Slack refuses is a result. What a rate limit asks for is kept for every later call of the method.
   */
  call(method: string, params: Params, options: CallOptions): Promise<Result>
  /** Milliseconds until Slack takes calls of the method again; 0 when nothing is known against it. */
  pauseOf(method: string): number
  /** Milliseconds by which Slack's clock is ahead of ours, as far as it matters. */
  readonly ahead: number
}

interface ApiSettings {
  readonly token: string
  /** Base address, for tests and proxies of one's own. */
  readonly api?: string
}

type World = Pick<ChannelContext, 'clock' | 'http' | 'random'>

/** One try of a call. */
type Send = (method: string, body: string, limits: { readonly timeout: number; readonly signal?: AbortSignal }) => Promise<Attempt>

export function slackApi({ token, api = 'https://slack.com/api/' }: ApiSettings, world: World): SlackApi {
  const { clock, http } = world
  const base = api.endsWith('/') ? api : `${api}/`
  const pauses = pausesBy(world)
  let ahead = 0
  const send: Send = async (method, body, limits) => {
    try {
      const response = await http.send({ url: `${base}${method}`, method: 'POST', headers: headersWith(token), body, ...limits })
      ahead = aheadBy(response, clock.now()) ?? ahead
      return attemptFrom(method, response)
    } catch (error) {
      if (error instanceof NetworkFault) return { kind: 'failed', error, mayHaveArrived: error.mayHaveArrived }
      throw error
    }
  }
  return {
    pauseOf: pauses.left,
    get ahead() {
      return ahead
    },
    call: (method, params, options) => callUntil(send, pauses, world, method, formOf(params), options),
  }
}

/** Failures without a hint how long they last are tried so often, with these pauses in milliseconds. */
const tries = 4
const firstPause = 300
const shortestTry = 3000
const longestTry = 10_000

async function callUntil(
  send: Send,
  pauses: Pauses,
  { clock, random }: World,
  method: string,
  body: string,
  { patience, repeatable, signal }: CallOptions,
): Promise<Result> {
  const end = clock.now() + patience
  const limits = { timeout: Math.min(longestTry, Math.max(patience, shortestTry)), ...(signal ? { signal } : {}) }
  for (let failures = 0; ; ) {
    const pause = pauses.left(method)
    if (pause > 0 && clock.now() + pause > end) throw limited(pause)
    if (pause > 0) await clock.sleep(pause, signal)
    const tried = await send(method, body, limits)
    if (tried.kind === 'limited') {
      pauses.add(method, tried.seconds)
      continue
    }
    if (tried.kind === 'answered') {
      pauses.ease()
      return tried.result
    }
    failures++
    const wait = firstPause * 2 ** (failures - 1) * (0.5 + random() / 2)
    if (failures >= tries || clock.now() + wait > end || (tried.mayHaveArrived && !repeatable)) throw tried.error
    await clock.sleep(wait, signal)
  }
}

const headersWith = (token: string) => ({
  authorization: `Bearer ${token}`,
  'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
})

function formOf(params: Params): string {
  const form = new URLSearchParams()
  for (const [key, value] of Object.entries(params)) if (value !== undefined) form.set(key, value)
  return form.toString()
}
