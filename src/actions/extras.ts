import { textOf } from '../kit/errors.ts'
import type { Io } from '../kit/run.ts'
import { type Text, text } from '../kit/text.ts'

/** Parts of a message that it can do without. */
export interface Extras {
  /** What the work comes to; `otherwise` where it fails, whatever the reason. That is told then. */
  part<T>(subject: Text, otherwise: T, work: () => Promise<T> | T): Promise<T>
  /** What is missing, and why. */
  readonly notes: readonly Text[]
}

/** What only adds to a message keeps nobody from hearing of it. */
export function extrasOf(io: Io): Extras {
  const notes: Text[] = []
  return {
    notes,
    part: async (subject, otherwise, work) => {
      try {
        return await work()
      } catch (error) {
        const why = textOf(error)
        const note = text(`Left out: ${subject.en}. ${why.en}`, `未包含${subject['zh-CN']}。${why['zh-CN']}`)
        io.log.warning(note)
        notes.push(note)
        return otherwise
      }
    },
  }
}
