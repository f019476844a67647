import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { calendarOf } from '../../../../src/plan/calendar/calendar-of.ts'
import { type CalendarRule, type SpanRule, type WeeklyRule, weekdays } from '../../../../src/plan/calendar/rules.ts'

const zones = ['Asia/Shanghai', 'Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'Africa/Cairo', 'America/Havana'] as const
const minute = 60_000
const none = new Map<string, string>()
const all = { environments: [] }

const weekly = (rule: Partial<WeeklyRule> = {}): WeeklyRule => ({ kind: 'weekly', name: 'weekly', days: 'every', ...all, ...rule })
const span = (from: string, to: string): SpanRule => ({ kind: 'span', name: 'span', from: Date.parse(from), to: Date.parse(to), ...all })
const iso = (at: number | undefined) => (at === undefined ? undefined : new Date(at).toISOString().replace('.000', ''))
const nextOf = (verdict: Awaited<ReturnType<typeof ask>>) => iso(verdict.isOpen ? verdict.closesAt : verdict.opensAt)

async function ask(
  at: string,
  allow: readonly CalendarRule[],
  deny: readonly CalendarRule[] = [],
  zone = 'Europe/Berlin',
  environment = '',
) {
  return (await calendarOf({ allow, deny }, zone, none)).verdict(Date.parse(at), environment)
}

describe('a calendar', () => {
  const office = weekly({ name: 'Office', days: 'workdays', from: 540, to: 1080 })
  const nights = weekly({ name: 'Nights', days: ['fri'], from: 1320, to: 120 })
  const fridays = weekly({ name: 'Fridays', days: ['fri'], from: 900, to: 1440 })

  it.each([
    {
      name: 'without rules is open for ever',
      at: '2026-12-01T00:00Z',
      allow: [],
      deny: [],
      isOpen: true,
      rule: undefined,
      next: undefined,
    },
    {
      name: 'is open in a window',
      at: '2026-12-01T09:00Z',
      allow: [office],
      deny: [],
      isOpen: true,
      rule: 'Office',
      next: '2026-12-01T17:00:00Z',
    },
    { name: 'opens to the second', at: '2026-12-01T07:59:59Z', allow: [office], deny: [], isOpen: false, next: '2026-12-01T08:00:00Z' },
    { name: 'is closed at the end', at: '2026-12-01T17:00:00Z', allow: [office], deny: [], isOpen: false, next: '2026-12-02T08:00:00Z' },
    { name: 'waits over a weekend', at: '2026-12-04T18:00Z', allow: [office], deny: [], isOpen: false, next: '2026-12-07T08:00:00Z' },
    {
      name: 'lets a freeze win',
      at: '2026-12-04T15:00Z',
      allow: [office],
      deny: [fridays],
      isOpen: false,
      rule: 'Fridays',
      next: '2026-12-07T08:00:00Z',
    },
    {
      name: 'closes where a freeze begins',
      at: '2026-12-04T13:00Z',
      allow: [office],
      deny: [fridays],
      isOpen: true,
      next: '2026-12-04T14:00:00Z',
    },
    { name: 'goes over midnight', at: '2026-12-05T00:30Z', allow: [nights], deny: [], isOpen: true, next: '2026-12-05T01:00:00Z' },
    { name: 'begins the night before', at: '2026-12-04T00:30Z', allow: [nights], deny: [], isOpen: false, next: '2026-12-04T21:00:00Z' },
    {
      name: 'takes two windows that touch for one',
      at: '2026-12-01T09:00Z',
      allow: [office, weekly({ from: 1080, to: 1200 })],
      deny: [],
      isOpen: true,
      next: '2026-12-01T19:00:00Z',
    },
    {
      name: 'never opens in a window without days',
      at: '2026-12-01T09:00Z',
      allow: [weekly({ days: [] })],
      deny: [],
      isOpen: false,
      next: undefined,
    },
    {
      name: 'looks no further than 400 days',
      at: '2026-12-01T09:00Z',
      allow: [],
      deny: [span('2026-11-01', '2028-03-01')],
      isOpen: false,
      rule: 'span',
      next: undefined,
    },
    {
      name: 'ignores a span the wrong way round',
      at: '2026-12-01T09:00Z',
      allow: [],
      deny: [span('2027-01-01', '2026-01-01')],
      isOpen: true,
      next: undefined,
    },
    {
      name: 'shows the hour of spring’s night shorter',
      at: '2026-03-29T00:30Z',
      allow: [weekly({ from: 60, to: 150 })],
      deny: [],
      isOpen: true,
      next: '2026-03-29T01:00:00Z',
    },
    {
      name: 'is in the repeated hour twice',
      at: '2026-10-25T00:30Z',
      allow: [weekly({ from: 120, to: 150 })],
      deny: [],
      isOpen: false,
      next: '2026-10-25T01:00:00Z',
    },
  ])('$name', async ({ at, allow, deny, isOpen, next, ...rest }) => {
    const verdict = await ask(at, allow, deny)
    expect(verdict.isOpen).toBe(isOpen)
    expect(nextOf(verdict)).toBe(next)
    if ('rule' in rest) expect(verdict.rule).toBe(rest.rule)
  })

  it('minds rules only for their environments', async () => {
    const [frozen, thursdays] = [{ ...weekly(), environments: ['production'] }, weekly({ days: ['thu'], environments: ['production'] })]
    const tuesday = '2026-12-01T09:00Z'
    expect((await ask(tuesday, [], [frozen], 'UTC', 'production')).isOpen).toBe(false)
    expect((await ask(tuesday, [], [frozen], 'UTC', 'staging')).isOpen).toBe(true)
    expect((await ask(tuesday, [], [frozen], 'UTC', '')).isOpen).toBe(true)
    expect((await ask(tuesday, [thursdays], [], 'UTC', 'production')).rule).toBe('outside of every allowed window')
    expect((await ask(tuesday, [thursdays], [], 'UTC', 'staging')).isOpen).toBe(true)
  })

  it('gives up on rules that open and close against each other, in good time', async () => {
    const rules = Array.from({ length: 12 }, (_, hour) => weekly({ from: hour * 120, to: hour * 120 + 60 }))
    const others = rules.map((rule) => ({ ...rule, from: (rule.from ?? 0) + 60, to: (rule.to ?? 0) + 60 }))
    const began = performance.now()
    expect(nextOf(await ask('2026-12-01T09:00Z', [], [...rules, ...others]))).toBeUndefined()
    expect(performance.now() - began).toBeLessThan(10_000)
  })
})

const minutes = fc.integer({ min: 0, max: 24 * 12 }).map((five) => five * 5)
const anyWeekly = fc
  .record({
    days: fc.oneof(fc.constantFrom('workdays' as const, 'every' as const), fc.uniqueArray(fc.constantFrom(...weekdays))),
    hours: fc.option(fc.record({ from: minutes, to: minutes }), { nil: {} }),
  })
  .map(({ days, hours }): WeeklyRule => ({ kind: 'weekly', name: 'weekly', environments: [], days, ...hours }))
/** Days around the changes of the clocks of 2026, and any other. */
const days = fc.oneof(
  fc
    .constantFrom('2026-03-07', '2026-03-28', '2026-04-04', '2026-04-23', '2026-10-03', '2026-10-24', '2026-10-29', '2026-10-31')
    .map(Date.parse),
  fc.integer({ min: 0, max: 365 }).map((day) => Date.UTC(2026, 0, 1 + day)),
)
const instants = fc.record({ day: days, of: fc.integer({ min: 0, max: 2879 }) }).map(({ day, of }) => day + of * minute)
const anySpan = fc
  .record({ from: instants, minutes: fc.integer({ min: 1, max: 4000 }) })
  .map(({ from, minutes }): SpanRule => ({ kind: 'span', name: 'span', environments: [], from, to: from + minutes * minute }))
const anyRule = fc.oneof({ weight: 4, arbitrary: anyWeekly }, { weight: 1, arbitrary: anySpan })
const someRules = fc.record({ allow: fc.array(anyRule, { maxLength: 3 }), deny: fc.array(anyRule, { maxLength: 2 }) })

interface Shown {
  readonly time: number
  readonly today: number
  readonly yesterday: number
}

const shown = new Map<string, Shown>()

/** Minutes of the day and days of the week, told by Temporal once for all rules. */
function shownAt(at: number, zone: string): Shown {
  const known = shown.get(`${at} ${zone}`)
  if (known) return known
  const wall = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)
  const told = { time: wall.hour * 60 + wall.minute, today: wall.dayOfWeek, yesterday: ((wall.dayOfWeek + 5) % 7) + 1 }
  shown.set(`${at} ${zone}`, told)
  return told
}

/** A rule as a sentence about one instant, told by Temporal. */
function holds(rule: CalendarRule, at: number, zone: string): boolean {
  if (rule.kind === 'span') return at >= rule.from && at < rule.to
  if (rule.kind !== 'weekly') throw new Error(rule.kind)
  const { from = 0, to = 1440, days } = rule
  const { time, ...weekday } = shownAt(at, zone)
  const isOn = (dayOfWeek: number) =>
    days === 'every' || (days === 'workdays' ? dayOfWeek < 6 : days.some((day) => day === weekdays[dayOfWeek - 1]))
  const [today, yesterday] = [isOn(weekday.today), isOn(weekday.yesterday)]
  return from < to ? today && time >= from && time < to : (today && time >= from) || (yesterday && time < to)
}

describe('a verdict', () => {
  it('and its next change are what one finds minute by minute', async () => {
    let found = 0
    await fc.assert(
      fc.asyncProperty(someRules, instants, fc.constantFrom(...zones), async (rules, at, zone) => {
        const isOpen = (instant: number) =>
          !rules.deny.some((rule) => holds(rule, instant, zone)) &&
          (rules.allow.length === 0 || rules.allow.some((rule) => holds(rule, instant, zone)))
        const verdict = (await calendarOf(rules, zone, none)).verdict(at, '')
        expect(verdict.isOpen).toBe(isOpen(at))
        let next = at + minute
        while (next < at + 1600 * minute && isOpen(next) === verdict.isOpen) next += minute
        const told = verdict.isOpen ? verdict.closesAt : verdict.opensAt
        if (next < at + 1600 * minute) found++
        expect(Math.min(told ?? Number.POSITIVE_INFINITY, at + 1600 * minute)).toBe(next)
      }),
      { numRuns: 40 },
    )
    expect(found).toBeGreaterThan(8)
  })

  it('turns at the instant it names, and not before', async () => {
    await fc.assert(
      fc.asyncProperty(someRules, instants, fc.constantFrom(...zones), async (rules, at, zone) => {
        const calendar = await calendarOf(rules, zone, none)
        const verdict = calendar.verdict(at, '')
        const next = verdict.isOpen ? verdict.closesAt : verdict.opensAt
        if (next === undefined) return
        expect(next).toBeGreaterThan(at)
        expect(calendar.verdict(next, '').isOpen).toBe(!verdict.isOpen)
        expect(calendar.verdict(next - 1, '').isOpen).toBe(verdict.isOpen)
      }),
      { numRuns: 60 },
    )
  })

  it('is never open inside a freeze, nor outside of every window', async () => {
    await fc.assert(
      fc.asyncProperty(someRules, instants, fc.constantFrom(...zones), async (rules, at, zone) => {
        const { isOpen } = (await calendarOf(rules, zone, none)).verdict(at, '')
        const isInside = async (rule: CalendarRule) => !(await calendarOf({ allow: [], deny: [rule] }, zone, none)).verdict(at, '').isOpen
        const [allowed, denied] = await Promise.all([rules.allow, rules.deny].map((list) => Promise.all(list.map(isInside))))
        if (denied?.some(Boolean)) expect(isOpen).toBe(false)
        else expect(isOpen).toBe(allowed?.length === 0 || allowed?.some(Boolean))
      }),
      { numRuns: 50 },
    )
  })
})
