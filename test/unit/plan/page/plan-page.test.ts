import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { verbatim } from '../../../../src/kit/text.ts'
import type { Case } from '../../../../src/plan/act.ts'
import type { EntryRecord } from '../../../../src/plan/entry-record.ts'
import { planTable, stateWords } from '../../../../src/plan/page/plan-page.ts'
import { due, entry, hour, record } from '../planning.ts'

const of = (one: Case['entry'], written?: EntryRecord): Case => ({
  entry: one,
  source: undefined,
  kept: { id: one.id, record: written, entry: undefined },
})
const refused: Case['entry'] = {
  ...{ id: '', where: 'plan.yml:3', owner: '', notify: [], due: undefined },
  refusal: { problem: { en: 'No | time.', 'zh-CN': '没有时间。' } },
}
const cells = (row: string): number => row.split(/(?<!\\)\|/).length - 2

describe('the table of a plan', () => {
  it('has the entries in the order of their times, with when they really start', () => {
    const [head, , ...rows] = planTable(
      [
        of(entry({ id: 'late', due: { at: due + hour, zone: 'UTC', words: '' } })),
        of(entry({ id: 'put-off' }), record('put-off', { putOff: due + 9 * hour, why: { en: 'Frozen.', 'zh-CN': '冻结。' } })),
        of(entry({ id: 'run' }), record('started', { run: { id: 1, url: 'https://github.com/a/b/runs/1' } })),
        of(refused),
      ],
      'Asia/Shanghai',
      'en',
    ).split('\n')
    expect(head).toBe('| Entry | When | Environment | State | |')
    expect(rows.map((row) => /^\| (\S+)/.exec(row)?.[1])).toEqual(['plan.yml:3', 'put-off', 'run', 'late'])
    expect(rows[1]).toContain('5:00 PM')
    expect(rows[1]).toContain('Frozen.')
    expect(rows[2]).toContain('[run](https://github.com/a/b/runs/1)')
    expect(rows[0]).toContain('No &#124; time.')
  })

  it.each(['en', 'zh-CN'] as const)('has words for every state in %s', (locale) => {
    for (const words of Object.values(stateWords)) expect(words[locale]).toMatch(locale === 'en' ? /[a-z]/ : /\p{Script=Han}/u)
  })

  it.each(['javascript:alert(1)', 'https://x/) [y](https://z', 'https://x"y', 'ftp://x', 'https://a b', ''])(
    'makes no link of %j',
    (url) => {
      expect(planTable([of(entry(), record('started', { run: { id: 1, url } }))], 'UTC', 'en')).not.toContain('](')
    },
  )

  it('has five cells a row, and no markup, whatever stands in it', () => {
    const words = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('a|b', '<img src=x>', '@all', '[x](https://y)', '`|`', 'a\nb', '\\|'),
    )
    fc.assert(
      fc.property(words, words, words, (id, environment, why) => {
        const table = planTable([of(entry({ id, environment }), record('asked', { why: verbatim(why) }))], 'UTC', 'en')
        const [, , ...rows] = table.split('\n')
        expect(rows.map(cells)).toEqual([5])
        expect(rows[0]).not.toMatch(/<|@|\]\(|`/)
      }),
    )
  })
})
