import { fieldsOf } from './answer.ts'
import type { GitHub } from './client.ts'

/** Whether a workflow run has ended; undefined when GitHub cannot be asked or does not know the run. */
export async function runFinished(github: GitHub, repository: string, run: string): Promise<boolean | undefined> {
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository) || !/^\d+$/.test(run)) return undefined
  try {
    const answer = await github.get(`/repos/${repository}/actions/runs/${run}`, { needs: 'actions: read' })
    const facts = answer?.json()
    return facts === undefined ? undefined : fieldsOf(facts).status === 'completed'
  } catch {
    return undefined
  }
}
