import { printable } from '../kit/printable.ts'
import { type Text, text } from '../kit/text.ts'
import { fieldsOf, listOf, wordsIn } from './answer.ts'
import type { GitHub } from './client.ts'
import { type Knowledge, knowledgeOf, known, unknown } from './knowledge.ts'
import type { Entry } from './listed.ts'
import { messageIn, missingPermission, refusalOf } from './refusal.ts'

/** So many minutes an environment waits at most: thirty days (facts/notify.md 3.2). */
const longestWait = 43_200

/**
 * Lets the jobs that name an environment wait, in whole minutes from their start; 0: no more. Writing an environment replaces all of it, so
 * that its reviewers and branch policy are read first and written again: never at the same time as somebody else. An environment that is not
 * there is not made. Needs `administration: write`, which no token of a job has, and `actions: read`. Whether administrators may pass it
 * by cannot be said in this call, and stays as it is for all that is documented.
 */
export const setWaitTimer = (
  github: GitHub,
  repository: string,
  environment: string,
  minutes: number,
  signal?: AbortSignal,
): Promise<Knowledge<'set' | 'unchanged'>> =>
  knowledgeOf(async () => {
    if (!Number.isInteger(minutes) || minutes < 0 || minutes > longestWait) return unknown(outOfRange(minutes))
    const path = `/repos/${repository}/environments/${encodeURIComponent(environment)}`
    const found = await github.get(path, { needs: 'actions: read', signal })
    if (!found) return unknown(noEnvironment(environment))
    const settings = settingsFrom(fieldsOf(found.json()))
    if (!settings) return unknown(notUnderstood(environment))
    if (settings.wait_timer === minutes) return known('unchanged')
    const answer = await github.send({ method: 'PUT', path, body: { ...settings, wait_timer: minutes }, isRepeatable: true, signal })
    if (answer.status < 300) return known('set')
    if (missingPermission(answer) !== undefined || answer.status === 404) return unknown(notAllowed, tokenRemedy)
    if (answer.status === 422) return unknown(refused(messageIn(answer)))
    throw refusalOf(answer)
  })

/** What an environment is, as it is written; undefined where a reviewer is of a kind that cannot be written again. */
function settingsFrom(environment: Entry) {
  const rules = listOf(environment.protection_rules).map(fieldsOf)
  const asking = rules.filter(({ type }) => type === 'required_reviewers')
  const reviewers = asking.flatMap((rule) => listOf(rule.reviewers).map(reviewerFrom))
  const whole = reviewers.flatMap((reviewer) => reviewer ?? [])
  if (whole.length < reviewers.length) return undefined
  const { protected_branches: isProtected, custom_branch_policies: isCustom } = fieldsOf(environment.deployment_branch_policy)
  return {
    wait_timer: Math.max(0, ...rules.filter(({ type }) => type === 'wait_timer').map(({ wait_timer }) => Number(wait_timer) || 0)),
    prevent_self_review: asking.some((rule) => rule.prevent_self_review === true),
    reviewers: whole.length > 0 ? whole : null,
    deployment_branch_policy:
      isProtected === true || isCustom === true
        ? { protected_branches: isProtected === true, custom_branch_policies: isCustom === true }
        : null,
  }
}

function reviewerFrom(rule: unknown) {
  const { type, reviewer } = fieldsOf(rule)
  const { id } = fieldsOf(reviewer)
  return (type === 'User' || type === 'Team') && typeof id === 'number' ? { type: wordsIn(type), id } : undefined
}

const outOfRange = (minutes: number): Text =>
  text(
    `An environment waits 0 to ${longestWait} whole minutes, not ${minutes}.`,
    `环境的等待时间应为 0 到 ${longestWait} 的整数分钟，而不是 ${minutes}。`,
  )

const noEnvironment = (environment: string): Text => {
  const name = printable(environment, 100)
  return text(`GitHub has no environment “${name}”.`, `GitHub 上没有环境“${name}”。`)
}

const notUnderstood = (environment: string): Text => {
  const name = printable(environment, 100)
  return text(`“${name}” has reviewers that could not be kept.`, `“${name}”的审批人无法原样保留。`)
}

const notAllowed = text('The token may not change environments of GitHub.', '令牌无权更改 GitHub 环境。')
const tokenRemedy = text(
  'This takes “Administration: write”, which the token of a job never has: give the token of a GitHub App or a fine-grained personal one.',
  '这需要“Administration: write”权限，作业自带的令牌永远没有：请提供 GitHub App 的令牌或细粒度个人令牌。',
)

const refused = (said: string): Text => text(`GitHub does not set the wait timer: ${said}`, `GitHub 拒绝设置等待时间：${said}`)
