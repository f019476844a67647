import type { LogEvent } from '../../../src/notify/log-event.ts'

let line = 0

/** An event with what matters to a test. */
export const event = (given: Partial<LogEvent> = {}): LogEvent => ({
  level: 'error',
  service: 'checkout',
  message: 'no money',
  details: [],
  line: ++line,
  count: 1,
  ...given,
})
