import { fieldsOf, timeIn, wordsIn } from './answer.ts'
import type { GitHub } from './client.ts'
import { type Knowledge, knowledgeOf, known, notThere } from './knowledge.ts'

/** A run of a workflow, as GitHub itself knows it. Names are hostile. */
export interface Run {
  /** Login of who started it; the rights of a run that is started again stay theirs. */
  readonly actor: string
  /** Login of who started this attempt of it. */
  readonly triggeringActor: string
  readonly commit: string
  /** Branch or tag; empty where GitHub tells none. */
  readonly ref: string
  readonly event: string
  readonly workflow: string
  readonly status: string
  readonly attempt: number
  /** When this attempt began, in milliseconds since 1970. */
  readonly startedAt: number | undefined
  readonly url: string
}

/** The facts of a run, by its number. Needs `actions: read`. */
export const readRun = (github: GitHub, repository: string, run: string): Promise<Knowledge<Run>> =>
  knowledgeOf(async () => {
    const answer = await github.get(`/repos/${repository}/actions/runs/${encodeURIComponent(run)}`, { needs: 'actions: read' })
    return answer ? known(runFrom(fieldsOf(answer.json()))) : notThere
  })

function runFrom(facts: Readonly<Record<string, unknown>>): Run {
  const login = (person: unknown): string => wordsIn(fieldsOf(person).login)
  const actor = login(facts.actor)
  return {
    actor,
    triggeringActor: login(facts.triggering_actor) || actor,
    commit: wordsIn(facts.head_sha),
    ref: wordsIn(facts.head_branch),
    event: wordsIn(facts.event),
    workflow: wordsIn(facts.name),
    status: wordsIn(facts.status),
    attempt: typeof facts.run_attempt === 'number' ? facts.run_attempt : 1,
    startedAt: timeIn(facts.run_started_at),
    url: wordsIn(facts.html_url),
  }
}
