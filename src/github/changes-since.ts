import { text } from '../kit/text.ts'
import type { GitHub } from './client.ts'
import { type CommitsBetween, commitsBetween } from './commits-between.ts'
import { type Knowledge, known, unknown } from './knowledge.ts'
import { type LastRelease, lastRelease } from './last-release.ts'

/** What a release would bring that its environment does not have yet. */
export type ChangesSince =
  | { readonly kind: 'first' }
  | { readonly kind: 'same'; readonly last: LastRelease }
  | { readonly kind: 'changed'; readonly last: LastRelease; readonly between: CommitsBetween }
  /** An older commit is released again; `undone`: what the last release has and this one has not. */
  | { readonly kind: 'back'; readonly last: LastRelease; readonly undone: CommitsBetween }

/**
 * The commits from what was last released to an environment up to `commit` (a full name). Needs `deployments: read` and `contents: read`;
 * the result says what is missing, nothing is thrown.
 */
export async function changesSince(
  github: GitHub,
  repository: string,
  environment: string,
  commit: string,
): Promise<Knowledge<ChangesSince>> {
  const last = await lastRelease(github, repository, environment)
  if (!last.isKnown) return last
  if (!last.value) return known({ kind: 'first' })
  if (last.value.commit === commit) return known({ kind: 'same', last: last.value })
  const between = await commitsBetween(github, repository, last.value.commit, commit)
  if (between.isKnown && isBack(between.value)) {
    const undone = await commitsBetween(github, repository, commit, last.value.commit)
    const { behind } = between.value
    return known({ kind: 'back', last: last.value, undone: undone.isKnown ? undone.value : { ...between.value, total: behind, url: '' } })
  }
  if (between.isKnown) return known({ kind: 'changed', last: last.value, between: between.value })
  const short = last.value.commit.slice(0, 7)
  const why = between.why
  return unknown(
    text(`The way from the last release (${short}) is not known: ${why.en}`, `无法得知自上次发布（${short}）以来的变更：${why['zh-CN']}`),
  )
}

const isBack = ({ total, behind }: CommitsBetween): boolean => total === 0 && behind > 0
