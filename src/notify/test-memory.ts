import { fieldsOf, listOf } from '../github/answer.ts'
import type { Ledger } from '../github/ledger.ts'
import { isKnownError } from '../kit/errors.ts'
import type { TestReports, TestTotals } from './test-report.ts'
import { type RememberedTests, rememberedOf } from './test-report-difference.ts'

/** The tests of one run, as they are kept. */
interface KeptTests extends RememberedTests {
  readonly run: string
}

const kind = 'tests'

/**
 * Keeps the tests of a run in the ledger, and resolves to those of the run before; undefined where there are none, or nothing can be kept. `place`:
 * workflow and branch. Whatever stands in the way costs the comparison alone.
 */
export async function recallTests(ledger: Ledger, place: string, run: string, now: TestReports): Promise<RememberedTests | undefined> {
  try {
    const reading = await ledger.read(kind, place)
    if (reading.state === 'unavailable') return undefined
    const kept = reading.state === 'found' ? listOf(fieldsOf(reading.entry.value).runs).flatMap((one) => keptFrom(one) ?? []) : []
    const earlier = kept.filter((one) => one.run !== run)
    const value = { version: 1, runs: [{ run, ...rememberedOf(now) }, ...earlier].slice(0, 2) }
    if (reading.state === 'found') await ledger.update(kind, place, reading.entry, value)
    else await ledger.createIfAbsent(kind, place, value)
    return earlier[0]
  } catch (error) {
    if (!isKnownError(error)) throw error
    return undefined
  }
}

/** Whoever may write to the repository may write there. */
function keptFrom(value: unknown): KeptTests | undefined {
  const { run, totals, failing, isComplete } = fieldsOf(value)
  const read = totalsFrom(fieldsOf(totals))
  if (typeof run !== 'string' || !read) return undefined
  const names = listOf(failing).filter((name): name is string => typeof name === 'string')
  return { run, totals: read, failing: names, isComplete: isComplete === true }
}

function totalsFrom(value: Readonly<Record<string, unknown>>): TestTotals | undefined {
  const read = (name: keyof TestTotals): number => (typeof value[name] === 'number' ? value[name] : Number.NaN)
  const totals = {
    tests: read('tests'),
    passed: read('passed'),
    failed: read('failed'),
    errors: read('errors'),
    skipped: read('skipped'),
    seconds: read('seconds'),
  }
  return Object.values(totals).some(Number.isNaN) ? undefined : totals
}
