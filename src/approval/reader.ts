import type { Ask, DecisionChannel } from '../chat/channel.ts'
import { unlessAborted } from '../kit/cancelled.ts'
import type { Clock } from '../kit/clock.ts'
import { textOf } from '../kit/errors.ts'
import type { Log } from '../kit/log.ts'
import { joinText, text } from '../kit/text.ts'

interface ReaderWorld {
  readonly clock: Clock
  readonly log: Log
  /** In [0, 1). */
  readonly random: () => number
}

/** Reads a channel again and again. A fault of the network is waited out and said once; it decides nothing. */
export interface Reader {
  /** Reads until the signal aborts, and does not wait for what is still being read then. Never throws. */
  listen(signal: AbortSignal): Promise<void>
  /** Reads once more, now. Whether that worked. */
  readNow(): Promise<boolean>
  /** The last read failed, or one has not come back for longer than a read may take. */
  isDeaf(): boolean
}

/** A read that takes longer is believed to hang, in milliseconds: every channel has shorter limits of its own. */
const longestRead = 30_000
/** No pause after a fault is longer, in milliseconds: clicks in Telegram live for 150 seconds. */
const longestPause = 15_000

export function readerOf(channel: DecisionChannel, world: ReaderWorld, hear: (ask: Ask) => void): Reader {
  let failures = 0
  let since: number | undefined
  let turn: Promise<boolean> = Promise.resolve(true)
  const read = async (): Promise<boolean> => {
    since = world.clock.now()
    try {
      for (const ask of await channel.read()) hear(ask)
      if (failures > 0) world.log.info(text(`${channel.name} answers again.`, `${channel.name} 已恢复应答。`))
      failures = 0
      return true
    } catch (error) {
      failures++
      if (failures === 1) world.log.warning(joinText([text(`${channel.name}:`, `${channel.name}：`), textOf(error), waiting]), channel.name)
      return false
    } finally {
      since = undefined
    }
  }
  const readNow = () => {
    turn = turn.then(read)
    return turn
  }
  return {
    readNow,
    isDeaf: () => failures > 0 || (since !== undefined && world.clock.now() - since >= longestRead),
    listen: async (signal) => {
      while (!signal.aborted) {
        await unlessAborted(readNow(), signal)
        await world.clock.sleep(pauseAfter(failures, channel.interval, world.random()), signal).catch(() => {})
      }
    },
  }
}

const waiting = text('Trying again until the deadline.', '将重试至审批截止。')

/** Milliseconds to the next read: about the interval, so that many gates do not read in step; longer while the channel fails. */
export function pauseAfter(failures: number, interval: number, random: number): number {
  const usual = interval * (0.9 + 0.2 * random)
  return failures === 0 ? usual : Math.max(usual, Math.min(longestPause, usual * 2 ** Math.min(failures - 1, 10)))
}
