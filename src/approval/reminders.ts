import type { ReminderPolicy } from './policy.ts'

/** When reminders are due, in milliseconds since 1970: intervals that grow, none at or behind the deadline. */
export function reminderTimes({ every, factor, max }: ReminderPolicy, opened: number, deadline: number): readonly number[] {
  const times: number[] = []
  let [at, interval] = [opened + every, every]
  while (every > 0 && times.length < max && at < deadline) {
    times.push(at)
    interval *= factor
    at += interval
  }
  return times
}

/** How many reminders were due by now. Whoever was away for some of them sends one and counts them all. */
export const remindersDue = (times: readonly number[], now: number): number => times.filter((at) => at <= now).length

/** Whether the end is near: the last fifth of the time, for production the last half. */
export function isUrgent(level: 'production' | 'test', opened: number, deadline: number, now: number): boolean {
  return deadline - now <= (deadline - opened) * (level === 'production' ? 0.5 : 0.2)
}
