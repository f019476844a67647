import { expect, jest } from '@jest/globals'

/**
 * Real servers, processes and signals on a machine with other work: a test of a bundle that fails is tried once more. What it said the
 * first time is printed, so that a test that needs this often is found. Never where a test looks for what must not happen even once.
 */
const isStrict = /\/(invariants-|faults-(kill|cancel)\.)[^/]*$/.test(expect.getState().testPath ?? '')

if (!isStrict) jest.retryTimes(1, { logErrorsBeforeRetry: true })
