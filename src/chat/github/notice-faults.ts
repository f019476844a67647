import { GitHubRefusal } from '../../github/refusal.ts'
import { isKnownError, RemoteError, textOf } from '../../kit/errors.ts'
import { NetworkFault } from '../../kit/http.ts'
import { type Text, text } from '../../kit/text.ts'
import type { Undelivered } from '../channel.ts'
import { remedies } from '../delivery/reading.ts'
import type { NoticePlace } from './notice-place.ts'

/** Whether the comment is there no more. GitHub answers 404 as well where the token may not see it. */
export const isGone = (error: unknown): boolean => error instanceof GitHubRefusal && [404, 410].includes(error.status)

/** The comment may have been written or not. */
export const lostOf = (error: unknown): Undelivered => ({ state: 'unknown', reason: textOf(error), remedy: remedies.unclear })

/** Why a comment was surely not written. */
export function failureOf(error: unknown, place: NoticePlace | undefined): Undelivered {
  const reason = textOf(error)
  const remedy = special(error, place) ?? (isKnownError(error) ? error.remedy : undefined) ?? remedies.malformed
  return { state: isLimit(error) ? 'limited' : 'rejected', reason, remedy }
}

/** What the client throws for a limit is no refusal of this call: it did not make it, or GitHub said to come later. */
const isLimit = (error: unknown): boolean =>
  error instanceof RemoteError &&
  error.retryable &&
  !(error instanceof NetworkFault) &&
  (!(error instanceof GitHubRefusal) || error.status === 429)

function special(error: unknown, place: NoticePlace | undefined): Text | undefined {
  if (!(error instanceof GitHubRefusal)) return undefined
  if (error.status === 404 || error.status === 410) return place?.kind === 'pull-request' ? wrongPull : wrongCommit
  if (error.status === 403 && error.code !== 'github-permission') return closed
  return error.status === 422 ? wrongCommit : undefined
}

const wrongPull = text(
  'Correct “pull-request:”, and give the job “pull-requests: write”.',
  '请修正“pull-request:”，并为作业授予“pull-requests: write”。',
)
const wrongCommit = text(
  'Give the job “contents: write”, and push the commit of the run to this repository.',
  '请为作业授予“contents: write”，并确认该运行的提交已推送到此仓库。',
)
const closed = text('Look whether the repository is archived or the conversation locked.', '请检查仓库是否已归档，或对话是否已锁定。')
