import type { ApprovalRequest } from '../../../src/approval/request.ts'

/** A request that alice or bob may decide alone within an hour. */
export const requestWith = (facts: Partial<ApprovalRequest> & { readonly opened: number }): ApprovalRequest => ({
  id: 'K7QF2M',
  project: 'shop',
  environment: 'production',
  level: 'production',
  version: 'v2',
  title: '',
  description: '',
  repository: 'acme/shop',
  repositoryId: '1',
  commit: 'a'.repeat(40),
  ref: 'main',
  workflow: 'Release',
  run: '7',
  attempt: 1,
  runUrl: 'https://github.test/acme/shop/actions/runs/7',
  requestedBy: ['carol'],
  deadline: facts.opened + 3_600_000,
  policy: {
    requirements: [{ count: 1, from: ['managers'], eligible: ['alice', 'bob'] }],
    rejectBy: 1,
    excluded: [],
    onTimeout: 'reject',
    reason: 'optional',
    reminders: { every: 300_000, factor: 1.5, max: 6 },
  },
  ...facts,
})
