import { fieldsOf, listOf, wordsIn } from '../../github/answer.ts'
import type { GitHub } from '../../github/client.ts'
import { markIn } from './marker.ts'

/** Where notices are written: below a pull request, or below a commit. */
export interface NoticePlace {
  readonly kind: 'pull-request' | 'commit'
  /** Behind `/repos/{owner}/{name}`: where comments are made, and listed. */
  readonly path: string
  /** Of one comment, without its number. */
  readonly comments: string
  /** The permission that it takes; for commits GitHub's own refusal names it. */
  readonly needs?: string
}

const issueComments = '/issues/comments'
const commitComments = '/comments'

/**
 * The pull request that is configured, the one that the run is of, or the commit of the run. A run of a pull request works on a commit that
 * GitHub made for it and that nobody looks at. Undefined: there is neither.
 */
export function noticePlace(pullRequest: number | undefined, env: NodeJS.ProcessEnv): NoticePlace | undefined {
  const [, ofRun] = /^refs\/pull\/(\d+)\/(?:merge|head)$/.exec(env.GITHUB_REF ?? '') ?? []
  const number = pullRequest ?? ofRun
  if (number !== undefined) {
    return { kind: 'pull-request', path: `/issues/${number}/comments`, comments: issueComments, needs: 'pull-requests: write' }
  }
  const commit = env.GITHUB_SHA ?? ''
  if (!/^[0-9a-f]{40,64}$/.test(commit)) return undefined
  return { kind: 'commit', path: `/commits/${commit}/comments`, comments: commitComments }
}

/** A comment that was written. */
export interface WrittenNotice {
  /** `issues/comments/1` or `comments/1`: behind the repository's path. */
  readonly ref: string
  readonly url: string
}

/** The comment in an answer of GitHub; undefined where it is none. */
export function writtenIn(value: unknown, { comments }: NoticePlace): WrittenNotice | undefined {
  const { id, html_url: url } = fieldsOf(value)
  return typeof id === 'number' ? { ref: `${comments.slice(1)}/${id}`, url: wordsIn(url) } : undefined
}

/** The path of a comment of ours; undefined for what no channel of this kind has written. */
export const pathOf = (ref: string): string | undefined => (/^(?:issues\/)?comments\/\d+$/.test(ref) ? `/${ref}` : undefined)

/**
 * Whether a comment is a notice of ours below that place. The token may change every comment, those of people and our own requests among them, and where
 * a notice is may have been written by anybody.
 */
export function isNoteAt(value: unknown, place: NoticePlace | undefined): boolean {
  const { body, issue_url: issue, commit_id: commit } = fieldsOf(value)
  const isBelow = place?.kind === 'commit' ? place.path === `/commits/${commit}/comments` : wordsIn(issue).endsWith(issueOf(place))
  return isBelow && markIn(wordsIn(body))?.kind === 'note'
}

/** `/issues/7`; a word that ends no address where there is no issue. */
const issueOf = (place: NoticePlace | undefined): string => place?.path.replace(/\/comments$/, '') ?? '\n'

/** The permission to change it. */
export const needsOf = (ref: string): string | undefined => (ref.startsWith('issues/') ? 'pull-requests: write' : undefined)

export const needing = (needs: string | undefined): { readonly needs?: string } => (needs === undefined ? {} : { needs })

/** How far back the comment is looked for, in milliseconds: clocks differ. */
const lookBack = 600_000

/** The comment that begins with a mark of ours, among the newest. Throws where that cannot be found out. */
export async function findNotice(
  github: GitHub,
  { place, repository, mark, now }: { place: NoticePlace; repository: string; mark: string; now: number },
): Promise<WrittenNotice | undefined> {
  const since = place.kind === 'pull-request' ? `&since=${new Date(now - lookBack).toISOString().slice(0, 19)}Z` : ''
  for await (const page of github.pages(`/repos/${repository}${place.path}?per_page=100${since}`, needing(place.needs))) {
    const found = listOf(page.json()).find((one) => wordsIn(fieldsOf(one).body).startsWith(mark))
    if (found) return writtenIn(found, place)
  }
  return undefined
}
