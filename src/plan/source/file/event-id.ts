import { createHash } from 'node:crypto'

const longest = 64

/**
 * An id made of an event's UID, always the same: as it is where that can be an id, else what can be kept of it, and the beginning of its SHA-256.
 * `occurrence`: which of a series, `20261201`; empty: it is no series.
 */
export function eventId(uid: string, occurrence: string): string {
  const end = occurrence === '' ? '' : `-${occurrence}`
  const room = longest - end.length
  if (/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(uid) && uid.length <= room) return `${uid}${end}`
  const kept = uid.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '')
  const hash = createHash('sha256').update(uid).digest('hex').slice(0, 10)
  return `${kept.slice(0, room - 11)}${kept === '' ? '' : '-'}${hash}${end}`
}

/** Midnight in UTC of the day of an occurrence, by its id; undefined: it is none of a series. */
export function dayInId(id: string): number | undefined {
  const [, year, month, day] = /-(\d{4})(\d{2})(\d{2})(?:T\d{4})?$/.exec(id) ?? []
  return year === undefined ? undefined : Date.UTC(Number(year), Number(month) - 1, Number(day))
}
