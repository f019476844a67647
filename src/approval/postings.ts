import type { DecisionChannel, Posted } from '../chat/channel.ts'
import type { Message } from '../chat/message.ts'
import { InputError } from '../kit/errors.ts'

/** A channel that was not reachable when the request was posted, and posts it as soon as it is. */
export interface PostingChannel extends DecisionChannel {
  readonly isPosted: () => boolean
  /** Posts now, unless that is done. */
  postNow(): Promise<void>
}

/**
 * A channel that posts by itself: with the first read, and if that fails with the next one. `card` is made when it is sent. What has a `ref`
 * was posted by an earlier process.
 */
export function postingChannel(
  channel: DecisionChannel,
  card: () => Message,
  onPosted: (posted: Posted) => void,
  isPosted = false,
): PostingChannel {
  let posted = isPosted
  const post = async (): Promise<void> => {
    if (posted) return
    const place = await channel.post(card())
    posted = true
    onPosted(place)
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
      return channel.read()
    },
    update: async (message) => {
      if (posted) await channel.update(message)
    },
    remind: async (note) => {
      if (posted) await channel.remind(note)
    },
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
