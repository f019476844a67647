import type { Kept, RequestStore } from '../../../src/approval/keeper.ts'
import { RemoteError } from '../../../src/kit/errors.ts'
import { text } from '../../../src/kit/text.ts'

/** A store in this process, with the rule of the real one: whoever did not see the latest record does not write over it. */
export function memoryStore() {
  let kept: Kept | undefined
  let serial = 0
  const trouble = { isDown: false, writes: 0, reads: 0 }
  const guard = () => {
    if (trouble.isDown)
      throw new RemoteError({ code: 'github-failed', party: 'GitHub', retryable: true, problem: text('GitHub is down.', 'GitHub 故障。') })
  }
  const store: RequestStore = {
    read: async () => {
      trouble.reads++
      guard()
      return kept
    },
    write: async (record, over) => {
      trouble.writes++
      guard()
      if (over?.mark !== kept?.mark) return { written: false, now: kept }
      kept = { record: structuredClone(record), mark: String(++serial) }
      return { written: true, now: kept }
    },
  }
  return { store, trouble, current: () => kept }
}
