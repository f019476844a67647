import type { Run } from '../../../src/github/run.ts'
import type { RunNotice } from '../../../src/notify/run-notice.ts'

/** A run of the past, of which a test says what matters. */
export const runWith = (changes: Partial<Run> = {}): Run => ({
  id: 4242,
  number: 318,
  attempt: 1,
  workflow: 'Release',
  workflowId: 7,
  title: '',
  event: 'push',
  status: 'completed',
  conclusion: 'success',
  actor: 'alice-l',
  triggeringActor: 'alice-l',
  commit: 'abcdef1234567890abcdef1234567890abcdef12',
  ref: 'main',
  headRepository: 'acme/shop',
  headCommit: undefined,
  pullRequests: [],
  createdAt: Date.UTC(2026, 9, 1, 7),
  startedAt: Date.UTC(2026, 9, 1, 7),
  updatedAt: Date.UTC(2026, 9, 1, 7, 30),
  url: 'https://github.com/acme/shop/actions/runs/4242',
  ...changes,
})

/** A run that failed, with everything that can be told of one. */
export const noticeWith = (changes: Partial<RunNotice> = {}): RunNotice => ({
  event: 'result',
  facts: {
    project: 'shop',
    environment: 'production',
    level: 'production',
    version: 'v2',
    repository: 'acme/shop',
    workflow: 'Release',
    number: '318',
    attempt: 1,
    runUrl: 'https://github.com/acme/shop/actions/runs/4242/attempts/1',
    commit: 'abcdef1234567890abcdef1234567890abcdef12',
    commitUrl: 'https://github.com/acme/shop/commit/abcdef1',
    commitTitle: 'Mend the cart',
    ref: 'main',
    author: 'alice-l',
    actor: 'bobby',
    trace: 'SP-ABCDEFGH',
  },
  verdict: 'failure',
  edge: undefined,
  jobs: [],
  failedHosts: [],
  approvers: [],
  mentions: [],
  said: [],
  notes: [],
  ...changes,
})
