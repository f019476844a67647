import { expect, jest } from '@jest/globals'

/**
 * Real servers, processes, signals and fast clocks on a machine with other work: a test that fails is tried once more. What it said the first time
 * is printed, so that a test that needs this often is found. Never where a test looks for what must not happen even once.
 */
const isStrict = /\/(invariants-|faults-(kill|cancel)\.|[^/]*(properties|races|many-gates|ten-gates|retry-model))[^/]*$/.test(
  expect.getState().testPath ?? '',
)

if (!isStrict) jest.retryTimes(1, { logErrorsBeforeRetry: true })
