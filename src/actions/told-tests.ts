import { gitHubLedger } from '../github/ledger.ts'
import type { Run } from '../github/run.ts'
import { unlessAborted } from '../kit/cancelled.ts'
import type { Io } from '../kit/run.ts'
import { joinText, type Text, text } from '../kit/text.ts'
import type { TestLines } from '../notify/run-notice.ts'
import { recallTests } from '../notify/test-memory.ts'
import { readTestReports, type TestFailure, type TestReports } from '../notify/test-report.ts'
import { differenceOf } from '../notify/test-report-difference.ts'
import { findTestReports } from '../notify/test-report-files.ts'
import type { NotifyOrder } from './read-notify.ts'

/** What the test reports of a run say. */
export interface ToldTests {
  readonly lines: TestLines | undefined
  readonly failures: readonly TestFailure[]
  /** What could not be read. */
  readonly notes: readonly Text[]
}

const none: ToldTests = { lines: undefined, failures: [], notes: [] }

/** Milliseconds in which the tests of the run before are looked up. */
const patience = 8000

/** Failed tests that a message names. */
const mostNamed = 5

/** Reads the reports that the step names, and compares them with those of the run before. */
export async function toldTests(io: Io, { inputs, github, config }: NotifyOrder, run: Run): Promise<ToldTests> {
  if (inputs['test-reports'].length === 0) return none
  const found = await findTestReports(inputs['test-reports'], io.env.GITHUB_WORKSPACE ?? process.cwd())
  const reports = await readTestReports(found.files)
  const notes = [...found.notes, ...reports.unreadable.map(({ path, why }) => text(`${path}: ${why}`, `${path}：${why}`))]
  for (const note of notes) io.log.warning(note)
  if (found.files.length === 0) return { ...none, notes }
  const place = `${config.project ?? github.repository}/${run.workflow}/${run.ref}`
  const mayKeep = github.repository !== '' && inputs.token !== '' && !inputs['dry-run']
  const ledger = mayKeep ? gitHubLedger(github.client, github.repository, { clock: io.clock }) : undefined
  const recalled = ledger && recallTests(ledger, place, String(run.id), reports)
  const before = recalled && (await unlessAborted(recalled, AbortSignal.any([io.signal, AbortSignal.timeout(patience)])))
  const difference = before && differenceOf(reports, before)
  const names = reports.failures.map(({ name, message }) => (message ? `${name}: ${message}` : name))
  return {
    lines: {
      totals: joinText([
        totalsWords(reports),
        ...(difference?.words ? [text(`(${difference.words.en})`, `（${difference.words['zh-CN']}）`)] : []),
      ]),
      failures: names.slice(0, mostNamed),
      more: Math.max(0, reports.totals.failed + reports.totals.errors - mostNamed),
    },
    failures: reports.failures,
    notes,
  }
}

function totalsWords({ totals: { tests, passed, failed, errors, skipped }, flaky }: TestReports): Text {
  const bad = failed + errors
  const parts = [
    text(`${passed}/${tests} passed`, `${tests} 个测试通过 ${passed} 个`),
    ...(bad > 0 ? [text(`${bad} failed`, `失败 ${bad} 个`)] : []),
    ...(skipped > 0 ? [text(`${skipped} skipped`, `跳过 ${skipped} 个`)] : []),
    ...(flaky.length > 0 ? [text(`${flaky.length} passed only when run again`, `${flaky.length} 个重跑后才通过`)] : []),
  ]
  return { en: parts.map(({ en }) => en).join(', '), 'zh-CN': parts.map((part) => part['zh-CN']).join('，') }
}
