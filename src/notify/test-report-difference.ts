import { cut } from '../chat/fit.ts'
import { oneLine } from '../chat/one-line.ts'
import { joinText, type Text, text } from '../kit/text.ts'
import { mostFailures, type TestReports, type TestTotals } from './test-report.ts'

/** What is kept of a run's tests for the next run to compare with; JSON-safe, a few kilobytes. */
export interface RememberedTests {
  readonly totals: TestTotals
  readonly failing: readonly string[]
  /** Whether those are all that failed. */
  readonly isComplete: boolean
}

export const rememberedOf = ({ totals, failing }: TestReports): RememberedTests => ({
  totals,
  failing: [...failing].slice(0, mostFailures),
  isComplete: failing.size <= mostFailures,
})

/** How a run's tests differ from those of the run before. */
export interface TestDifference {
  readonly totals: TestTotals
  /** At most {@link mostNamed} names each; how many there are in all. */
  readonly newlyFailing: Named
  readonly fixed: Named
  /** One line; undefined where nothing is different but the time. */
  readonly words: Text | undefined
}

interface Named {
  readonly names: readonly string[]
  readonly count: number
}

const mostNamed = 20
/** Names in the line of words. */
const mostTold = 3
const longestName = 80

/**
 * The difference to the run before: totals, which tests fail now and did not, which passed now and had failed. A test that is not there any
 * more is not fixed. Where not all failures of before are known, nothing is called newly failing.
 */
export function differenceOf(now: TestReports, before: RememberedTests): TestDifference {
  const earlier = new Set(before.failing)
  const newlyFailing = before.isComplete ? [...now.failing].filter((name) => !earlier.has(name)) : []
  const fixed = before.failing.filter((name) => now.passing.has(name) && !now.failing.has(name))
  const totals = lessThan(now.totals, before.totals)
  return { totals, newlyFailing: firstOf(newlyFailing), fixed: firstOf(fixed), words: wordsOf(totals, newlyFailing, fixed) }
}

const firstOf = (names: readonly string[]): Named => ({ names: names.slice(0, mostNamed), count: names.length })

const lessThan = (now: TestTotals, before: TestTotals): TestTotals => ({
  tests: now.tests - before.tests,
  passed: now.passed - before.passed,
  failed: now.failed - before.failed,
  errors: now.errors - before.errors,
  skipped: now.skipped - before.skipped,
  seconds: now.seconds - before.seconds,
})

function wordsOf({ tests, skipped }: TestTotals, newlyFailing: readonly string[], fixed: readonly string[]): Text | undefined {
  const [broken, mended] = [listOf(newlyFailing), listOf(fixed)]
  const parts = [
    ...(newlyFailing.length > 0
      ? [text(`newly failing ${newlyFailing.length}: ${broken.en}`, `新增失败 ${newlyFailing.length} 个：${broken['zh-CN']}`)]
      : []),
    ...(fixed.length > 0 ? [text(`fixed ${fixed.length}: ${mended.en}`, `修复 ${fixed.length} 个：${mended['zh-CN']}`)] : []),
    ...(tests !== 0 ? [text(`tests ${signed(tests)}`, `测试 ${signed(tests)}`)] : []),
    ...(skipped !== 0 ? [text(`skipped ${signed(skipped)}`, `跳过 ${signed(skipped)}`)] : []),
  ]
  return parts.length > 0 ? joinText(parts, ' · ') : undefined
}

const signed = (number: number): string => (number > 0 ? `+${number}` : `−${-number}`)

function listOf(names: readonly string[]): Text {
  const shown = names.slice(0, mostTold).map((name) => cut(oneLine(name), longestName))
  const rest = names.length - shown.length
  const named = text(shown.join(', '), shown.join('、'))
  return rest > 0 ? text(`${named.en} and ${rest} more`, `${named['zh-CN']} 等，另有 ${rest} 个`) : named
}
