import { printable } from '../kit/printable.ts'
import { type Text, text } from '../kit/text.ts'
import { fieldsOf, wordsIn } from './answer.ts'
import type { GitHub } from './client.ts'
import { type Entry, listed } from './listed.ts'
import { runFrom } from './run.ts'
import { stageOf } from './run-state.ts'

/** `red` also of what is not known yet: checks under way, none at all. */
export type CommitVerdict = { readonly isGreen: true } | { readonly isGreen: false; readonly why: Text }

/**
 * Events whose runs say something of the commit itself. A schedule and a dispatch only happen to stand at it: the tick that asks runs at the
 * newest commit, and so does every release; counted, neither would ever let a commit be green.
 */
const telling = ['push', 'pull_request', 'merge_group', 'dynamic'] as const

const good: readonly string[] = ['success', 'neutral', 'skipped']
/** Runs and checks of a commit that hundreds of ticks have run at are read so far, in pages of a hundred. */
const mostPages = 5

/**
 * Whether everything that was checked of a commit went well: runs of Actions, then checks of other apps, then commit statuses, in this order,
 * for most commits that are not green end at the first. One request where something of Actions failed, three for a green one. `skipped` and
 * `neutral` are good; a commit without any check is not. Needs `actions: read`, `checks: read`, `statuses: read`.
 */
export async function commitVerdict(github: GitHub, repository: string, commit: string, signal?: AbortSignal): Promise<CommitVerdict> {
  const ask: Ask = (path, field, needs, pages = 1) =>
    listed(github, { path: `/repos/${repository}${path}`, field, needs, mostPages: pages, signal })
  const runs = await runsOf(ask, commit)
  const badRun = runs.find(({ words }) => !good.includes(words))
  if (badRun) return notYet(badRun)
  const checks = await checksOf(ask, commit)
  const badCheck = checks.find(({ words }) => !good.includes(words))
  if (badCheck) return notYet(badCheck)
  const statuses = await statusesOf(ask, commit)
  const badStatus = statuses.find(({ words }) => words !== 'success')
  if (badStatus) return notYet(badStatus)
  return runs.length + checks.length + statuses.length > 0 ? { isGreen: true } : { isGreen: false, why: unchecked }
}

type Ask = (path: string, field: string, needs: string, pages?: number) => ReturnType<typeof listed>

/** A check by its name, and in one word how it stands. */
interface Standing {
  readonly name: string
  readonly words: string
}

const unchecked = text('nothing has checked it', '没有任何检查')

function notYet({ name, words }: Standing): CommitVerdict {
  const [check, state] = [printable(name, 60), printable(words, 30)]
  return { isGreen: false, why: text(`“${check}”: ${state}`, `“${check}”：${state}`) }
}

/** Of each workflow and event the newest run: all at once where they are few, otherwise event by event. */
async function runsOf(ask: Ask, commit: string): Promise<readonly Standing[]> {
  const path = `/actions/runs?head_sha=${commit}&per_page=100&exclude_pull_requests=true`
  const all = await ask(path, 'workflow_runs', 'actions: read')
  const entries = all?.isWhole ? [...all.entries] : []
  for (const event of all && !all.isWhole ? telling : []) {
    entries.push(...((await ask(`${path}&event=${event}`, 'workflow_runs', 'actions: read', mostPages))?.entries ?? []))
  }
  const newest = new Map<string, Standing & { readonly id: number }>()
  for (const run of entries.map(runFrom)) {
    const key = `${run.workflowId} ${run.event}`
    const isCounted = telling.some((event) => event === run.event) && run.id > (newest.get(key)?.id ?? 0)
    if (isCounted) newest.set(key, { id: run.id, name: run.workflow, words: stageOf(run) })
  }
  return [...newest.values()]
}

/** Of other apps than Actions, whose runs are looked at themselves. */
async function checksOf(ask: Ask, commit: string): Promise<readonly Standing[]> {
  const found = await ask(`/commits/${commit}/check-runs?filter=latest&per_page=100`, 'check_runs', 'checks: read', mostPages)
  const isOurs = ({ app }: Entry) => fieldsOf(app).slug === 'github-actions'
  return (found?.entries ?? [])
    .filter((check) => !isOurs(check))
    .map(({ name, status, conclusion }) => ({ name: wordsIn(name), words: status === 'completed' ? wordsIn(conclusion) : wordsIn(status) }))
}

async function statusesOf(ask: Ask, commit: string): Promise<readonly Standing[]> {
  const found = await ask(`/commits/${commit}/status?per_page=100`, 'statuses', 'statuses: read', mostPages)
  return (found?.entries ?? []).map(({ context, state }) => ({ name: wordsIn(context), words: wordsIn(state) }))
}
