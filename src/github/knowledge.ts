import { isKnownError } from '../kit/errors.ts'
import { type Text, text } from '../kit/text.ts'

/** A fact of GitHub, or why it is not known: facts inform people, their absence stops nothing. */
export type Knowledge<T> =
  | { readonly isKnown: true; readonly value: T }
  /** `remedy`: what to do about it, where that is in the user's hands. */
  | { readonly isKnown: false; readonly why: Text; readonly remedy?: Text }

export const known = <T>(value: T): Knowledge<T> => ({ isKnown: true, value })
export const unknown = (why: Text, remedy?: Text): Knowledge<never> => ({ isKnown: false, why, ...(remedy ? { remedy } : {}) })
export const notThere = unknown(text('GitHub does not know it.', 'GitHub 上不存在。'))

/** What the work finds out; a missing permission or a fault of GitHub becomes the reason why it is not known. */
export async function knowledgeOf<T>(work: () => Promise<Knowledge<T>>): Promise<Knowledge<T>> {
  try {
    return await work()
  } catch (error) {
    if (isKnownError(error)) return unknown(error.problem, error.code === 'github-permission' ? error.remedy : undefined)
    throw error
  }
}
