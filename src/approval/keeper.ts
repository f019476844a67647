import type { Posted } from '../chat/channel.ts'
import { textOf } from '../kit/errors.ts'
import type { Log } from '../kit/log.ts'
import { joinText, text } from '../kit/text.ts'
import type { GateState } from './gate.ts'
import type { Keeper } from './hold.ts'

/** What is kept of a request: enough for another process to go on with it, or to see how it ended. Holds no secret. */
export interface RequestRecord {
  readonly version: 1
  readonly state: GateState
  /** Where it was posted, by channel. */
  readonly posted: Readonly<Record<string, Posted>>
}

/** A record as it was found, and the mark by which to replace it and no later one. */
export interface Kept {
  readonly record: RequestRecord
  readonly mark: string
}

/** The place of the newest request of a project and environment. Throws a RemoteError where it cannot be reached. */
export interface RequestStore {
  read(): Promise<Kept | undefined>
  /** Writes over what was read (undefined: nothing was there). Where somebody else was faster, resolves to what is there now. */
  write(record: RequestRecord, over: Kept | undefined): Promise<{ readonly written: boolean; readonly now: Kept | undefined }>
}

/** Nothing is kept: a later attempt of the run asks anew, and requests do not know of each other. */
export const noKeeper: Keeper = { keep: async () => undefined, look: async () => undefined, interval: 3_600_000 }

/** Often enough to give way soon, seldom enough for GitHub: looks are conditional, they cost nothing while nothing changes. Milliseconds. */
const lookInterval = 10_000
/** A write that failed is tried again with the next one; the last one so often. */
const attempts = 3

interface Waiting {
  state: GateState
  readonly done: Promise<string | undefined>
}

/** Keeps a request in a store. `kept`: its record there so far. `posted` is asked with each write. */
export function keeperIn(store: RequestStore, kept: Kept, posted: () => RequestRecord['posted'], log: Log): Keeper {
  let current: Kept = kept
  let turn: Promise<string | undefined> = Promise.resolve(undefined)
  let isTroubled = false
  const guarded = async (work: () => Promise<string | undefined>): Promise<string | undefined> => {
    try {
      const newer = await work()
      isTroubled = false
      return newer
    } catch (error) {
      if (!isTroubled) log.warning(joinText([textOf(error), notKept]))
      isTroubled = true
      return undefined
    }
  }
  const newerIn = (found: Kept | undefined): string | undefined => {
    const id = found?.record.state.request.id
    if (found && id === current.record.state.request.id) current = found
    return id === undefined || id === current.record.state.request.id ? undefined : id
  }
  const write = async (state: GateState): Promise<string | undefined> => {
    for (let attempt = 1; attempt <= attempts; attempt++) {
      const { written, now } = await store.write({ version: 1, state, posted: posted() }, current)
      const newer = newerIn(now)
      if (written || newer) return newer
    }
    return undefined
  }
  /** Of what comes while another write is under way, only the newest is written. */
  let waiting: Waiting | undefined
  const send = (next: Waiting): Promise<string | undefined> => {
    waiting = undefined
    return guarded(() => write(next.state))
  }
  return {
    interval: lookInterval,
    keep: (state) => {
      if (waiting) {
        waiting.state = state
        return waiting.done
      }
      const next: Waiting = { state, done: turn.then(() => send(next)) }
      waiting = next
      turn = next.done
      return turn
    },
    look: () => guarded(async () => newerIn(await store.read())),
  }
}

const notKept = text(
  'What becomes of this request is not kept for the moment; a later attempt of the run may have to ask again.',
  '请求的进展暂时无法保存；之后的重试可能需要重新审批。',
)
