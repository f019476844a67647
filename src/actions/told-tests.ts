import { scrubberOf } from '../chat/delivery/scrub.ts'
import { known } from '../github/knowledge.ts'
import { gitHubLedger } from '../github/ledger.ts'
import type { Run } from '../github/run.ts'
import type { Io } from '../kit/run.ts'
import { joinText, type Text, text } from '../kit/text.ts'
import { forkOf, refWords } from '../notify/fork-of.ts'
import type { TestLines } from '../notify/run-notice.ts'
import { recallTests } from '../notify/test-memory.ts'
import { readTestReports, type TestFailure, type TestReports } from '../notify/test-report.ts'
import { differenceOf, type RememberedTests } from '../notify/test-report-difference.ts'
import { findTestReports } from '../notify/test-report-files.ts'
import { askingFor } from '../notify/time-to-ask.ts'
import type { NotifyOrder } from './read-notify.ts'

/** What the test reports of a run say. */
export interface ToldTests {
  readonly lines: TestLines | undefined
  readonly failures: readonly TestFailure[]
  /** What could not be read. */
  readonly notes: readonly Text[]
}

const none: ToldTests = { lines: undefined, failures: [], notes: [] }

/** Failed tests that a message names. */
const mostNamed = 5

/** Milliseconds for the tests of the run before. */
const limit = 10_000

/** Reads the reports that the step names, and compares them with those of the run before. `isOwn`: the run is that of this very job. */
export async function toldTests(io: Io, order: NotifyOrder, run: Run, isOwn: boolean): Promise<ToldTests> {
  const { inputs } = order
  if (inputs['test-reports'].length === 0) return none
  const found = await findTestReports(inputs['test-reports'], io.env.GITHUB_WORKSPACE ?? process.cwd())
  const reports = await readTestReports(found.files, scrubberOf(io.secrets()))
  const unread = [...found.notes, ...reports.unreadable.map(({ path, why }) => text(`${path}: ${why}`, `${path}：${why}`))]
  const { before, notes: late } =
    found.files.length === 0 ? { notes: [] } : await testsBefore(io, order, placeOf(order, run, isOwn), String(run.id), reports)
  const notes = [...unread, ...late]
  for (const note of notes) io.log.warning(note)
  if (found.files.length === 0) return { ...none, notes }
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

/** What is compared with each other: the branch of a fork is another one. */
function placeOf({ config, github: { repository } }: NotifyOrder, run: Run, isOwn: boolean): string {
  return `${config.project ?? repository}/${run.workflow}/${refWords(run.ref, forkOf(run, repository, isOwn))}`
}

async function testsBefore(
  io: Io,
  { inputs, github }: NotifyOrder,
  place: string,
  run: string,
  reports: TestReports,
): Promise<{ readonly before?: RememberedTests | undefined; readonly notes: readonly Text[] }> {
  if (github.repository === '' || inputs.token === '' || inputs['dry-run']) return { notes: [] }
  const asking = askingFor(limit, io.clock, io.signal)
  const before = await asking.ask(subject, async (signal) => {
    const ledger = gitHubLedger(github.client, github.repository, { clock: io.clock, signal })
    return known(await recallTests(ledger, place, run, reports))
  })
  asking.end()
  return { before, notes: asking.notes() }
}

const subject = text('the tests of the run before', '上次运行的测试')

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
