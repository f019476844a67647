/** How often an excerpt of a log holds the line that says why a job failed, in the corpus of logs, and what it takes to find it. */
import { failingLineOf } from '../../src/notify/failing-line/failing-line.ts'
import { parseJobLog } from '../../src/notify/failing-line/parse-job-log.ts'
import { type JobLog, jobLogs } from '../../test/unit/notify/job-logs.ts'
import { median } from './statistics.ts'
import { markdownTable } from './table.ts'

/** A way to quote a log: the lines that people would see. */
interface Way {
  readonly name: string
  readonly lines: (log: JobLog) => readonly string[]
}

const wordsOf = ({ evidence }: JobLog): readonly string[] => parseJobLog(evidence.log).map(({ words }) => words)

/** So many lines around the first of some kind. */
const around = (lines: readonly string[], pattern: RegExp, most: number): readonly string[] => {
  const at = lines.findIndex((line) => pattern.test(line))
  return at < 0 ? [] : lines.slice(Math.max(0, at - most / 2), at + most / 2)
}

const ways: readonly Way[] = [
  {
    name: 'Sallyport: the line',
    lines: ({ evidence }) => [failingLineOf(evidence)?.line ?? ''],
  },
  {
    name: 'Sallyport: the line and 12 around it',
    lines: ({ evidence }) => [...(failingLineOf(evidence)?.around ?? []), failingLineOf(evidence)?.line ?? ''],
  },
  { name: 'the last 20 lines of the log', lines: (log) => wordsOf(log).slice(-20) },
  { name: 'the last 50 lines of the log', lines: (log) => wordsOf(log).slice(-50) },
  { name: 'the first line with “error”', lines: (log) => [wordsOf(log).find((line) => /error/i.test(line)) ?? ''] },
  { name: '12 lines around the first with “error”', lines: (log) => around(wordsOf(log), /error/i, 12) },
  { name: 'the annotations', lines: ({ evidence }) => evidence.annotations.map(({ message }) => message) },
]

const groups = [
  { name: 'all', isIn: () => true },
  { name: 'held out', isIn: ({ name }: JobLog) => /^(?:held|fresh)-/.test(name) },
]

const bare = (words: string): string => words.replace(/\s+/g, '')
const holds = (way: Way, log: JobLog): boolean => bare(way.lines(log).join(' ')).includes(bare(log.expected.line))
const share = (way: Way, logs: readonly JobLog[]): string => {
  const hits = logs.filter((log) => holds(way, log)).length
  return `${hits} of ${logs.length} (${Math.round((100 * hits) / logs.length)} %)`
}

const rows = ways.map((way) => [way.name, ...groups.map(({ isIn }) => share(way, jobLogs.filter(isIn)))])
const times = jobLogs.map(({ evidence }) => {
  const began = performance.now()
  failingLineOf(evidence)
  return performance.now() - began
})
const misses = jobLogs.filter(({ evidence, expected }) => !failingLineOf(evidence)?.line.includes(expected.line))
const report = [
  markdownTable([['what is quoted', ...groups.map(({ name }) => name)], ...rows]),
  `Median time for a log: ${median(times).toFixed(1)} ms.`,
  markdownTable([
    ['missed', 'wanted', 'found'],
    ...misses.map(({ name, evidence, expected }) => [name, expected.line, failingLineOf(evidence)?.line ?? '–']),
  ]),
]
process.stdout.write(`${report.join('\n\n')}\n`)
