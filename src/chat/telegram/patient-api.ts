import type { RemoteError } from '../../kit/errors.ts'
import { NetworkFault } from '../../kit/http.ts'
import type { ChannelContext } from '../channel.ts'
import type { Answer, BotApi, Refused } from './bot-api.ts'
import { limitedError, serverError } from './refusals.ts'

export interface CallOptions {
  /** Milliseconds that waiting and trying again may take in all. */
  readonly patience: number
  /** Whether a call that may have been carried out can be made once more without harm. */
  readonly repeatable: boolean
  readonly signal?: AbortSignal
  /** Tried as long as patience lasts, however often it fails: nobody comes back with it. */
  readonly isStubborn?: boolean
  /** Goes before whatever else waits for the same chat: nothing comes after it. */
  readonly isLast?: boolean
  /** Told when a call may have been carried out although no answer came. */
  readonly onDoubt?: () => void
}

/** Milliseconds a call may take and wait, by what it is for. */
export const patience = {
  /** Somebody waits for the action to begin. */
  post: 60_000,
  /** A newer card may be wanted by then: who is not served soon comes back with that. */
  edit: 5000,
  /** There will be no newer one. */
  final: 25_000,
  /** No longer than a click waits for its answer. */
  answer: 140_000,
  note: 60_000,
  check: 10_000,
} as const

/** The Bot API, by somebody who waits as long as Telegram asks, and tries again what may work a moment later. */
export interface PatientApi {
  /**
   * What Telegram refuses is an answer. Throws a RemoteError that may be tried again where it cannot be reached, fails, or asks for a longer
   * wait than patience allows; that wait is kept for every later call about the same chat.
   */
  call<T>(method: string, parameters: Parameters, options: CallOptions): Promise<Answer<T>>
}

export type Parameters = Readonly<Record<string, unknown>>

/** Failures without a hint how long they last are tried so often, with these pauses in milliseconds: the first, doubled each time, and the longest. */
const tries = 4
const firstPause = 300
const longestPause = 5000
const longestTry = 10_000
/** Who waits for the same moment must not come back at the same moment. */
const spread = 500
/** What can wait lets go first what cannot, by so many milliseconds. */
const courtesy = 700

type Tried<T> =
  | { readonly kind: 'answered'; readonly answer: Answer<T> }
  | { readonly kind: 'limited'; readonly wait: number }
  | { readonly kind: 'failed'; readonly error: RemoteError; readonly isInDoubt: boolean }

export function patientApi(api: BotApi, { clock, random }: Pick<ChannelContext, 'clock' | 'random'>): PatientApi {
  const pauses = new Map<string, number>()
  const inTurn = turnstile()
  const pauseFor = (place: string) => Math.max(0, (pauses.get(place) ?? 0) - clock.now())
  return {
    call: async <T>(method: string, parameters: Parameters, options: CallOptions) => {
      const { patience: limit, repeatable, signal, isLast = false } = options
      const end = clock.now() + limit
      const place = String(parameters.chat_id ?? method)
      const exchange = { timeout: Math.min(longestTry, Math.max(limit, 4000)), ...(signal ? { signal } : {}) }
      const attempt = () => (pauseFor(place) > 0 ? undefined : tryOnce<T>(api, method, parameters, exchange))
      for (let failures = 0; ; ) {
        const pause = pauseFor(place)
        if (pause > 0 && clock.now() + pause > end) throw limitedError(api.party, pause)
        if (pause > 0) await clock.sleep(pause + (isLast ? 0 : courtesy), signal)
        const tried = parameters.chat_id === undefined ? await attempt() : await inTurn(place, attempt)
        if (!tried) continue
        if (tried.kind === 'answered') return tried.answer
        if (tried.kind === 'limited') {
          pauses.set(place, clock.now() + tried.wait + Math.round(random() * spread))
          continue
        }
        failures++
        const wait = Math.min(longestPause, firstPause * 2 ** (failures - 1)) * (0.5 + random() / 2)
        if (tried.isInDoubt) options.onDoubt?.()
        const isEnough = failures >= (options.isStubborn ? Number.POSITIVE_INFINITY : tries) || clock.now() + wait > end
        if (isEnough || (tried.isInDoubt && !repeatable)) throw tried.error
        await clock.sleep(wait, signal)
      }
    },
  }
}

/** One at a time for each place: when Telegram has enough of a chat, one call finds that out, and not all that wait. */
function turnstile(): <T>(place: string, work: () => T | Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>()
  return (place, work) => {
    const next = (last.get(place) ?? Promise.resolve()).then(work)
    last.set(
      place,
      next.catch(() => {}),
    )
    return next
  }
}

async function tryOnce<T>(
  api: BotApi,
  method: string,
  parameters: Parameters,
  options: { timeout: number; signal?: AbortSignal },
): Promise<Tried<T>> {
  try {
    const answer = await api.exchange<T>(method, parameters, options)
    return answer.ok ? { kind: 'answered', answer } : weigh(answer, api.party)
  } catch (error) {
    if (error instanceof NetworkFault) return { kind: 'failed', error, isInDoubt: error.mayHaveArrived }
    throw error
  }
}

/** Telegram asks to wait, is out of order, or has said no. */
function weigh(refused: Refused, party: string): Tried<never> {
  if (refused.code === 429) return { kind: 'limited', wait: refused.wait ?? firstPause * 10 }
  if (refused.code >= 500) return { kind: 'failed', error: serverError(refused, party), isInDoubt: refused.code !== 503 }
  return { kind: 'answered', answer: refused }
}

/** The result, or what the refusal means thrown. */
export function resultOf<T>(answer: Answer<T>, refuse: (refused: Refused) => Error): T {
  if (!answer.ok) throw refuse(answer)
  return answer.result
}
