import { messageOf } from '../kit/errors.ts'
import { readXmlReport, type TestCase, type TestOutcome, type XmlReport } from './test-report-xml.ts'

export interface TestTotals {
  readonly tests: number
  readonly passed: number
  readonly failed: number
  readonly errors: number
  readonly skipped: number
  readonly seconds: number
}

/** A test that did not pass. Hostile. */
export interface TestFailure {
  readonly name: string
  /** Empty where the report does not say. */
  readonly file: string
  /** The first line; empty where there is none. */
  readonly message: string
}

export interface TestReports {
  readonly totals: TestTotals
  /** At most {@link mostFailures}, in the order of the reports. */
  readonly failures: readonly TestFailure[]
  /** Names of tests that failed at first and passed when they were run again, at most {@link mostFailures}. */
  readonly flaky: readonly string[]
  /** Names of all that did not pass, and of all that did. */
  readonly failing: ReadonlySet<string>
  readonly passing: ReadonlySet<string>
  /** Files that are no reports, or damaged. */
  readonly unreadable: readonly { readonly path: string; readonly why: string }[]
}

/** A report's file, read. */
export interface ReportFile {
  readonly path: string
  readonly words: string
}

export const mostFailures = 200
/** In UTF-16 units, of names and lines that people read. */
const longestName = 300

/**
 * What test reports in JUnit's format say together. Never throws: a file that cannot be read is named, the others count. `scrub` takes secrets
 * out of what is told of a test, before it is cut: a part of one would not be known again.
 */
export async function readTestReports(files: readonly ReportFile[], scrub: (words: string) => string): Promise<TestReports> {
  const reports: XmlReport[] = []
  const unreadable: { path: string; why: string }[] = []
  for (const { path, words } of files) {
    try {
      const report = await readXmlReport(words)
      reports.push({ ...report, cases: withoutRepeats(report.cases).map((test) => tidied(test, scrub)) })
    } catch (error) {
      unreadable.push({ path, why: messageOf(error).slice(0, 200) })
    }
  }
  return { ...summaryOf(reports), unreadable }
}

/** As people read it. Tests that passed are not named to anybody. */
function tidied(test: TestCase, scrub: (words: string) => string): TestCase {
  if (!isFailed(test) && !test.isFlaky) return { ...test, name: short(test.name) }
  return { ...test, name: short(scrub(test.name)), file: short(scrub(test.file)), message: firstLine(scrub(test.message)) }
}

const short = (words: string): string => words.slice(0, longestName).toWellFormed()
const firstLine = (words: string): string => short((words.split(/\r?\n/).find((line) => line.trim() !== '') ?? '').trim())

const isFailed = ({ outcome }: TestCase): boolean => outcome === 'failed' || outcome === 'error'

/**
 * A test that a report has several times was run again after it failed; the last time counts. Only within one file: the same test in
 * several is a matrix. Tests of one name that all passed are several tests.
 */
function withoutRepeats(cases: readonly TestCase[]): readonly TestCase[] {
  const byName = Map.groupBy(cases, ({ name, file }) => `${file}\n${name}`)
  return [...byName.values()].flatMap((same) => {
    const last = same.at(-1)
    if (!last || same.length === 1 || !same.some(isFailed)) return same
    return [isFailed(last) ? last : { ...last, isFlaky: true }]
  })
}

function summaryOf(reports: readonly XmlReport[]): Omit<TestReports, 'unreadable'> {
  const cases = reports.flatMap((report) => report.cases)
  const failed = cases.filter(isFailed)
  const count = (outcome: TestOutcome): number =>
    cases.filter((test) => test.outcome === outcome).length + reports.reduce((sum, { unnamed }) => sum + unnamed[outcome], 0)
  const [passed, failures, errors, skipped] = [count('passed'), count('failed'), count('error'), count('skipped')]
  const seconds = reports.reduce((sum, report) => sum + report.seconds, 0)
  return {
    totals: { tests: passed + failures + errors + skipped, passed, failed: failures, errors, skipped, seconds },
    failures: failed.slice(0, mostFailures).map(({ name, file, message }) => ({ name, file, message })),
    flaky: [...new Set(cases.filter(({ isFlaky }) => isFlaky).map(({ name }) => name))].slice(0, mostFailures),
    failing: new Set(failed.map(({ name }) => name)),
    passing: new Set(cases.filter(({ outcome }) => outcome === 'passed').map(({ name }) => name)),
  }
}
