import { printable } from '../kit/printable.ts'
import { joinText, type Text, text, verbatim } from '../kit/text.ts'
import { fieldsOf, wordsIn } from './answer.ts'
import type { GitHub } from './client.ts'
import { commitVerdict } from './commit-verdict.ts'
import { type Knowledge, knowledgeOf, known } from './knowledge.ts'
import { listed } from './listed.ts'

export type LatestGreen =
  /** `newer`: how many commits of the branch are newer, and not green. */
  | { readonly state: 'green'; readonly commit: string; readonly subject: string; readonly newer: number }
  | { readonly state: 'none'; readonly why: Text }

/** So many commits are looked at; an older one is nothing to release unasked. */
const mostCommits = 50
/** So many commits are told by name where none is green. */
const told = 3

/**
 * The newest commit of a branch whose checks all went well (see `commitVerdict`); `branch` empty: the default branch. One request for the
 * branch, mostly one for each commit that is not green, three for the one that is. GitHub dispatches no bare commit: start the workflow at
 * the branch and hand the commit over as an input.
 */
export const latestGreen = (github: GitHub, repository: string, branch: string, signal?: AbortSignal): Promise<Knowledge<LatestGreen>> =>
  knowledgeOf<LatestGreen>(async () => {
    const query = new URLSearchParams({ ...(branch === '' ? {} : { sha: branch }), per_page: String(mostCommits) })
    const path = `/repos/${repository}/commits?${query}`
    const found = await listed(github, { path, field: '', needs: 'contents: read', mostPages: 1, signal })
    if (!found) return known({ state: 'none', why: noBranch(branch) })
    const reasons: Text[] = []
    for (const entry of found.entries) {
      const [commit, subject] = [wordsIn(entry.sha), wordsIn(fieldsOf(entry.commit).message).split(/[\r\n]/, 1)[0] ?? '']
      const verdict = await commitVerdict(github, repository, commit, signal)
      if (verdict.isGreen) return known({ state: 'green', commit, subject, newer: reasons.length })
      reasons.push(reasonOf(commit, verdict.why))
    }
    return known({ state: 'none', why: noneOf(reasons) })
  })

const noBranch = (branch: string): Text => {
  const name = printable(branch, 100)
  return text(`There is no branch “${name}”.`, `没有分支“${name}”。`)
}

const reasonOf = (commit: string, why: Text): Text => joinText([verbatim(commit.slice(0, 7)), why])

function noneOf(reasons: readonly Text[]): Text {
  const list = joinText(reasons.slice(0, told), text('; ', '；'))
  const count = reasons.length
  return text(
    `None of the newest ${count} commits is green. The newest: ${list.en}.`,
    `最新的 ${count} 个提交中没有全部检查通过的。最新的情况：${list['zh-CN']}。`,
  )
}
