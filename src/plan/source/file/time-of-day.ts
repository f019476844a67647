const shape = /^\s*(\d{1,2}):(\d{2})\s*$/

/** Whether it is written as a time of day, good or not. */
export const isTimeOfDay = (words: string): boolean => /^\s*\d{1,2}(?::\d{0,2})?\s*$/.test(words)

/** Minutes since midnight of `09:00`, up to 1440 for `24:00`; undefined: it is no time of day. */
export function minutesOf(words: string): number | undefined {
  const [, hour, minute] = shape.exec(words) ?? []
  const minutes = Number(hour) * 60 + Number(minute)
  return Number(minute) < 60 && minutes <= 1440 ? minutes : undefined
}
