import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { gantt } from '../../../../src/plan/page/gantt.ts'
import { due, entry, hour } from '../planning.ts'

const settings = ['gantt', '  dateFormat YYYY-MM-DD HH:mm', '  axisFormat %m-%d', '  tickInterval 1day']
const task = /^ {2}(\S[^:;,#%"`{}<>\\]*) :(?:active|crit|done), \d{4}-\d\d-\d\d \d\d:\d\d, (?:60m|\d{4}-\d\d-\d\d \d\d:\d\d)$/
const section = /^ {2}section (\S[^:;,#%"`{}<>\\]*)$/
/** Words that Mermaid takes for a statement of its own where a line begins with them. */
const statement =
  /^(?:gantt|section|title|dateFormat|axisFormat|tickInterval|todayMarker|excludes|includes|inclusiveEndDates|topAxis|weekday|weekend|click|accTitle|accDescr)/i

/** Lines that Mermaid would not read as what they are. */
const faults = (chart: string): readonly string[] => {
  const lines = chart.split('\n')
  return [
    ...(lines.slice(0, 4).join('\n') === settings.join('\n') ? [] : ['no settings']),
    ...lines.slice(4).filter((line) => !section.test(line) && (!task.test(line) || statement.test(line.trim()))),
  ]
}

describe('the chart of a plan', () => {
  it('shows what is closed, and a section an environment, as the wall of the zone has it', () => {
    const bars = [
      { entry: entry({ id: 'shop-1', version: 'v1' }), start: due, mark: 'active' as const },
      { entry: entry({ id: 'web-v2', version: 'v2', environment: '' }), start: due + hour, mark: 'crit' as const },
    ]
    expect(gantt(bars, [{ name: 'Fridays: all', from: due, to: due + hour }], 'Asia/Shanghai', 'zh-CN').split('\n')).toEqual([
      ...settings,
      '  section 冻结',
      '  Fridays all :done, 2026-12-01 16:00, 2026-12-01 17:00',
      '  section production',
      '  shop-1 v1 :active, 2026-12-01 16:00, 60m',
      '  section 未指定环境',
      '  web-v2 :crit, 2026-12-01 17:00, 60m',
    ])
  })

  const hostile = [
    '::::',
    'section x',
    'title y',
    'click a call b()',
    'a\n  section b',
    '%%{init: {}}%%',
    'x :done, 2020-01-01, 1d',
    '"><script>',
    '',
    '  ',
    'dateFormat X',
    '`a`',
    '\u2028section',
  ]

  it.each(hostile)('is one whatever %j stands in it', (words) => {
    const bars = [{ entry: entry({ id: 'a', version: words, environment: words }), start: due, mark: 'active' as const }]
    const chart = gantt(bars, [{ name: words, from: due, to: due + 1 }], 'UTC', 'en')
    expect([faults(chart), chart.split('\n').length]).toEqual([[], 8])
  })

  it('is one whatever words stand in it', () => {
    const words = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...hostile), fc.string())
    fc.assert(
      fc.property(words, words, words, (id, environment, name) => {
        const bars = [{ entry: entry({ id, environment }), start: due, mark: 'done' as const }]
        expect(faults(gantt(bars, [{ name, from: due, to: due + 1 }], 'UTC', 'zh-CN'))).toEqual([])
      }),
    )
  })
})
