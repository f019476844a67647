import { refuseInputErrors } from '../approval/postings.ts'
import type { Later } from '../chat/later.ts'
import { explain, InputError, isKnownError, type KnownError, messageOf, textOf } from '../kit/errors.ts'
import type { Io } from '../kit/run.ts'
import { joinText, type Text, text } from '../kit/text.ts'
import type { OpenChannels } from './approval-channels.ts'

/** What a channel said of itself before anything was sent. */
export interface ChannelCheck {
  readonly name: string
  readonly findings: readonly Text[]
  /** Whether people decide there; what only shows messages never holds up a request. */
  readonly decides: boolean
  /** Why it cannot be used at the moment; undefined when it can. */
  readonly fault?: Text
  /** The user must mend it: waiting does not help. */
  readonly isMistake?: boolean
  /** Where the fault is a known one: all that it says. */
  readonly error?: KnownError
}

/** Asks every channel whether it can do what is wanted of it, for a preview: everything is told, and nothing is thrown. */
export const checkChannels = (channels: OpenChannels, io: Io): Promise<readonly ChannelCheck[]> => checkAll(channels, io, true)

interface CheckBeforeAsking {
  /** Rejects with an InputError that tells all that must be mended; a service that is down is no such thing: it is told, and tried again later. */
  readonly cleared: Promise<unknown>
  /** Finds out and tells what can only inform, once people have been asked: not where the run was cancelled. Never throws. */
  tellFurther(): Promise<void>
}

/** Asks every channel whether it can do what is wanted of it. What stands in nobody's way does not hold up the request. */
export function checkToAsk(channels: OpenChannels, io: Io): CheckBeforeAsking {
  const further: (() => Promise<void>)[] = []
  const laterFor =
    (name: string): Later =>
    (work) =>
      void further.push(() =>
        work().then(
          (findings) => tell(io, name, findings),
          (error: unknown) => io.log.warning(textOf(error), name),
        ),
      )
  return {
    cleared: checkAll(channels, io, false, laterFor),
    tellFurther: async () => {
      if (!io.signal.aborted) await Promise.all(further.map((work) => work()))
    },
  }
}

const tell = (io: Io, name: string, findings: readonly Text[]): void => {
  for (const finding of findings) io.log.info(joinText([text(`${name}:`, `${name}：`), finding]))
}

async function checkAll(
  channels: OpenChannels,
  io: Io,
  isPreview: boolean,
  laterFor?: (name: string) => Later,
): Promise<readonly ChannelCheck[]> {
  const all = [...channels.deciding, ...channels.notifying]
  const results = await Promise.allSettled(all.map((channel) => channel.check(laterFor?.(channel.name))))
  if (!isPreview) refuseInputErrors(results)
  return results.map((result, index) => {
    const name = all[index]?.name ?? ''
    const decides = all[index]?.kind === 'decides'
    if (result.status === 'fulfilled') {
      tell(io, name, result.value)
      return { name, decides, findings: result.value }
    }
    if (isPreview && isKnownError(result.reason)) io.log.error(explain(result.reason, io.log.locale), name)
    else io.log.warning(textOf(result.reason), name)
    io.log.debug(messageOf(result.reason))
    const fault = { fault: textOf(result.reason), isMistake: result.reason instanceof InputError }
    return { name, decides, findings: [], ...fault, ...(isKnownError(result.reason) ? { error: result.reason } : {}) }
  })
}
