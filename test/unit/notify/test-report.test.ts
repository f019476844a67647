import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { mostFailures, readTestReports } from '../../../src/notify/test-report.ts'

const folder = new URL('../../corpus/test-reports/', import.meta.url)
const read = (...words: readonly string[]) =>
  readTestReports(
    words.map((xml, index) => ({ path: `${index}.xml`, words: xml })),
    (name) => name,
  )
const suite = (inside: string, attributes = 'name="s"') => `<testsuites><testsuite ${attributes}>${inside}</testsuite></testsuites>`
const passed = '<testcase classname="A" name="one" time="0.5"/>'
const failed = '<testcase classname="A" name="one" time="1"><failure message="no&#10;more">trace</failure></testcase>'

describe('reports as runners write them', () => {
  it.each([
    {
      file: 'vitest.xml',
      tests: 2,
      failure: { name: 'shipping > is free from 50', file: 'vt/cart.test.js', message: /^expected \{ cost: 4\.9/ },
    },
    { file: 'pytest.xml', tests: 3, failure: { name: 'tests.test_cart › test_counts', file: '', message: /^assert 4 == 7$/ } },
    { file: 'surefire.xml', tests: 2, failure: { name: 'shop.CartTest › two', file: '', message: /^expected: <3> but was: <2>$/ } },
    {
      file: 'phpunit.xml',
      tests: 2,
      failure: { name: 'CartTest › testTotal', file: 'CartTest.php', message: /^Failed asserting that 5 is identical to 6\.$/ },
    },
    {
      file: 'playwright.xml',
      tests: 2,
      failure: { name: 'a.spec.ts › checkout › shows the sum', file: '', message: /^expect\(received\)\.toBe/ },
    },
    {
      file: 'node.xml',
      tests: 2,
      failure: { name: 'keeps the order of items', file: 'a.test.mjs', message: /^Expected values to be strictly deep-equal/ },
    },
  ])('$file', async ({ file, tests, failure }) => {
    const { totals, failures, unreadable } = await read(readFileSync(new URL(file, folder), 'utf8'))
    expect(unreadable).toEqual([])
    expect(totals.tests).toBe(tests)
    expect(totals.passed + totals.failed + totals.errors + totals.skipped).toBe(tests)
    expect(totals.seconds).toBeGreaterThan(0)
    expect(failures[0]).toEqual({ ...failure, message: expect.stringMatching(failure.message) })
  })

  it('is every file that is there', () => {
    expect(readdirSync(folder).filter((file) => file.endsWith('.xml'))).toHaveLength(6)
  })
})

describe('totals', () => {
  it('count over files, by how each test ended', async () => {
    const first = suite(
      `${passed}${failed.replace('one', 'two')}<testcase name="x"><error type="E">broken\nmore</error></testcase><testcase name="y"><skipped/></testcase>`,
      'name="s" time="7.5"',
    )
    const { totals, failures } = await read(first, suite(passed))
    expect(totals).toEqual({ tests: 5, passed: 2, failed: 1, errors: 1, skipped: 1, seconds: 8 })
    expect(failures).toEqual([
      { name: 'A › two', file: '', message: 'no' },
      { name: 'x', file: '', message: 'broken' },
    ])
  })

  it.each([
    {
      name: 'of the root',
      xml: '<testsuites time="9"><testsuite name="a" time="5"/><testsuite name="b" time="6"/></testsuites>',
      seconds: 9,
    },
    {
      name: 'of suites side by side',
      xml: '<testsuites><testsuite name="a" time="5"/><testsuite name="b" time="1,000.5"/></testsuites>',
      seconds: 1005.5,
    },
    { name: 'of an outer suite alone', xml: '<testsuite time="5"><testsuite time="4"/></testsuite>', seconds: 5 },
    { name: 'of tests', xml: suite(`${passed}${passed}`), seconds: 1 },
    { name: 'that are nonsense', xml: suite('<testcase name="a" time="soon"/>', 'time="-1"'), seconds: 0 },
  ])('take the seconds $name', async ({ xml, seconds }) => {
    expect((await read(xml)).totals.seconds).toBe(seconds)
  })

  it('believe a suite that names none of its tests', async () => {
    const { totals } = await read('<testsuite tests="10" failures="2" errors="1" skipped="3"/>')
    expect(totals).toEqual({ tests: 10, passed: 4, failed: 2, errors: 1, skipped: 3, seconds: 0 })
  })

  it('of nothing are zero', async () => {
    expect((await read()).totals).toEqual({ tests: 0, passed: 0, failed: 0, errors: 0, skipped: 0, seconds: 0 })
  })
})

describe('a flaky test', () => {
  const rerun = (inside: string) => suite(`<testcase classname="A" name="one">${inside}</testcase>`)
  it.each([
    {
      name: 'surefire: it passed in the end',
      xml: rerun('<flakyFailure message="m">x</flakyFailure>'),
      flaky: ['A › one'],
      failed: 0,
      tests: 1,
    },
    {
      name: 'surefire: it never passed',
      xml: rerun('<failure message="m">x</failure><rerunFailure message="m">x</rerunFailure>'),
      flaky: [],
      failed: 1,
      tests: 1,
    },
    { name: 'twice in a file, passed last', xml: suite(failed + passed), flaky: ['A › one'], failed: 0, tests: 1 },
    { name: 'twice in a file, failed last', xml: suite(passed + failed), flaky: [], failed: 1, tests: 1 },
    { name: 'three tries in vain', xml: suite(failed + failed + failed), flaky: [], failed: 1, tests: 1 },
    { name: 'two tests of one name that pass', xml: suite(passed + passed), flaky: [], failed: 0, tests: 2 },
  ])('$name', async ({ xml, flaky, failed, tests }) => {
    const report = await read(xml)
    expect(report.flaky).toEqual(flaky)
    expect([report.totals.failed, report.totals.tests]).toEqual([failed, tests])
  })

  it('is none that fails on one machine of a matrix and passes on another', async () => {
    const { flaky, totals, failing } = await read(suite(failed), suite(passed))
    expect([flaky, totals.failed, totals.passed, [...failing]]).toEqual([[], 1, 1, ['A › one']])
  })
})

const bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
describe('a file that is no report', () => {
  it.each([
    { name: 'empty', xml: '', why: 'it is empty' },
    { name: 'of another format', xml: '<html><body/></html>', why: 'it begins with <html>' },
    { name: 'JSON', xml: '{"tests": 3}', why: 'Non-whitespace before first tag.' },
    { name: 'cut off', xml: suite(passed).slice(0, -15), why: expect.stringMatching(/Unclosed root tag|Unexpected end/) },
    { name: 'ill-formed', xml: '<testsuite><testcase name=a/></testsuite>', why: 'Unquoted attribute value' },
  ])('is named, and the others count: $name', async ({ xml, why }) => {
    const { unreadable, totals } = await read(suite(passed), xml)
    expect(unreadable).toEqual([{ path: '1.xml', why }])
    expect(totals.tests).toBe(1)
  })

  it('with entities of its own expands none of them', async () => {
    const { failures } = await read(`${bomb}${suite('<testcase name="n"><failure message="&c;">x</failure></testcase>')}`)
    expect(failures[0]?.message).toBe('&c;')
  })

  it('that names a file to be put in gets no such file', async () => {
    const doctype = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    const { failures } = await read(`${doctype}${suite('<testcase name="n"><failure>&e;</failure></testcase>')}`)
    expect(failures[0]?.message).toBe('&e;')
  })

  it.each([
    { name: 'a million levels', xml: `<testsuite>${'<a>'.repeat(1e6)}${'</a>'.repeat(1e6)}</testsuite>` },
    { name: 'ten million characters of output', xml: suite(`<testcase name="a"><failure>${'x\n'.repeat(5e6)}</failure></testcase>`) },
    { name: 'control characters', xml: suite('<testcase name="a"><failure message="&#x1b;[31m\u001b[0m&#0;">x</failure></testcase>') },
    { name: 'names that are no names', xml: suite('<testcase name="__proto__" classname="constructor"><failure/></testcase>') },
  ])('in its extremes hurts nobody: $name', async ({ xml }) => {
    const { failures } = await read(xml)
    for (const { name, message } of failures) expect(name.length + message.length).toBeLessThanOrEqual(600)
  })

  it.each([
    { name: 'suites in suites', xml: `${'<testsuite time="1">'.repeat(99)}${'</testsuite>'.repeat(99)}` },
    { name: 'suites in suites, too deep', xml: `${'<testsuite>'.repeat(50_000)}${'</testsuite>'.repeat(50_000)}` },
    { name: 'suites side by side', xml: `<testsuites>${'<testsuite time="1"></testsuite>'.repeat(60_000)}</testsuites>` },
    { name: 'entities that nobody declared', xml: suite(`<testcase name="a"><failure>${'&a;'.repeat(1_000_000)}</failure></testcase>`) },
    { name: 'an attribute of 4 MB', xml: suite(`<testcase name="${'a'.repeat(4e6)}"><failure/></testcase>`) },
    { name: 'faults without words', xml: suite('<testcase name="a"><failure/></testcase>'.repeat(90_000)) },
  ])('is read, or refused, within seconds: $name', async ({ xml }) => {
    const began = process.cpuUsage() // of this process alone: others may be at work on the machine
    await read(xml)
    expect(process.cpuUsage(began).user).toBeLessThan(8_000_000)
  })

  it.each(['constructor', 'toString', '__proto__', 'valueOf'])('does not take <%s> for a fault', async (name) => {
    const { totals } = await read(suite(`<testcase name="a"><${name}/></testcase>${passed}`))
    expect(totals).toMatchObject({ tests: 2, passed: 2 })
  })

  it('never throws', async () => {
    const piece = fc.constantFrom(
      '<testsuite>',
      '</testsuite>',
      '<testsuites>',
      '<testcase name="a">',
      '</testcase>',
      '<failure>',
      '</failure>',
      '&x;',
      '<![CDATA[',
      ']]>',
      'x',
      '<',
      '"',
      '<!--',
      '-->',
    )
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 30 }), async (pieces) => {
        const { totals, unreadable } = await read(pieces.join(''))
        expect(unreadable.length === 1 || totals.tests >= 0).toBe(true)
      }),
      { numRuns: 300, seed: 3 },
    )
  })
})

it('keeps only so many failures, and counts all', async () => {
  const many = Array.from({ length: mostFailures + 50 }, (_, index) => failed.replace('one', `t${index}`)).join('')
  const { failures, totals, failing } = await read(suite(many))
  expect([failures.length, totals.failed, failing.size]).toEqual([mostFailures, mostFailures + 50, mostFailures + 50])
})

describe('secrets in a report', () => {
  const secret = 'a-secret-of-many-words'
  const scrubbing = (xml: string) => readTestReports([{ path: 'r.xml', words: xml }], (words) => words.replaceAll(secret, '***'))

  it.each([280, 290, 299, 300])('are taken out before a message is cut, at %d', async (at) => {
    const padding = 'x'.repeat(at)
    const test = `<testcase name="${padding}${secret}"><failure message="${padding}${secret}"/></testcase>`
    const { failures, failing } = await scrubbing(suite(test))
    for (const words of [failures[0]?.name, failures[0]?.message, ...failing]) expect(words).toMatch(/^x+\*{0,3}$/)
  })

  it('are found behind what XML makes of them', async () => {
    const { failures } = await scrubbing(suite(`<testcase name="a"><failure>no: a-secret&#45;of-many-words</failure></testcase>`))
    expect(failures[0]?.message).toBe('no: ***')
  })
})
