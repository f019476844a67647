import { text } from '../kit/text.ts'
import { fieldsOf, listOf, timeIn, wordsIn } from './answer.ts'
import type { GitHub } from './client.ts'
import { type Knowledge, knowledgeOf, known, unknown } from './knowledge.ts'

/** What was last released to an environment, by GitHub's deployments. Texts are hostile. */
export interface LastRelease {
  readonly commit: string
  readonly ref: string
  /** Login of who released it. */
  readonly by: string
  /** When it was reported as live, in milliseconds since 1970. */
  readonly at: number | undefined
}

/** How many of the newest deployments are looked at. */
const lookedAt = 15

/**
 * The newest deployment of an environment that succeeded (later ones make it `inactive`, which keeps that it once did). Undefined: none
 * ever did; where there are more than {@link lookedAt} that did not, that is not known. Needs `deployments: read`; at most one request more than deployments looked at, mostly two or three.
 */
export const lastRelease = (github: GitHub, repository: string, environment: string): Promise<Knowledge<LastRelease | undefined>> =>
  knowledgeOf(async () => {
    const needs = 'deployments: read'
    const query = new URLSearchParams({ environment, per_page: String(lookedAt) })
    const answer = await github.get(`/repos/${repository}/deployments?${query}`, { needs })
    const deployments = listOf(answer?.json()).map(fieldsOf)
    for (const deployment of deployments) {
      const statuses = await github.get(`/repos/${repository}/deployments/${Number(deployment.id)}/statuses?per_page=100`, { needs })
      const success = listOf(statuses?.json())
        .map(fieldsOf)
        .find(({ state }) => state === 'success')
      if (success) return known(releaseFrom(deployment, timeIn(success.created_at)))
    }
    return deployments.length < lookedAt ? known(undefined) : unknown(noneWords)
  })

const noneWords = text(`None of the newest ${lookedAt} deployments succeeded.`, `最近 ${lookedAt} 次部署均未成功。`)

const releaseFrom = ({ sha, ref, creator }: Readonly<Record<string, unknown>>, at: number | undefined): LastRelease => ({
  commit: wordsIn(sha),
  ref: wordsIn(ref),
  by: wordsIn(fieldsOf(creator).login),
  at,
})
