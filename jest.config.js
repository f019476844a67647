import { availableParallelism } from 'node:os'

const swc = {
  '^.+\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'es6' } }],
}
const project = (displayName) => ({
  displayName,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: swc,
  setupFilesAfterEnv: ['<rootDir>/test/support/retry-once.ts'],
  testMatch: [`<rootDir>/test/${displayName}/**/*.test.ts`],
})

/**
 * unit: in process, fast. bundle: the committed `dist/` as child processes against real sshd.
 * workflow: the workflows of `examples/` as a whole, by act.
 */
export default {
  // Tests of bundles wait for processes and servers most of the time: one worker more than there are cores, where jest takes one less.
  maxWorkers: availableParallelism() + 1,
  projects: [project('unit'), project('bundle'), project('workflow')],
  testTimeout: 60_000,
  reporters: ['default', '<rootDir>/test/support/closing-line-reporter.js'],
}
