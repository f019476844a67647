import { describe, expect, it } from '@jest/globals'
import { cronLayer } from '../../../../src/plan/calendar/cron-layer.ts'

const hour = 3_600_000
const rule = (expression: string, lasts = 4 * hour) =>
  ({ kind: 'cron', name: 'cron', expression, lasts, environments: [], where: 'plan.yml:7:5' }) as const
const told = (at: number) => (Number.isFinite(at) ? new Date(at).toISOString().slice(0, 19) : 'never')

describe('a window by cron', () => {
  it.each([
    { name: 'at its beginning', expression: '0 22 * * *', at: '2026-12-01T21:00:00Z', isInside: true, until: '2026-12-02T01:00:00' },
    { name: 'just before', expression: '0 22 * * *', at: '2026-12-01T20:59:59.999Z', isInside: false, until: '2026-12-01T21:00:00' },
    { name: 'just before its end', expression: '0 22 * * *', at: '2026-12-02T00:59:59.999Z', isInside: true, until: '2026-12-02T01:00:00' },
    { name: 'at its end', expression: '0 22 * * *', at: '2026-12-02T01:00:00Z', isInside: false, until: '2026-12-02T21:00:00' },
    { name: 'in a gap of the clocks', expression: '30 2 * * *', at: '2026-03-29T00:59:59Z', isInside: false, until: '2026-03-29T01:00:00' },
    { name: 'in an hour shown twice', expression: '30 2 * * *', at: '2026-10-25T00:30:00Z', isInside: true, until: '2026-10-25T04:30:00' },
    {
      name: 'on the third Saturday',
      expression: '0 9 * * SAT#3',
      at: '2026-12-01T00:00:00Z',
      isInside: false,
      until: '2026-12-19T08:00:00',
    },
    {
      name: 'on days of month or week',
      expression: '0 9 13 * FRI',
      at: '2026-12-05T00:00:00Z',
      isInside: false,
      until: '2026-12-11T08:00:00',
    },
    { name: 'that touch', expression: '0 9,13 * * MON', at: '2026-12-07T08:00:00Z', isInside: true, until: '2026-12-07T16:00:00' },
  ])('$name', async ({ expression, at, isInside, until }) => {
    const stretch = (await cronLayer(rule(expression), 'Europe/Berlin')).stretch(Date.parse(at))
    expect({ isInside: stretch.isInside, until: told(stretch.until) }).toEqual({ isInside, until })
  })

  it('is found again in whatever order one asks', async () => {
    const layer = await cronLayer(rule('0 22 * * *'), 'UTC')
    const at = (time: string) => layer.stretch(Date.parse(time)).isInside
    expect([at('2026-12-01T23:00Z'), at('2026-12-01T10:00Z'), at('2026-12-02T01:59Z'), at('2026-12-01T21:59Z')]).toEqual([
      true,
      false,
      true,
      false,
    ])
  })

  it('that never closes is followed as far as anybody looks, in good time', async () => {
    const layer = await cronLayer(rule('0 */2 * * *', 2 * hour), 'UTC')
    const [at, began] = [Date.parse('2026-12-01T00:00Z'), performance.now()]
    expect(layer.stretch(at).until).toBeGreaterThan(at + 400 * 24 * hour)
    expect(performance.now() - began).toBeLessThan(20_000)
  })

  it.each([
    { name: 'words', expression: 'hello', problem: /five fields, “hello” has 1/ },
    { name: 'six fields', expression: '0 0 22 * * *', problem: /has 6/ },
    { name: 'an hour that is none', expression: '0 25 * * *', problem: /is no cron expression: .*hour/ },
    { name: 'a day that never comes', expression: '0 0 30 2 *', problem: /never fires/ },
    { name: 'every minute', expression: '* * * * *', problem: /more than 12 windows a day/ },
    { name: 'every five minutes', expression: '*/5 * * * *', problem: /more than 12/ },
    { name: 'a nickname', expression: '@daily', problem: /five fields/ },
    { name: 'nothing', expression: '', problem: /five fields/ },
    { name: 'a command', expression: '::error:: ##[x 1 1 1 1', problem: /five fields|no cron/ },
  ])('is refused: $name', async ({ expression, problem }) => {
    await expect(cronLayer(rule(expression), 'UTC')).rejects.toMatchObject({
      problem: { en: expect.stringMatching(problem) },
      where: 'plan.yml:7:5',
    })
  })

  it.each([0, 59_999, 367 * 24 * hour])('is refused: %d ms long', async (lasts) => {
    await expect(cronLayer(rule('0 22 * * *', lasts), 'UTC')).rejects.toThrow(/A window lasts from a minute to 366 days/)
  })
})
