import type { Refusal } from '../refusal.ts'
import { refuseZone } from './known-zone.ts'
import { readWritten } from './read-written.ts'
import { refuseWritten } from './refuse-written.ts'
import { instantOf, wholeDay } from './zone.ts'

export type EdgeReading = { readonly state: 'read'; readonly at: number } | { readonly state: 'refused'; readonly refusal: Refusal }

/**
 * Reads where a stretch of time begins or ends, in milliseconds since 1970; the end is exclusive. A date alone stands for the whole day: it begins
 * at its first instant and ends at the first of the next.
 */
export function readEdge(words: string, zone: string, edge: 'from' | 'to'): EdgeReading {
  const unknown = refuseZone(zone)
  if (unknown) return { state: 'refused', refusal: unknown }
  const written = readWritten(words)
  if (written.state === 'refused') return { state: 'refused', refusal: refuseWritten(words, written.because) }
  const { day, time, offset } = written
  const wall = day + (time ?? (edge === 'to' ? wholeDay : 0))
  return { state: 'read', at: offset === undefined ? instantOf(wall, zone).at : wall - offset }
}
