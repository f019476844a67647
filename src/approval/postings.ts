import type { DecisionChannel, Posted } from '../chat/channel.ts'
import type { Message } from '../chat/message.ts'
import type { Clock } from '../kit/clock.ts'
import { InputError } from '../kit/errors.ts'
import { within } from './speaker.ts'

/** A channel that was not reachable when the request was posted, and posts it as soon as it is. */
export interface PostingChannel extends DecisionChannel {
  readonly isPosted: () => boolean
  /** Posts now, unless that is done. */
  postNow(): Promise<void>
}

/** How long the end waits for a message that is on its way, in milliseconds: others have decided, and the job goes on. */
const arrivalLimit = 3000

/**
 * A channel that posts by itself: with the first read, and if that fails with the next one. `card` is made when it is sent. What has a `ref`
 * was posted by an earlier process.
 */
export function postingChannel(
  channel: DecisionChannel,
  card: () => Message,
  onPosted: (posted: Posted) => void,
  { clock, ref }: { readonly clock: Clock; readonly ref?: string | undefined },
): PostingChannel {
  let posted = ref !== undefined
  let at = ref
  let posting: Promise<void> | undefined
  const send = async (message: Message): Promise<void> => {
    const place = await channel.post(message)
    posted = true
    at = place.ref
    onPosted(place)
  }
  /** A card that somebody deleted was posted anew: whoever comes after us must find that one. */
  const noteMove = (): void => {
    const now = channel.ref?.()
    if (now === undefined || now === at) return
    at = now
    onPosted({ ref: now })
  }
  const post = async (): Promise<void> => {
    const message = posted ? undefined : card()
    if (!message?.decision) return // nobody is asked for what is decided
    posting ??= send(message).finally(() => {
      posting = undefined
    })
    await posting
  }
  /** What is on its way may arrive: a message that nobody knew of would stay live. */
  const whenPosted = async (work: () => Promise<void>): Promise<void> => {
    if (posting)
      await within(
        arrivalLimit,
        posting.catch(() => {}),
        clock,
      )
    if (posted) await work()
  }
  return {
    ...channel,
    // Some channels read less often while their service asks for it.
    get interval() {
      return channel.interval
    },
    isPosted: () => posted,
    postNow: post,
    read: async () => {
      await post()
      return posted ? channel.read().finally(noteMove) : []
    },
    update: (message) => whenPosted(() => channel.update(message).finally(noteMove)),
    remind: (note) => whenPosted(() => channel.remind(note)),
  }
}

/** Throws what the user must mend in one error, whatever channel it is in. Other faults are left to those who come back. */
export function refuseInputErrors(results: readonly PromiseSettledResult<unknown>[]): void {
  const errors = results.flatMap((result) => (result.status === 'rejected' && result.reason instanceof InputError ? [result.reason] : []))
  const [first, ...others] = errors
  if (!first) return
  if (others.length === 0) throw first
  const join = (of: (error: InputError) => string) => errors.map(of).join('\n')
  throw new InputError({
    code: first.code,
    problem: { en: join(({ problem }) => problem.en), 'zh-CN': join(({ problem }) => problem['zh-CN']) },
    where: errors.flatMap(({ where }) => where ?? []).join(', '),
    remedy: { en: join(({ remedy }) => remedy?.en ?? ''), 'zh-CN': join(({ remedy }) => remedy?.['zh-CN'] ?? '') },
  })
}
