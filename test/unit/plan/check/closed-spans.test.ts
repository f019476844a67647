import { describe, expect, it } from '@jest/globals'
import { calendarOf } from '../../../../src/plan/calendar/calendar-of.ts'
import { closedSpans } from '../../../../src/plan/check/closed-spans.ts'
import { closed, due, freeze, hour, open } from '../planning.ts'

const span = { from: due, until: due + 48 * hour }
const names = (verdict: Parameters<typeof closedSpans>[0]['verdict'], within = span) =>
  closedSpans({ verdict }, '', within).map(({ from, to }) => [(from - due) / hour, (to - due) / hour])

describe('the times at which a calendar is closed', () => {
  it.each([
    { name: 'never', verdict: () => open, spans: [] },
    { name: 'always', verdict: () => closed(undefined), spans: [[0, 48]] },
    { name: 'from before to after', verdict: freeze(due - hour, due + 99 * hour), spans: [[0, 48]] },
    { name: 'at the beginning', verdict: freeze(due - hour, due + hour), spans: [[0, 1]] },
    { name: 'a calendar that stands still', verdict: (at: number) => closed(at), spans: [[0, 0]] },
  ])('$name', ({ verdict, spans }) => {
    expect(names(verdict)).toEqual(spans)
  })

  it('are those of the rules, for their environment alone, and not without end', async () => {
    const rule = {
      name: 'Nights',
      environments: ['production'],
      kind: 'weekly',
      days: 'every',
      from: 22 * 60,
      to: 6 * 60,
      where: '',
    } as const
    const calendar = await calendarOf({ allow: [], deny: [rule] }, 'UTC', new Map())
    const found = closedSpans(calendar, 'production', span)
    expect(found.map(({ name, from, to }) => [name, (from - due) / hour, (to - due) / hour])).toEqual([
      ['Nights', 14, 22],
      ['Nights', 38, 46],
    ])
    expect(closedSpans(calendar, 'test', span)).toEqual([])
    expect(closedSpans(calendar, 'production', { from: due, until: due + 400 * 24 * hour })).toHaveLength(60)
  })
})
