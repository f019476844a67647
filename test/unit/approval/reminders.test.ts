import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { isUrgent, remindersDue, reminderTimes } from '../../../src/approval/reminders.ts'

const minute = 60_000
const inMinutes = (policy: { every: number; factor: number; max: number }, deadline: number) =>
  reminderTimes({ ...policy, every: policy.every * minute }, 0, deadline * minute).map((at) => at / minute)

describe('reminderTimes', () => {
  it.each([
    { name: 'the usual', policy: { every: 5, factor: 1.5, max: 6 }, deadline: 240, times: [5, 12.5, 23.75, 40.625, 65.9375, 103.90625] },
    { name: 'no more than fit', policy: { every: 5, factor: 1.5, max: 6 }, deadline: 60, times: [5, 12.5, 23.75, 40.625] },
    { name: 'evenly', policy: { every: 10, factor: 1, max: 3 }, deadline: 60, times: [10, 20, 30] },
    { name: 'none at the deadline', policy: { every: 30, factor: 1, max: 6 }, deadline: 60, times: [30] },
    { name: 'none of none', policy: { every: 5, factor: 1.5, max: 0 }, deadline: 60, times: [] },
    { name: 'none without an interval', policy: { every: 0, factor: 1.5, max: 6 }, deadline: 60, times: [] },
    { name: 'none where the first comes too late', policy: { every: 90, factor: 1, max: 6 }, deadline: 60, times: [] },
    { name: 'ten times as long each', policy: { every: 1, factor: 10, max: 6 }, deadline: 10_000, times: [1, 11, 111, 1111] },
  ])('$name', ({ policy, deadline, times }) => {
    expect(inMinutes(policy, deadline)).toEqual(times)
  })

  it('are at most so many, all before the deadline, further and further apart', () => {
    const policy = fc.record({
      every: fc.integer({ min: 0, max: 1e8 }),
      factor: fc.double({ min: 1, max: 10, noNaN: true }),
      max: fc.nat(60),
    })
    fc.assert(
      fc.property(policy, fc.integer({ min: 0, max: 1e9 }), (policy, span) => {
        const opened = 1.7e12
        const times = reminderTimes(policy, opened, opened + span)
        expect(times.length).toBeLessThanOrEqual(policy.max)
        const gaps = times.map((at, index) => at - (times[index - 1] ?? opened))
        for (const at of times) expect(at).toBeLessThan(opened + span)
        for (const [index, gap] of gaps.entries()) expect(gap).toBeGreaterThanOrEqual((gaps[index - 1] ?? policy.every) - 1)
      }),
    )
  })
})

describe('remindersDue', () => {
  it.each([
    { now: 4, due: 0 },
    { now: 5, due: 1 },
    { now: 14, due: 1 },
    { now: 15, due: 2 },
    { now: 99, due: 3 },
  ])('at $now: $due', ({ now, due }) => {
    expect(remindersDue([5, 15, 35], now)).toBe(due)
  })
})

describe('isUrgent', () => {
  it.each([
    { level: 'production', left: 51, urgent: false },
    { level: 'production', left: 50, urgent: true },
    { level: 'production', left: 1, urgent: true },
    { level: 'test', left: 50, urgent: false },
    { level: 'test', left: 21, urgent: false },
    { level: 'test', left: 20, urgent: true },
  ] as const)('$level with $left % of the time left: $urgent', ({ level, left, urgent }) => {
    expect(isUrgent(level, 1000, 1000 + 100, 1100 - left)).toBe(urgent)
  })
})
