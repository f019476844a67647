export type Verdict = 'running' | 'success' | 'failure' | 'cancelled' | 'timed-out' | 'skipped'
