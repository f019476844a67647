import type { GitHub } from './client.ts'
import { type Knowledge, knowledgeOf, known } from './knowledge.ts'
import { refusalOf } from './refusal.ts'

/** `asked`: GitHub will end it, in a while; `over`: it had ended before; `gone`: there is none. */
export type Cancellation = 'asked' | 'over' | 'gone'

/** Asks GitHub to end a run. Asking twice does no harm. Needs `actions: write`. */
export const cancelRun = (github: GitHub, repository: string, id: number, signal?: AbortSignal): Promise<Knowledge<Cancellation>> =>
  knowledgeOf(async () => {
    const path = `/repos/${repository}/actions/runs/${id}/cancel`
    const answer = await github.send({ method: 'POST', path, needs: 'actions: write', isRepeatable: true, signal })
    if (answer.status < 300) return known('asked')
    if (answer.status === 404) return known('gone')
    if (answer.status === 409) return known('over')
    throw refusalOf(answer, 'actions: write')
  })
