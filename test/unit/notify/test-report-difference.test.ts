import { describe, expect, it } from '@jest/globals'
import { mostFailures, readTestReports } from '../../../src/notify/test-report.ts'
import { differenceOf, rememberedOf } from '../../../src/notify/test-report-difference.ts'

/** Reports of tests: `+name` passed, `-name` failed, `~name` skipped. */
const reports = (tests: readonly string[]) => {
  const inside = { '+': '', '-': '<failure message="m"/>', '~': '<skipped/>' }
  const cases = tests.map((test) => `<testcase name="${test.slice(1)}">${inside[test[0] as keyof typeof inside]}</testcase>`) // of these three
  return readTestReports([{ path: 'r.xml', words: `<testsuite>${cases.join('')}</testsuite>` }], (words) => words)
}
const difference = async (before: readonly string[], now: readonly string[]) =>
  differenceOf(await reports(now), JSON.parse(JSON.stringify(rememberedOf(await reports(before)))))

describe('the difference to the run before', () => {
  it.each([
    { name: 'nothing', before: ['+a', '-b'], now: ['+a', '-b'], en: undefined, zh: undefined },
    { name: 'a test that fails now', before: ['+a', '+b'], now: ['+a', '-b'], en: 'newly failing 1: b', zh: '新增失败 1 个：b' },
    { name: 'a test that is mended', before: ['-a'], now: ['+a'], en: 'fixed 1: a', zh: '修复 1 个：a' },
    { name: 'a test that is gone', before: ['-a', '+b'], now: ['+b'], en: 'tests −1', zh: '测试 −1' },
    { name: 'a test that is skipped now', before: ['-a'], now: ['~a'], en: 'skipped +1', zh: '跳过 +1' },
    {
      name: 'a new test that fails',
      before: ['+a'],
      now: ['+a', '-b'],
      en: 'newly failing 1: b · tests +1',
      zh: '新增失败 1 个：b · 测试 +1',
    },
    {
      name: 'many',
      before: ['-e'],
      now: ['-a', '-b', '-c', '-d', '+e'],
      en: 'newly failing 4: a, b, c and 1 more · fixed 1: e · tests +4',
      zh: '新增失败 4 个：a、b、c 等，另有 1 个 · 修复 1 个：e · 测试 +4',
    },
  ])('$name', async ({ before, now, en, zh }) => {
    const { words } = await difference(before, now)
    expect([words?.en, words?.['zh-CN']]).toEqual([en, zh])
  })

  it('is in numbers too', async () => {
    const { totals, newlyFailing, fixed } = await difference(['+a', '-b', '~c'], ['-a', '+b', '+c', '+d'])
    expect(totals).toMatchObject({ tests: 1, passed: 2, failed: 0, skipped: -1 })
    expect([newlyFailing, fixed]).toEqual([
      { names: ['a'], count: 1 },
      { names: ['b'], count: 1 },
    ])
  })

  it('calls nothing newly failing where not all failures of before are known', async () => {
    const many = Array.from({ length: mostFailures + 1 }, (_, index) => `-t${index}`)
    const { newlyFailing } = await difference(many, [...many, '-x'])
    expect(newlyFailing).toEqual({ names: [], count: 0 })
  })

  it('shows long and hostile names cut and harmless', async () => {
    const { words } = await difference([], [`-${'x'.repeat(200)}`, '-a&#10;::error::b'])
    expect(words?.en).toMatch(/^newly failing 2: x{79}…, a ::error::b · tests \+2$/)
  })
})
