import { fieldsOf, type GitHubAnswer, listOf, timeIn, wordsIn } from '../../github/answer.ts'
import type { GitHub, GitHubCall } from '../../github/client.ts'
import { GitHubRefusal } from '../../github/refusal.ts'
import type { Clock } from '../../kit/clock.ts'
import { NetworkFault } from '../../kit/http.ts'
import { type Comment, commentFrom } from './comment.ts'

export interface Issue {
  readonly number: number
  readonly id: number
  readonly body: string
  readonly isOpen: boolean
  readonly isLocked: boolean
  readonly author: number
  readonly createdAt: number
  readonly closedBy: string
  readonly url: string
}

/** The calls about issues and comments. `gone`: it is not there any more. Throws RemoteErrors. */
export interface IssueApi {
  /** How many requests of the last hour were taken from GitHub's quota. */
  counted(): number
  createIssue(title: string, body: string): Promise<Issue>
  changeIssue(number: number, fields: Readonly<Record<string, unknown>>): Promise<'done' | 'gone'>
  readIssue(number: number): Promise<Issue | 'gone'>
  /** The newest issues, for finding one of ours again. */
  newestIssues(): Promise<readonly Issue[]>
  /** All comments that were written or changed since a moment, oldest first; `gone` also when the issue has moved. */
  comments(number: number, since: number): Promise<readonly Comment[] | 'gone'>
  comment(number: number, body: string): Promise<Comment>
  changeComment(id: number, body: string): Promise<'done' | 'gone'>
  react(comment: number, content: Reaction): Promise<void>
}

export type Reaction = '+1' | 'confused' | 'eyes'

const read = 'issues: read'
const write = 'issues: write'
const hour = 3_600_000
/** One look may not hold up the next ones for long, in milliseconds. */
const lookLimit = 10_000

export function issueApi(github: GitHub, repository: string, clock: Clock, signal: AbortSignal): IssueApi {
  const meter = requestMeter(clock)
  const base = `/repos/${repository}`
  const act = async (call: GitHubCall) => meter.note(await github.act({ needs: write, ...call }))
  const look = { needs: read, timeout: lookLimit, signal }
  return {
    counted: meter.counted,
    createIssue: async (title, body) => issueFrom((await act({ method: 'POST', path: `${base}/issues`, body: { title, body } })).json()),
    changeIssue: (number, fields) =>
      unlessGone<'done'>(async () => {
        await act({ method: 'PATCH', path: `${base}/issues/${number}`, body: fields, isRepeatable: true })
        return 'done'
      }),
    readIssue: (number) =>
      unlessGone(async () => issueFrom(meter.note(await github.act({ path: `${base}/issues/${number}`, ...look })).json())),
    newestIssues: async () => {
      const answer = meter.note(await github.act({ path: `${base}/issues?state=all&per_page=50`, ...look }))
      return listOf(answer.json()).map(issueFrom)
    },
    comments: (number, since) =>
      unlessGone(async () => {
        const path = `${base}/issues/${number}/comments?per_page=100&since=${new Date(since).toISOString().slice(0, 19)}Z`
        const found: Comment[] = []
        for await (const page of github.pages(path, look)) {
          meter.note(page)
          found.push(...listOf(page.json()).flatMap((value) => commentFrom(value) ?? []))
        }
        return found
      }),
    comment: async (number, body) => {
      const made = commentFrom((await act({ method: 'POST', path: `${base}/issues/${number}/comments`, body: { body } })).json())
      if (made) return made
      throw new Error('GitHub wrote a comment and did not tell which')
    },
    changeComment: (id, body) =>
      unlessGone<'done'>(async () => {
        await act({ method: 'PATCH', path: `${base}/issues/comments/${id}`, body: { body }, isRepeatable: true })
        return 'done'
      }),
    react: async (comment, content) => {
      await act({ method: 'POST', path: `${base}/issues/comments/${comment}/reactions`, body: { content }, isRepeatable: true })
    },
  }
}

function requestMeter(clock: Clock) {
  let times: number[] = []
  return {
    note: (answer: GitHubAnswer): GitHubAnswer => {
      if (!answer.isUnchanged) times.push(clock.now())
      return answer
    },
    counted: (): number => {
      times = times.filter((at) => at > clock.now() - hour)
      return times.length
    },
  }
}

async function unlessGone<T>(work: () => Promise<T>): Promise<T | 'gone'> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof GitHubRefusal && [301, 404, 410].includes(error.status)) return 'gone'
    throw error
  }
}

function issueFrom(value: unknown): Issue {
  const fields = fieldsOf(value)
  const number = (name: unknown): number => (typeof name === 'number' ? name : 0)
  return {
    number: number(fields.number),
    id: number(fields.id),
    body: wordsIn(fields.body),
    isOpen: fields.state !== 'closed',
    isLocked: fields.locked === true,
    author: number(fieldsOf(fields.user).id),
    createdAt: timeIn(fields.created_at) ?? 0,
    closedBy: wordsIn(fieldsOf(fields.closed_by).login),
    url: wordsIn(fields.html_url),
  }
}

/** Whether a write may have been done although its answer did not come, or was a failure inside of GitHub. */
export const wasLost = (error: unknown): boolean =>
  (error instanceof NetworkFault && error.mayHaveArrived) || (error instanceof GitHubRefusal && error.status >= 500)
