import { textOf } from '../../kit/errors.ts'
import type { PlanSource } from '../../plan/source/source.ts'

/** A source that is opened when it is first asked: where that fails, the others are read all the same, and the next question tries again. */
export function openedLate(name: string, open: () => Promise<PlanSource>): PlanSource {
  let opened: Promise<PlanSource> | undefined
  const source = (): Promise<PlanSource> => {
    opened ??= open().catch((fault: unknown) => {
      opened = undefined
      throw fault
    })
    return opened
  }
  return {
    name,
    read: async (span) => (await source()).read(span),
    readAgain: async (id) => (await source()).readAgain(id),
    writeBack: (id, report) => source().then((found) => found.writeBack(id, report), textOf),
  }
}
