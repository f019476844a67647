import { describe, expect, it } from '@jest/globals'
import type { Step } from '../../../src/github/jobs.ts'
import { cleanLine, withoutWorkspace } from '../../../src/notify/failing-line/clean-line.ts'
import { parseJobLog } from '../../../src/notify/failing-line/parse-job-log.ts'
import { fileIn, placeIn } from '../../../src/notify/failing-line/place-in.ts'
import { spanOfStep } from '../../../src/notify/failing-line/span-of-step.ts'
import { jobLogNamed, jobLogs } from './job-logs.ts'

/** Where GitHub’s own machines keep repositories. */
const runner = ['', 'home', 'runner', 'work'].join('/')

describe('a line', () => {
  it.each([
    { raw: '\u001b[31m✗\u001b[39m Build \u001b[1mfailed\u001b[22m', clean: '✗ Build failed' },
    { raw: '10 %\r50 %\r100 %\r', clean: '100 %' },
    { raw: '\u001b]8;;https://a.example\u0007link\u001b]8;;\u0007 text', clean: 'link text' },
    { raw: '\u001b(B\u001b[mx', clean: '(Bx' },
    { raw: 'a\tb  \u0000\u202e', clean: 'a  b' },
    { raw: 'x\ud800', clean: 'x\ufffd' },
  ])('is shown as $clean', ({ raw, clean }) => {
    expect(cleanLine(raw)).toBe(clean)
  })

  it.each([
    { words: `${runner}/shop/shop/src/a.ts:1`, bare: 'src/a.ts:1' },
    { words: 'at (/__w/shop/shop/a.js:1:2)', bare: 'at (a.js:1:2)' },
    { words: 'D:\\a\\shop\\shop\\src\\a.cs(3,4)', bare: 'src\\a.cs(3,4)' },
    { words: '/github/workspace/main.tf', bare: 'main.tf' },
    { words: `${runner}/_temp/0a-1b.sh: line 3: x: command not found`, bare: 'line 3: x: command not found' },
    { words: `${runner}/shop`, bare: `${runner}/shop` },
  ])('without the workspace is $bare', ({ words, bare }) => {
    expect(withoutWorkspace(words)).toBe(bare)
  })

  it.each([
    { line: 'src/a.ts(4,9): error TS2322: x', path: 'src/a.ts', lineNumber: 4 },
    { line: '    at f (src/a.js:12:3)', path: 'src/a.js', lineNumber: 12 },
    { line: '  File "app/main.py", line 7, in x', path: 'app/main.py', lineNumber: 7 },
    { line: '[ERROR] src/main/java/A.java:[5,12] x', path: 'src/main/java/A.java', lineNumber: 5 },
    { line: '  on main.tf line 4, in output', path: 'main.tf', lineNumber: 4 },
    { line: 'thrown in src\\a.php on line 9', path: 'src/a.php', lineNumber: 9 },
    { line: ' --> ./src/lib.rs:2:23', path: 'src/lib.rs', lineNumber: 2 },
    { line: 'at x (node_modules/jest/a.js:1:2)' },
    { line: 'at node:internal/a.js:1:2' },
    { line: 'at ../../etc/passwd.js:1:2' },
    { line: 'https://a.example:8080/b.html and 10.0.0.1:22, v1.2.3:4' },
    { line: 'CartTest.two:9 expected' },
  ])('names the place of “$line”', ({ line, path, lineNumber }) => {
    expect(placeIn([line])).toEqual(path === undefined ? undefined : { path, lineNumber })
  })

  it('of a failed test names its file', () => {
    expect(fileIn('FAILED tests/test_a.py::test_b - x')).toEqual({ path: 'tests/test_a.py' })
    expect(fileIn('FAIL src/a.test.ts > x')).toEqual({ path: 'src/a.test.ts' })
    expect(fileIn('something else')).toBeUndefined()
  })
})

describe('a job’s log', () => {
  it('is read into lines with times and kinds', () => {
    const log = [
      '\ufeff2026-11-03T08:14:02.2949549Z ##[group]Run npm test',
      '2026-11-03T08:14:02.2953729Z \u001b[36;1mnpm test\u001b[0m',
      '2026-11-03T08:14:02.3000000Z ##[endgroup]',
      'a line that goes on',
      '2026-11-03T08:14:03.0000000Z [command]/usr/bin/git version',
      '2026-11-03T08:14:04.0000000Z ##[error]no\r',
      '2026-11-03T08:14:05.0000000Z ##[unknown]x',
    ].join('\n')
    const at = Date.UTC(2026, 10, 3, 8, 14, 2)
    expect(parseJobLog(log)).toEqual([
      { at: at + 294, kind: 'group', words: 'Run npm test' },
      { at: at + 295, kind: 'said', words: 'npm test' },
      { at: at + 300, kind: 'endgroup', words: '' },
      { at: at + 300, kind: 'said', words: 'a line that goes on' },
      { at: at + 1000, kind: 'command', words: '/usr/bin/git version' },
      { at: at + 2000, kind: 'error', words: 'no' },
      { at: at + 3000, kind: 'said', words: '##[unknown]x' },
    ])
  })
})

describe('the span of a step', () => {
  it.each(jobLogs)('of $name holds its own lines and no other step’s', ({ evidence }) => {
    const [step] = evidence.failedSteps
    const span = spanOfStep(parseJobLog(evidence.log), step)
    const heads = span.filter(({ kind, words }) => kind === 'group' && words.startsWith('Run '))
    expect(heads.map(({ words }) => words)).toHaveLength(1)
    expect(span.some(({ words }) => /Post job cleanup|Syncing repository/.test(words))).toBe(false)
  })

  const at = Date.UTC(2026, 10, 3, 8, 14, 0)
  const second = (from: number, lines: readonly string[]) =>
    lines.map((words, index) => `${new Date(at + from * 1000 + index * 10).toISOString().replace('Z', '0000Z')} ${words}`)
  const step = (given: Partial<Step>): Step => ({
    number: 2,
    name: 'Unit tests',
    status: 'completed',
    conclusion: 'failure',
    startedAt: at,
    completedAt: at,
    ...given,
  })

  it('within one second is told from its neighbours by its name', () => {
    const log = second(0, ['##[group]Run a', 'of a', '##[group]Run b', 'of b', '##[error]no', '##[group]Run c', 'of c'])
    const span = spanOfStep(parseJobLog(log.join('\n')), step({ name: 'Run b' }))
    expect(span.map(({ words }) => words)).toEqual(['Run b', 'of b', 'no'])
  })

  it('goes on where a post step itself failed', () => {
    const log = second(0, ['Post job cleanup.', 'saving', '##[error]the cache is full', 'Cleaning up orphan processes'])
    const span = spanOfStep(parseJobLog(log.join('\n')), step({ name: 'Post Cache' }))
    expect(span.map(({ words }) => words)).toEqual(['saving', 'the cache is full'])
  })

  it('without lines in its time is what surrounds the last error', () => {
    const { evidence } = jobLogNamed('jest')
    const away = evidence.failedSteps.map((failed) => ({ ...failed, startedAt: at - 1e9, completedAt: at - 1e9 }))[0]
    const span = spanOfStep(parseJobLog(evidence.log), away)
    expect(span[0]?.words).toBe('Run npm test')
    expect(span.at(-1)?.words).toBe('Process completed with exit code 1.')
  })
})
