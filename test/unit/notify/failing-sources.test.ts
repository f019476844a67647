import { describe, expect, it } from '@jest/globals'
import type { Annotation } from '../../../src/github/annotations.ts'
import type { Step } from '../../../src/github/jobs.ts'
import { type Evidence, failingLineOf } from '../../../src/notify/failing-line/failing-line.ts'

const begin = Date.UTC(2026, 10, 3, 8, 14, 0)

/** A job's log: each line `milliseconds words`. */
const logOf = (lines: readonly string[]): string =>
  lines
    .map((line) => {
      const [, after = '0', words = ''] = /^(\d+) (.*)$/.exec(line) ?? []
      return `${new Date(begin + Number(after)).toISOString().replace('Z', '0000Z')} ${words}`
    })
    .join('\n')

const step = (given: Partial<Step>): Step => ({
  number: 3,
  name: 'Test',
  status: 'completed',
  conclusion: 'failure',
  startedAt: begin + 10_000,
  completedAt: begin + 20_000,
  ...given,
})

const annotation = (message: string, given: Partial<Annotation> = {}): Annotation => ({
  level: 'failure',
  path: '.github',
  line: 1,
  title: '',
  message,
  ...given,
})

const evidence = (given: Partial<Evidence>): Evidence => ({
  annotations: [],
  log: '',
  failedSteps: [step({})],
  testFailures: [],
  job: 'build',
  ...given,
})

const head = (at: number, name: string) => [`${at} ##[group]Run ${name}`, `${at} shell: /usr/bin/bash -e {0}`, `${at} ##[endgroup]`]
const exit = (at: number, code = 1) => `${at} ##[error]Process completed with exit code ${code}.`

const generic = [
  'Process completed with exit code 1.',
  'Process completed with exit code 137.',
  'The operation was canceled.',
  'Node.js 20 actions are deprecated. Please update the following actions to use Node.js 24: actions/checkout@v4.',
  'No files were found with the provided path: reports/. No artifacts will be uploaded.',
]

describe('annotations', () => {
  it.each(generic)('of the runner say nothing: %s', (message) => {
    const log = logOf([...head(10_000, 'make'), '12000 main.c:3:1: error: no', exit(13_000)])
    expect(failingLineOf(evidence({ annotations: [annotation(message)], log }))).toMatchObject({
      source: 'output',
      line: 'main.c:3:1: error: no',
    })
  })

  it.each([
    { name: 'a warning', annotations: [annotation('unused', { level: 'warning' })] },
    { name: 'what only passes on', annotations: [annotation("The process '/usr/bin/git' failed with exit code 128")] },
    { name: 'an empty one', annotations: [annotation('  \n ')] },
  ])('are passed over: $name', ({ annotations }) => {
    const log = logOf([...head(10_000, 'git fetch'), '12000 fatal: could not read Username', exit(13_000, 128)])
    expect(failingLineOf(evidence({ annotations, log }))?.line).toBe('fatal: could not read Username')
  })

  it('come with their place and title, before what the log says', () => {
    const given = annotation('expected 3 to be 4\n\nat cart.test.ts:9', { path: 'test/cart.test.ts', line: 9, title: 'cart > total' })
    const log = logOf([...head(10_000, 'npm test'), '12000 Error: something else', '12001     at x (y.js:1:1)', exit(13_000)])
    expect(failingLineOf(evidence({ annotations: [given], log }))).toEqual({
      source: 'annotation',
      line: 'cart > total: expected 3 to be 4',
      around: ['cart > total', 'expected 3 to be 4', 'at cart.test.ts:9'],
      path: 'test/cart.test.ts',
      lineNumber: 9,
      job: 'build',
      step: 'Test',
    })
  })

  it('of another step, which was allowed to fail, are not taken for this one’s', () => {
    const log = logOf([
      ...head(1000, 'npm run lint'),
      '2000 ##[error]lint says no',
      exit(2100),
      ...head(10_000, 'npm test'),
      '12000 fatal: disk on fire',
      exit(13_000),
    ])
    const failed = evidence({ annotations: [annotation('lint says no')], log, failedSteps: [step({ startedAt: begin + 10_000 })] })
    expect(failingLineOf(failed)?.line).toBe('fatal: disk on fire')
  })

  it('are believed where there is no log', () => {
    expect(failingLineOf(evidence({ annotations: [annotation('lint says no')] }))?.line).toBe('lint says no')
    expect(failingLineOf(evidence({ annotations: [annotation('The operation was canceled.')] }))?.line).toBe('The operation was canceled.')
    expect(failingLineOf(evidence({ annotations: [annotation('Process completed with exit code 1.')] }))).toBeUndefined()
    expect(failingLineOf(evidence({}))).toBeUndefined()
  })
})

describe('the error of the step itself', () => {
  it('goes before what it printed', () => {
    const log = logOf([...head(10_000, 'acme/release@v1'), '11000 error: a detail', '12000 ##[error]Release 1.4.0 exists already'])
    expect(failingLineOf(evidence({ log }))).toMatchObject({ source: 'error', line: 'Release 1.4.0 exists already' })
  })

  it('goes on in the next line where its first is empty', () => {
    const log = logOf([
      ...head(10_000, 'npx playwright test'),
      '11000 ##[error]',
      '11000   1) a.spec.ts:3:3 › checkout › pays',
      exit(13_000),
    ])
    expect(failingLineOf(evidence({ log }))?.line).toContain('checkout › pays')
  })

  it('that only passes on comes after what was printed, and before nothing at all', () => {
    const relay = "11500 ##[error]The process '/usr/bin/tool' failed with exit code 3"
    const telling = logOf([...head(10_000, 'x'), '11000 fatal: no such tag', relay])
    expect(failingLineOf(evidence({ log: telling }))?.line).toBe('fatal: no such tag')
    const silent = logOf([...head(10_000, 'x'), '11000 working', relay])
    expect(failingLineOf(evidence({ log: silent }))?.line).toBe("The process '/usr/bin/tool' failed with exit code 3")
  })
})

describe('test reports', () => {
  const failure = { name: 'cart › total › two items', file: 'test/cart.test.ts', message: 'expected 3 to be 4' }

  it('speak where the step names their test', () => {
    const log = logOf([...head(10_000, 'run-tests'), '12000 x two items (3 ms)', '12100 error: something vague', exit(13_000)])
    expect(failingLineOf(evidence({ log, testFailures: [failure] }))).toMatchObject({
      source: 'test',
      line: 'cart › total › two items: expected 3 to be 4',
      path: 'test/cart.test.ts',
    })
  })

  it('speak where there is no log', () => {
    expect(failingLineOf(evidence({ testFailures: [failure] }))?.source).toBe('test')
  })

  it('of an earlier step do not explain a deployment that failed', () => {
    const log = logOf([...head(10_000, './deploy'), '12000 ssh: connect to host web1 port 22: Connection timed out', exit(13_000, 255)])
    expect(failingLineOf(evidence({ log, testFailures: [failure] }))?.line).toContain('Connection timed out')
  })
})

describe('the end', () => {
  const noisy = ['12000 error: a test that is meant to fail', '12100 Error: boom', '12101     at a (b.js:1:1)']

  it('of a cancelled step is the cancellation, whatever it printed', () => {
    const log = logOf([...head(10_000, 'npm test'), ...noisy, '13000 ##[error]The operation was canceled.'])
    expect(failingLineOf(evidence({ log, failedSteps: [step({ conclusion: 'cancelled' })] }))?.line).toBe('The operation was canceled.')
  })

  it.each([
    { code: 137, said: '12500 x.sh: line 1:  2214 Killed   node build.js', line: 'x.sh: line 1: 2214 Killed node build.js' },
    { code: 137, said: '12500 error: noise', line: 'Process completed with exit code 137.' },
    { code: 134, said: '12500 FATAL ERROR: JavaScript heap out of memory', line: 'FATAL ERROR: JavaScript heap out of memory' },
    { code: 1, said: '12500 fatal: real', line: 'fatal: real' },
  ])('with exit code $code after “$said” is “$line”', ({ code, said, line }) => {
    const log = logOf([...head(10_000, 'x'), '12000 error: an early word', said, exit(13_000, code)])
    expect(failingLineOf(evidence({ log }))?.line).toBe(line)
  })

  it('is explained by the first step that failed, not by what failed after it or was cancelled', () => {
    const log = logOf([...head(10_000, 'a'), '11000 fatal: first', exit(12_000), ...head(21_000, 'b'), '22000 fatal: second', exit(23_000)])
    const later = step({ number: 4, name: 'Report', startedAt: begin + 21_000, completedAt: begin + 23_000 })
    const found = failingLineOf(
      evidence({ log, failedSteps: [later, step({ number: 2, conclusion: 'cancelled' }), step({ completedAt: begin + 12_000 })] }),
    )
    expect(found).toMatchObject({ line: 'fatal: first', step: 'Test' })
  })

  it('of a step without a word of why is the last thing it said', () => {
    const log = logOf([...head(10_000, './check'), '11000 looking', '12000 that will not do', exit(13_000)])
    expect(failingLineOf(evidence({ log }))?.line).toBe('that will not do')
  })
})
