import { type Issue, type IssueApi, issueApi, wasLost } from '../../chat/github/issue-api.ts'
import { isKnownError } from '../../kit/errors.ts'
import type { Io } from '../../kit/run.ts'
import { text } from '../../kit/text.ts'
import type { Case } from '../../plan/act.ts'
import type { Books } from '../../plan/book.ts'
import { planTable } from '../../plan/page/plan-page.ts'
import type { PlanInputs } from '../plan-inputs.ts'
import type { OpenPlan } from './open-plan.ts'

/** The issue that shows the plan and takes commands. */
export interface PlanIssue {
  readonly api: IssueApi
  readonly number: number
  readonly url: string
}

/** Marks the issue as ours, so that it is found again where GitHub’s answer was lost. */
const marker = '<!-- sallyport-plan -->'

/** The issue of the plan: the one of the input or of the book, else a new one. Undefined: there is none, and why is said. */
export async function openPlanIssue(io: Io, { issue }: PlanInputs, plan: OpenPlan, books: Books): Promise<PlanIssue | undefined> {
  if (issue === 'none') return undefined
  const api = issueApi(plan.github, plan.repository, io.clock, io.signal)
  try {
    const found = /^\d+$/.test(issue) ? await api.readIssue(Number(issue)) : await oursOrNew(io, api, plan, books)
    return found === 'gone' ? undefined : { api, number: found.number, url: found.url }
  } catch (error) {
    if (!isKnownError(error)) throw error
    io.log.warning(
      text(
        `The plan has no issue: ${error.problem.en} Give the job “issues: write”, or set “issue: none”.`,
        `计划没有议题：${error.problem['zh-CN']} 请为作业设置“issues: write”，或设置“issue: none”。`,
      ),
    )
    return undefined
  }
}

async function oursOrNew(io: Io, api: IssueApi, plan: OpenPlan, books: Books): Promise<Issue | 'gone'> {
  const known = (await books.read())?.issue ?? 0
  const kept = known > 0 ? await api.readIssue(known) : 'gone'
  if (kept !== 'gone') return kept // closed by somebody: it still shows the plan, and nobody gets another one
  const issue = await newIssue(io, api, plan)
  const book = await books.change(plan.clock.now(), (before) => (before.issue === known ? { ...before, issue: issue.number } : before))
  if (book.issue === issue.number) return issue
  await api.changeIssue(issue.number, { state: 'closed', state_reason: 'not_planned' }) // another tick was faster
  return api.readIssue(book.issue)
}

/** An issue with our mark that is older than the question is somebody else’s: anybody may write the mark into theirs. */
async function newIssue(io: Io, api: IssueApi, plan: OpenPlan): Promise<Issue> {
  const began = plan.clock.now()
  const title = text(`Release plan: ${plan.project}`, `发布计划：${plan.project}`)[io.log.locale]
  try {
    return await api.createIssue(title, `${marker}\n`)
  } catch (error) {
    if (!wasLost(error)) throw error
    const made = (await api.newestIssues()).find(({ body, createdAt }) => body.includes(marker) && createdAt >= began - 5000)
    if (made) return made
    throw error
  }
}

/** Shows the entries in the issue, where something has changed. */
export async function showInIssue(io: Io, issue: PlanIssue, cases: readonly Case[], zone: string): Promise<void> {
  const body = `${marker}\n${planTable(cases, zone, io.log.locale)}\n\n${help[io.log.locale]}\n`
  try {
    const now = await issue.api.readIssue(issue.number)
    if (now !== 'gone' && now.body.replace(/\r\n/g, '\n') !== body) await issue.api.changeIssue(issue.number, { body })
  } catch (error) {
    if (!isKnownError(error)) throw error
    io.log.warning(error.problem)
  }
}

const help = text(
  [
    'Commands, as a comment: `/postpone <entry> 2h` (or a time), `/cancel <entry> [reason]`, `/skip <entry>`, `/run <entry>` (one that is late and asks),',
    '`/override <entry> <reason>` (two people, against a freeze), `/status <entry>`.',
  ].join(' '),
  [
    '在评论中使用命令：`/postpone <条目> 2h`（或时间）、`/cancel <条目> [原因]`、`/skip <条目>`、`/run <条目>`（已延迟并在询问的条目）、',
    '`/override <条目> <原因>`（两人同意，不顾冻结）、`/status <条目>`。也可写 `/改期`、`/取消`、`/跳过`、`/启动`、`/例外`、`/状态`。',
  ].join(''),
)
