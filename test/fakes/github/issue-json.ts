import type { ApiRequest } from './answers.ts'
import type { Comment, GithubState, Issue, Reaction } from './state.ts'
import { associationOf, stamp, userJson } from './world.ts'

export const issueUrl = (state: GithubState, issue: Issue): string =>
  `https://github.com/${state.repository}/${issue.pull ? 'pull' : 'issues'}/${issue.number}`

const emojis = ['+1', '-1', 'laugh', 'confused', 'heart', 'hooray', 'eyes', 'rocket']

export const isEmoji = (content: unknown): content is string => emojis.includes(String(content))

const summaryOf = (reactions: readonly Reaction[]) => ({
  total_count: reactions.length,
  ...Object.fromEntries(emojis.map((content) => [content, reactions.filter((one) => one.content === content).length])),
})

const appJson = (slug: string) => ({ id: slug === 'github-actions' ? 15_368 : 77_000 + slug.length, slug, name: slug })

export const reactionJson = ({ id, author, content, createdAt }: Reaction) => ({
  id,
  user: userJson(author),
  content,
  created_at: stamp(createdAt),
})

export const commentJson = (state: GithubState, { base }: ApiRequest, comment: Comment) => ({
  id: comment.id,
  node_id: `IC_${comment.id}`,
  url: `${base}/repos/${state.repository}/issues/comments/${comment.id}`,
  html_url: `https://github.com/${state.repository}/issues/${comment.issue}#issuecomment-${comment.id}`,
  issue_url: `${base}/repos/${state.repository}/issues/${comment.issue}`,
  body: comment.body,
  user: userJson(comment.author),
  created_at: stamp(comment.createdAt),
  updated_at: stamp(comment.updatedAt),
  author_association: associationOf(comment.author),
  performed_via_github_app: comment.app === undefined ? null : appJson(comment.app),
  reactions: summaryOf(comment.reactions),
})

export const issueJson = (state: GithubState, { base }: ApiRequest, issue: Issue) => ({
  id: issue.id,
  node_id: `I_${issue.id}`,
  number: issue.number,
  url: `${base}/repos/${state.repository}/issues/${issue.number}`,
  html_url: issueUrl(state, issue),
  title: issue.title,
  body: issue.body,
  state: issue.state,
  state_reason: issue.stateReason,
  user: userJson(issue.author),
  labels: issue.labels.map((name) => ({ name })),
  assignees: issue.assignees.map((login) => ({ login })),
  locked: issue.isLocked,
  comments: state.comments.filter((comment) => comment.issue === issue.number).length,
  created_at: stamp(issue.createdAt),
  updated_at: stamp(issue.updatedAt),
  closed_at: issue.closedAt === undefined ? null : stamp(issue.closedAt),
  closed_by: issue.closedBy ? userJson(issue.closedBy) : null,
  author_association: associationOf(issue.author),
  ...(issue.pull ? { pull_request: { url: `${base}/repos/${state.repository}/pulls/${issue.number}` } } : {}),
})

export const pullJson = (state: GithubState, request: ApiRequest, issue: Issue) => ({
  ...issueJson(state, request, issue),
  head: { ref: issue.pull?.head, sha: issue.pull?.headSha },
  base: { ref: issue.pull?.base },
  draft: issue.pull?.isDraft,
  merged: issue.pull?.isMerged,
})
