import { fieldsOf, listOf, wordsIn } from './answer.ts'
import type { GitHub } from './client.ts'
import { type Knowledge, knowledgeOf, known } from './knowledge.ts'

/** What stands before a job that names an environment of GitHub's. */
export interface Protection {
  /** How many people and teams are asked, of which one must agree. */
  readonly reviewers: number
  /** Minutes that a job waits. */
  readonly wait: number
  /** Which branches and tags may use it. */
  readonly branches: 'all' | 'protected' | 'selected'
  /** Rules of other kinds, those of apps. */
  readonly others: number
}

/** An environment of GitHub's; undefined: there is none of that name. Needs `actions: read`. */
export const environmentAt = (github: GitHub, repository: string, name: string): Promise<Knowledge<Protection | undefined>> =>
  knowledgeOf(async () => {
    const path = `/repos/${repository}/environments/${encodeURIComponent(name)}`
    const answer = await github.get(path, { needs: 'actions: read' })
    return known(answer && protectionFrom(fieldsOf(answer.json())))
  })

function protectionFrom(environment: Readonly<Record<string, unknown>>): Protection {
  const rules = listOf(environment.protection_rules).map(fieldsOf)
  const ofType = (type: string) => rules.filter((rule) => wordsIn(rule.type) === type)
  const policy = fieldsOf(environment.deployment_branch_policy)
  const branches = policy.protected_branches === true ? 'protected' : policy.custom_branch_policies === true ? 'selected' : 'all'
  return {
    reviewers: ofType('required_reviewers').reduce((sum, { reviewers }) => sum + listOf(reviewers).length, 0),
    wait: Math.max(0, ...ofType('wait_timer').map((rule) => Number(rule.wait_timer) || 0)),
    branches,
    others: rules.filter((rule) => !['required_reviewers', 'wait_timer', 'branch_policy'].includes(wordsIn(rule.type))).length,
  }
}
