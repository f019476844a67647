import type { Rule } from './rule.ts'

const error = String.raw`(?:\w+[.:\\]+)*\w*(?:Error|Exception|Failure|Timeout)\b`
const thrown = new RegExp(`^\\s*(?:Uncaught )?${error}`)

/** How test runners name what failed. */
export const testRules: readonly Rule[] = [
  {
    tool: 'jest',
    pattern: /^\s{0,4}● (?!Console$)\S/,
    weight: 'test',
    and: {
      pattern: new RegExp(`^\\s*(?:expect\\(|Expected|Received|thrown:|Cannot find|Your test suite|\\S+:\\d+:\\d+ - error|${error})`),
      within: 12,
      atMost: 3,
      until: /^\s{0,4}● |^\s*at \S/,
      isNeeded: true,
    },
  },
  {
    tool: 'vitest',
    pattern: /^\s*FAIL\s+\S.*\.\w+(?:\s|$)/,
    weight: 'test',
    and: { pattern: thrown, within: 2, atMost: 1, isNeeded: true },
  },
  {
    tool: 'mocha, playwright, rspec, phpunit, cypress',
    pattern: /^\s*1\) \S/,
    weight: 'test',
    and: {
      pattern: new RegExp(`^\\s*(?:\\S.{0,200}:$|Failed asserting|Failure/Error:|[Ee]xpected\\b|[Rr]eceived:|got:|\\S+ !== \\S+|${error})`),
      within: 10,
      atMost: 4,
      until: /^\s*\d+\) |^\s*at \S|^\s*(?:✔|✓|\d+ passing)/,
      isNeeded: true,
    },
  },
  { tool: 'pytest', pattern: /^(?:FAILED|ERROR) \S+\.py\S*(?: \S+)* - \S/, weight: 'test' },
  { tool: 'pytest', pattern: new RegExp(`^E\\s{3,}${error}`), weight: 'diagnosis' },
  {
    tool: 'unittest',
    pattern: /^(?:FAIL|ERROR): \w+ \(.+\)$/,
    weight: 'test',
    and: { pattern: thrown, within: 60, atMost: 1, isNeeded: true },
  },
  {
    tool: 'go test',
    pattern: /^\s*--- FAIL: \S/,
    weight: 'test',
    and: {
      pattern: /^\s+\S+\.go:\d+: |^\s+(?:Error:|expected:|actual\s*:)|^panic: /,
      within: 6,
      atMost: 4,
      where: 'either',
      until: /^(?:===|ok\b|FAIL\b|PASS\b)|^--- |^\s*--- PASS/,
    },
  },
  {
    tool: 'cargo test',
    pattern: /^thread '.*' (?:\(\d+\) )?panicked at /,
    weight: 'test',
    and: { pattern: /\S/, within: 3, atMost: 3, until: /^(?:stack backtrace|note:|\s*$)/ },
  },
  { tool: 'surefire', pattern: /^\[ERROR\]\s{3}[\w$.]+[.:]\S*:\d+(?:->\S+)* \S/, weight: 'test' },
  {
    tool: 'gradle',
    pattern: /^(?!> )\S.* > .+ FAILED$/,
    weight: 'test',
    and: { pattern: thrown, within: 2, atMost: 1 },
  },
  {
    tool: 'dotnet test',
    pattern: /^\s+Failed \S.* \[[^\]]{1,20}\]$/,
    weight: 'test',
    and: { pattern: /^\s+(?!Error Message:)\S/, within: 5, atMost: 3, until: /^\s*(?:Stack Trace|Standard Output)/, isNeeded: true },
  },
  {
    tool: 'node:test',
    pattern: /^\s*not ok \d+ - (?!.*# (?:TODO|SKIP))\S/,
    weight: 'test',
    and: { pattern: /^\s+error: ['"\w]|^\s{4}\S/, within: 12, atMost: 1, until: /^\s*(?:ok|not ok) / },
  },
  {
    tool: 'node:test',
    pattern: /^✖ (?!failing tests)\S.* \([\d.]+ms\)$/,
    weight: 'test',
    and: { pattern: thrown, within: 3, atMost: 1, isNeeded: true },
  },
  {
    tool: 'ExUnit',
    pattern: /^\s+1\) test \S/,
    weight: 'test',
    and: { pattern: /^\s+(?:Assertion with|\*\* \(|left:|right:)/, within: 12, atMost: 3, until: /^\s+2\) test / },
  },
  { tool: 'ctest', pattern: /^\s*\d+ - \S+ \((?:Failed|Timeout|SEGFAULT|Subprocess aborted|Not Run)\)/, weight: 'refusal' },
  { tool: 'googletest', pattern: /^\S+:\d+: Failure$/, weight: 'test', and: { pattern: /\S/, within: 5, atMost: 3, until: /^\[|^\s*$/ } },
]
