import { wordsIn } from './answer.ts'
import type { GitHub } from './client.ts'
import { type Knowledge, knowledgeOf, known, notThere } from './knowledge.ts'
import { listed } from './listed.ts'

/** Something a step said about a place: `::error file=…::…`, or a problem matcher. Hostile. */
export interface Annotation {
  readonly level: 'failure' | 'warning' | 'notice'
  /** Empty where it names no file; `.github` where the runner itself speaks. */
  readonly path: string
  readonly line: number
  readonly title: string
  readonly message: string
}

/** GitHub keeps a few dozen of a job; more pages than these are not read. */
const mostPages = 5

/** What the steps of a job pointed out, in GitHub's order. Needs `checks: read`. */
export const readAnnotations = (
  github: GitHub,
  repository: string,
  jobId: number,
  signal?: AbortSignal,
): Promise<Knowledge<readonly Annotation[]>> =>
  knowledgeOf(async () => {
    const path = `/repos/${repository}/check-runs/${jobId}/annotations?per_page=100`
    const found = await listed(github, { path, field: '', needs: 'checks: read', mostPages, signal })
    return found ? known(found.entries.map(annotationFrom)) : notThere
  })

const annotationFrom = (facts: Readonly<Record<string, unknown>>): Annotation => ({
  level: facts.annotation_level === 'warning' || facts.annotation_level === 'notice' ? facts.annotation_level : 'failure',
  path: wordsIn(facts.path),
  line: typeof facts.start_line === 'number' ? facts.start_line : 0,
  title: wordsIn(facts.title),
  message: wordsIn(facts.message),
})
