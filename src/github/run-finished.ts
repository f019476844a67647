import type { GitHub } from './client.ts'

/** Whether a workflow run has ended; undefined when GitHub cannot be asked or does not know the run. */
export async function runFinished(github: GitHub, repository: string, run: string): Promise<boolean | undefined> {
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository) || !/^\d+$/.test(run)) return undefined
  try {
    const response = await github.get(`/repos/${repository}/actions/runs/${run}`)
    const facts = (await response?.json()) as { status?: unknown } | undefined // checked where it is used
    return facts ? facts.status === 'completed' : undefined
  } catch {
    return undefined
  }
}
