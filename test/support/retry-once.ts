import { jest } from '@jest/globals'

/**
 * Real servers, processes and signals on a machine with other work: a test of a bundle that fails is tried once more. What it said the
 * first time is printed, so that a test that needs this often is found.
 */
jest.retryTimes(1, { logErrorsBeforeRetry: true })
