import type { RunFacts } from '../deploy/order.ts'

/** What the runner says of this run (variables of the GitHub runner; outside of one, sensible stand-ins). */
export function runFactsFrom(env: NodeJS.ProcessEnv, project: string, environment: string): RunFacts & { readonly runNumber: string } {
  const repository = env.GITHUB_REPOSITORY ?? ''
  const run = env.GITHUB_RUN_ID ?? '0'
  const server = env.GITHUB_SERVER_URL ?? 'https://github.com'
  return {
    project,
    environment,
    repository,
    run,
    attempt: Number(env.GITHUB_RUN_ATTEMPT ?? 1),
    url: repository ? `${server}/${repository}/actions/runs/${run}` : '',
    actor: env.GITHUB_TRIGGERING_ACTOR || env.GITHUB_ACTOR || env.USER || 'unknown',
    runNumber: env.GITHUB_RUN_NUMBER ?? '0',
  }
}
