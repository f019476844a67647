import { type Area, about, type Check } from '../../doctor/check.ts'
import { TimeLimit } from '../../kit/cancelled.ts'
import { isKnownError, type KnownError, messageOf } from '../../kit/errors.ts'
import { printable } from '../../kit/printable.ts'
import { type Text, text } from '../../kit/text.ts'

/** What was found so far. */
export interface Findings {
  readonly checks: Check[]
  /** What the work comes to; undefined where it throws what a user can mend, which becomes a line. */
  attempt<T>(area: Area, subject: Text | string, work: () => T): T | undefined
}

/** Errors about variables that are missing are left out: each variable has a line of its own. */
export function findings(): Findings {
  const checks: Check[] = []
  return {
    checks,
    attempt: (area, subject, work) => {
      try {
        return work()
      } catch (error) {
        if (!isKnownError(error)) throw error
        if (!isOfVariables(error)) checks.push(about(area, subject).failedBy(error))
        return undefined
      }
    },
  }
}

/** Variables that are missing have their places in the words of the error, and no other; an agent that is missing has one. */
export const isOfVariables = (error: KnownError): boolean => error.code === 'missing-secret' && error.where === undefined

/** Lines of a part of the examination; a fault of it, ours too, is a line and the end of nothing else. */
export async function guarded(area: Area, subject: Text | string, work: () => Promise<readonly Check[]>): Promise<readonly Check[]> {
  try {
    return await work()
  } catch (error) {
    return [checkOfFault(area, subject, error)]
  }
}

export function checkOfFault(area: Area, subject: Text | string, error: unknown): Check {
  const check = about(area, subject)
  if (isKnownError(error)) return check.failedBy(error)
  if (error instanceof TimeLimit) return check.failed('timed-out', tooSlow, lookThere)
  const words = printable(messageOf(error))
  return check.failed('internal-error', text(`A fault in Sallyport itself: ${words}`, `Sallyport 自身出错：${words}`))
}

const tooSlow = text('It did not answer in time.', '未能及时应答。')
const lookThere = text(
  'Log in to it by hand, and see what hangs there (a network file system?).',
  '请手动登录查看何处卡住（例如网络文件系统）。',
)
