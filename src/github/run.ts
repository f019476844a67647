import { fieldsOf, listOf, timeIn, wordsIn } from './answer.ts'
import type { GitHub } from './client.ts'
import { type Conclusion, conclusionIn } from './jobs.ts'
import { type Knowledge, knowledgeOf, known, notThere } from './knowledge.ts'

/** A run of a workflow, as GitHub itself knows it. Names and texts are hostile. Times in milliseconds since 1970. */
export interface Run {
  readonly id: number
  /** Counted within its workflow, from 1; attempts do not change it. */
  readonly number: number
  readonly attempt: number
  readonly workflow: string
  readonly workflowId: number
  /** What GitHub shows as its name: `run-name`, the subject of the commit, the title of the pull request. */
  readonly title: string
  readonly event: string
  readonly status: string
  /** How it ended; undefined while it has not. */
  readonly conclusion: Conclusion | undefined
  /** Login of who started it; the rights of a run that is started again stay theirs. */
  readonly actor: string
  /** Login of who started this attempt of it. */
  readonly triggeringActor: string
  readonly commit: string
  /** Branch or tag; empty where GitHub tells none. */
  readonly ref: string
  /** `owner/name` of where the commit is from: another repository for the pull request of a fork. Empty where GitHub tells none. */
  readonly headRepository: string
  /** What git says of the commit; no login: see `readCommit`. */
  readonly headCommit: { readonly subject: string; readonly author: string } | undefined
  /** Numbers of the pull requests it is about; GitHub names none of forks. */
  readonly pullRequests: readonly number[]
  /** When its first attempt was asked for. */
  readonly createdAt: number | undefined
  /** When this attempt began. */
  readonly startedAt: number | undefined
  /** When GitHub last changed it: of a run that has ended, its end. */
  readonly updatedAt: number | undefined
  /** Of this attempt, where one was asked for. */
  readonly url: string
}

/** The facts of a run, by its number: of its latest attempt, or of the one given. Needs `actions: read`. */
export const readRun = (
  github: GitHub,
  repository: string,
  run: string,
  { attempt, signal }: { readonly attempt?: number; readonly signal?: AbortSignal | undefined } = {},
): Promise<Knowledge<Run>> =>
  knowledgeOf(async () => {
    const path = `/repos/${repository}/actions/runs/${encodeURIComponent(run)}${attempt === undefined ? '' : `/attempts/${attempt}`}`
    const answer = await github.get(path, { needs: 'actions: read', signal })
    return answer ? known(runFrom(fieldsOf(answer.json()))) : notThere
  })

/** A run as it stands in an answer. */
export function runFrom(facts: Readonly<Record<string, unknown>>): Run {
  const actor = loginIn(facts.actor)
  const status = wordsIn(facts.status)
  return {
    id: Number(facts.id),
    number: numberIn(facts.run_number, 0),
    attempt: numberIn(facts.run_attempt, 1),
    workflow: wordsIn(facts.name),
    workflowId: numberIn(facts.workflow_id, 0),
    title: wordsIn(facts.display_title),
    event: wordsIn(facts.event),
    status,
    conclusion: status === 'completed' ? conclusionIn(facts.conclusion) : undefined,
    actor,
    triggeringActor: loginIn(facts.triggering_actor) || actor,
    commit: wordsIn(facts.head_sha),
    ref: wordsIn(facts.head_branch),
    headRepository: wordsIn(fieldsOf(facts.head_repository).full_name),
    headCommit: headCommitIn(fieldsOf(facts.head_commit)),
    pullRequests: listOf(facts.pull_requests).map((one) => Number(fieldsOf(one).number)),
    createdAt: timeIn(facts.created_at),
    startedAt: timeIn(facts.run_started_at),
    updatedAt: timeIn(facts.updated_at),
    url: wordsIn(facts.html_url),
  }
}

const loginIn = (person: unknown): string => wordsIn(fieldsOf(person).login)
const numberIn = (value: unknown, fallback: number): number => (typeof value === 'number' ? value : fallback)

function headCommitIn({ message, author }: Readonly<Record<string, unknown>>): Run['headCommit'] {
  const [subject = ''] = wordsIn(message).split(/[\r\n]/, 1)
  return typeof message === 'string' ? { subject, author: wordsIn(fieldsOf(author).name) } : undefined
}
