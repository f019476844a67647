import type { Comment } from '../../chat/github/comment.ts'
import { isKnownError } from '../../kit/errors.ts'
import { markdown } from '../../kit/printable.ts'
import type { Io } from '../../kit/run.ts'
import type { Books } from '../../plan/book.ts'
import type { Records } from '../../plan/records.ts'
import { type HeededComment, heedOne } from './heed-comment.ts'
import type { OpenPlan } from './open-plan.ts'
import type { PlanIssue } from './plan-issue.ts'

interface Desk {
  readonly issue: PlanIssue
  readonly books: Books
  readonly records: Records
}

/** Comments older than this were written before anybody listened, in milliseconds. */
const longAgo = 14 * 86_400_000

/**
 * Heeds the comments that nobody has heard yet, oldest first, and answers each. It is noted before it is heeded how far was heard, so that of two who listen at
 * once one heeds; a command that is lost by a death in between was not answered, and everybody sees that.
 */
export async function hearComments(io: Io, plan: OpenPlan, { issue, books, records }: Desk): Promise<readonly HeededComment[]> {
  const book = await books.read()
  const comments = await issue.api.comments(issue.number, plan.clock.now() - longAgo)
  if (comments === 'gone') return []
  const done: HeededComment[] = []
  for (const comment of comments.filter((one) => one.id > (book?.heard ?? 0) && isSpoken(one))) {
    if (!(await isMine(plan, books, comment.id))) continue
    const heeded = await heedOne(plan, records, comment)
    if (!heeded) continue
    done.push(heeded)
    await books.change(plan.clock.now(), (before) => ({ ...before, open: [...new Set([...before.open, heeded.id])] }))
    await answer(io, issue, comment.id, heeded)
  }
  return done
}

/** Of a comment that was edited nobody knows what it said when others read it; programs give no commands. */
const isSpoken = ({ isByBot, isByProgram, createdAt, updatedAt }: Comment): boolean => !isByBot && !isByProgram && createdAt === updatedAt

async function isMine({ clock }: OpenPlan, books: Books, id: number): Promise<boolean> {
  let isFirst = false
  await books.change(clock.now(), (before) => {
    isFirst = before.heard < id
    return isFirst ? { ...before, heard: id } : before
  })
  return isFirst
}

/** Characters. */
const longestAnswer = 2000

async function answer(io: Io, { api, number }: PlanIssue, comment: number, { answer: words, isRefused }: HeededComment): Promise<void> {
  try {
    await api.react(comment, isRefused ? 'confused' : '+1')
    await api.comment(number, markdown(words[io.log.locale], longestAnswer)) // a reason may be markup, or mention somebody
  } catch (error) {
    if (!isKnownError(error)) throw error
    io.log.warning(error.problem)
  }
}
