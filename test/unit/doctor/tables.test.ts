import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type Area, about, areas, type Check, verdictOf } from '../../../src/doctor/check.ts'
import { pageTable } from '../../../src/doctor/page-table.ts'
import { plainTable } from '../../../src/doctor/plain-table.ts'
import { columnsOf } from '../../../src/kit/columns.ts'
import { locales, text, verbatim } from '../../../src/kit/text.ts'

const checks = [
  about('secrets', '$KEY').failed('missing-secret', text('Not set.', '未设置。'), text('Set it.', '请设置。')),
  about('hosts', text('all hosts', '所有主机')).ok(text('Well.\nAnd so on.', '正常。\n等等。')),
  about('hosts', 'web1').warning(text('Little space.', '空间不多。')),
]

describe('the table in the log', () => {
  it('is aligned, names an area once, and says below what to do', () => {
    expect(plainTable(checks, { locale: 'en' })).toEqual([
      'Secrets  FAILED   $KEY       Not set.',
      '                             → Set it.',
      'Hosts    ok       all hosts  Well.',
      '                             And so on.',
      '         warning  web1       Little space.',
    ])
  })

  it('is aligned in Chinese', () => {
    expect(plainTable(checks, { locale: 'zh-CN' })).toEqual([
      '密钥  失败  $KEY      未设置。',
      '                      → 请设置。',
      '主机  正常  所有主机  正常。',
      '                      等等。',
      '      警告  web1      空间不多。',
    ])
  })

  it('breaks lines for a terminal, and paints what it is told to', () => {
    const long = [about('github', 'x').ok(verbatim('one two three four five six seven eight'))]
    expect(plainTable(long, { locale: 'en', width: 45 })).toEqual([
      'GitHub  ok  x  one two three four five six',
      '               seven eight',
    ])
    expect(plainTable(long, { locale: 'en', paint: (what, words) => `<${what}>${words}` })[0]).toMatch(
      /^<area>GitHub {2}<ok>ok {2}x {2}one/,
    )
  })

  it('stays a table whatever stands in it: no line is a command, none is wider than the terminal', () => {
    fc.assert(
      fc.property(someChecks, fc.constantFrom(...locales), (given, locale) => {
        const lines = plainTable(given, { locale, width: 120 })
        expect(lines.every((line) => !/[\r\n]/.test(line) && !/^\s*::/.test(line))).toBe(true)
        expect(lines.filter((line) => columnsOf(line) > 120 && !line.includes('xxxxxxxx'))).toEqual([])
      }),
    )
  })
})

describe('the table on the page of the run', () => {
  it('has a row for each check', () => {
    expect(pageTable(checks, verdictOf(checks), text('Dry run', '试运行'), 'en').split('\n')).toEqual([
      '### Dry run',
      '',
      'Not ready: 1 of 3 checks failed, 1 to mend some day.',
      '',
      '| Area |  | What | How it is | What to do |',
      '| --- | --- | --- | --- | --- |',
      '| Secrets | ❌ | $KEY | Not set. | Set it. |',
      '| Hosts | ✅ | all hosts | Well.<br>And so on. |  |',
      '|  | ⚠️ | web1 | Little space. |  |',
      '',
    ])
  })

  it('has as many cells whatever stands in them, and no markup of theirs', () => {
    fc.assert(
      fc.property(someChecks, fc.constantFrom(...locales), (given, locale) => {
        const rows = pageTable(given, verdictOf(given), text('t', '题'), locale).split('\n').slice(6, -1)
        expect(rows).toHaveLength(given.length)
        for (const row of rows) {
          expect(row.split('|')).toHaveLength(7)
          expect(row.replaceAll('<br>', '')).not.toMatch(/[<`@]|\]\(/)
        }
      }),
    )
  })
})

const hostile = fc
  .string({
    unit: fc.constantFrom('a', ' ', '|', '\n', '\r', '<', '`', '[x](y)', '::error::', '@all', '主', '\u202e', '##['),
    maxLength: 24,
  })
  .map(verbatim)
const someChecks = fc.array(
  fc
    .record({
      area: fc.constantFrom(...(Object.keys(areas) as Area[])), // the keys of `areas`
      subject: hostile.map(({ en }) => verbatim(en.slice(0, 20))),
      state: fc.constantFrom('ok' as const, 'warning' as const, 'failed' as const, 'unknown' as const),
      words: hostile,
      remedy: hostile,
    })
    .map((check): Check => check),
  { maxLength: 8 },
)
