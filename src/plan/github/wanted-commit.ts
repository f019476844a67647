import type { GitHub } from '../../github/client.ts'
import { latestGreen } from '../../github/latest-green.ts'
import { type RefFinding, refExists } from '../../github/ref-exists.ts'
import { RemoteError } from '../../kit/errors.ts'
import { printable } from '../../kit/printable.ts'
import { joinText, type Text, text } from '../../kit/text.ts'
import type { WantedRef } from '../entry.ts'
import type { Refusal } from '../refusal.ts'

/** What is dispatched: a branch or tag by its full name, and the commit that is meant where that is not simply what stands there. */
export type Wanted =
  | { readonly state: 'wanted'; readonly ref: string; readonly commit: string }
  | { readonly state: 'refused'; readonly refusal: Refusal }

/**
 * Finds out what a plan’s ref stands for now. GitHub dispatches branches and tags alone: of a commit, the branch is started and told the commit. Throws a
 * RemoteError where GitHub is out of reach.
 */
export async function wantedCommit(
  github: GitHub,
  repository: string,
  wanted: WantedRef,
  branch: string,
  signal: AbortSignal,
): Promise<Wanted> {
  if (wanted.kind === 'latest-green') return green(github, repository, wanted.branch || branch, signal)
  const found = await refExists(github, repository, wanted.name, signal)
  if (!found.isKnown) return notKnown(found.why, found.remedy)
  if (found.value.state === 'not-there') return refused(notThere(wanted.name), near(found.value))
  const { kind, name, commit } = found.value
  return kind === 'commit' ? { state: 'wanted', ref: `refs/heads/${branch}`, commit } : { state: 'wanted', ref: name, commit: '' }
}

async function green(github: GitHub, repository: string, branch: string, signal: AbortSignal): Promise<Wanted> {
  const found = await latestGreen(github, repository, branch, signal)
  if (!found.isKnown) return notKnown(found.why, found.remedy)
  if (found.value.state === 'none') return refused(joinText([noGreen(branch), found.value.why]))
  return { state: 'wanted', ref: `refs/heads/${branch}`, commit: found.value.commit }
}

const refused = (problem: Text, remedy?: Text): Wanted => ({ state: 'refused', refusal: { problem, ...(remedy ? { remedy } : {}) } })

/** What the user can mend is a refusal; that GitHub is out of reach is none. */
function notKnown(why: Text, remedy: Text | undefined): Wanted {
  if (remedy) return refused(why, remedy)
  throw new RemoteError({ code: 'network-failed', problem: why, party: 'GitHub', retryable: true })
}

const notThere = (name: string): Text =>
  text(`The repository has no branch, tag or commit “${printable(name)}”.`, `仓库中没有分支、标签或提交“${printable(name)}”。`)

const noGreen = (branch: string): Text =>
  text(`No commit of “${printable(branch)}” has passed all its checks.`, `“${printable(branch)}”上没有通过全部检查的提交。`)

function near(found: Extract<RefFinding, { state: 'not-there' }>): Text | undefined {
  const names = found.nearest.map((name) => printable(name)).join(', ')
  return names ? text(`Perhaps it is: ${names}.`, `也许是：${names}。`) : undefined
}
