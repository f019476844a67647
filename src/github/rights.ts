import type { GitHub, GitHubCall } from './client.ts'
import { type Knowledge, knowledgeOf, known } from './knowledge.ts'
import { missingPermission, refusalOf } from './refusal.ts'

/** Permissions that are asked about, as `permissions:` of a job writes them. */
export type Right = 'contents: write' | 'issues: write' | 'deployments: read' | 'actions: read'

/**
 * GitHub tells nobody what a token may do, but looks at the permission before it looks at what is wrong: a reference without a name, or an issue
 * without a title, is never made.
 */
const questions: Readonly<Record<Right, Pick<GitHubCall, 'method' | 'path' | 'body'>>> = {
  'contents: write': { method: 'POST', path: '/git/refs', body: {} },
  'issues: write': { method: 'POST', path: '/issues', body: {} },
  'deployments: read': { path: '/deployments?per_page=1' },
  'actions: read': { path: '/actions/runs?per_page=1' },
}

/** What is wrong with the question itself: it was looked at, so the token may ask. 409: the repository has no commit yet. */
const looked = [409, 422]

/** Whether the token has a permission; nothing is written. */
export const hasRight = (github: GitHub, repository: string, right: Right): Promise<Knowledge<boolean>> =>
  knowledgeOf(async () => {
    const { path, ...question } = questions[right]
    const answer = await github.send({ ...question, path: `/repos/${repository}${path}`, needs: right, isRepeatable: true })
    if (answer.status < 300 || (question.method && looked.includes(answer.status))) return known(true)
    if (missingPermission(answer, right) !== undefined || answer.status === 404) return known(false)
    throw refusalOf(answer, right)
  })
