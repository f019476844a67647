import type { Run } from './run.ts'

/** What the variables of the runner say of its own run: for where GitHub cannot be asked. */
export function runFromRunner(env: NodeJS.ProcessEnv): Run {
  const repository = env.GITHUB_REPOSITORY ?? ''
  const attempt = whole(env.GITHUB_RUN_ATTEMPT, 1)
  const actor = env.GITHUB_ACTOR ?? ''
  const pull = whole(/^refs\/pull\/(\d+)\//.exec(env.GITHUB_REF ?? '')?.[1], 0)
  const page = `${env.GITHUB_SERVER_URL || 'https://github.com'}/${repository}/actions/runs/${env.GITHUB_RUN_ID}`
  return {
    id: whole(env.GITHUB_RUN_ID, 0),
    number: whole(env.GITHUB_RUN_NUMBER, 0),
    attempt,
    workflow: env.GITHUB_WORKFLOW ?? '',
    workflowId: 0,
    title: '',
    event: env.GITHUB_EVENT_NAME ?? '',
    status: 'in_progress',
    conclusion: undefined,
    actor,
    triggeringActor: env.GITHUB_TRIGGERING_ACTOR || actor,
    commit: env.GITHUB_SHA ?? '',
    ref: env.GITHUB_HEAD_REF || (env.GITHUB_REF_NAME ?? ''),
    headRepository: '',
    headCommit: undefined,
    pullRequests: pull ? [pull] : [],
    createdAt: undefined,
    startedAt: undefined,
    updatedAt: undefined,
    url: repository && env.GITHUB_RUN_ID ? `${page}/attempts/${attempt}` : '',
  }
}

const whole = (words: string | undefined, fallback: number): number => (/^\d{1,15}$/.test(words ?? '') ? Number(words) : fallback)
