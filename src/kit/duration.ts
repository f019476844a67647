import { type Text, text } from './text.ts'

const units = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 } as const
const shape = /^(?=\d)(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/

/** Milliseconds of `90s`, `5m`, `1h30m`, `2d`; undefined when it is none. */
export function parseDuration(words: string): number | undefined {
  const parts = shape.exec(words.trim())
  if (!parts) return undefined
  const [, days = 0, hours = 0, minutes = 0, seconds = 0] = parts
  return Number(days) * units.d + Number(hours) * units.h + Number(minutes) * units.m + Number(seconds) * units.s
}

/** Milliseconds as people read them: `850 ms`, `4.2 s`, `3 m 20 s`, `1 h 5 m`. */
export function formatDuration(milliseconds: number): string {
  if (Math.round(milliseconds) < 1000) return `${Math.round(milliseconds)} ms`
  if (milliseconds < 59_950) return `${(milliseconds / 1000).toFixed(1)} s`
  const seconds = Math.round(milliseconds / 1000)
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m ${seconds % 60} s`
  const minutes = Math.round(seconds / 60)
  return `${Math.floor(minutes / 60)} h ${minutes % 60} m`
}

/** A span as people say it, to the minute; below two minutes to the second. */
export function spanText(milliseconds: number): Text {
  const seconds = Math.max(0, Math.round(milliseconds / 1000))
  if (seconds < 120) return text(`${seconds} s`, `${seconds} 秒`)
  const minutes = Math.round(seconds / 60)
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60]
  const en = [days && `${days} d`, hours && `${hours} h`, rest && `${rest} min`]
  const zh = [days && `${days} 天`, hours && `${hours} 小时`, rest && `${rest} 分钟`]
  return text(en.filter(Boolean).join(' '), zh.filter(Boolean).join(' '))
}
