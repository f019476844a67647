import type { Refusal } from '../refusal.ts'
import { refuseZone } from './known-zone.ts'
import type { Moment } from './moment.ts'
import { readWritten } from './read-written.ts'
import { refuseWritten } from './refuse-written.ts'
import { instantOf } from './zone.ts'

export type MomentReading = { readonly state: 'read'; readonly moment: Moment } | { readonly state: 'refused'; readonly refusal: Refusal }

/** Reads a time on the wall of a zone. An offset in the text wins over the zone, in which the moment is then only told. */
export function readMoment(words: string, zone: string): MomentReading {
  const unknown = refuseZone(zone)
  if (unknown) return { state: 'refused', refusal: unknown }
  const written = readWritten(words)
  if (written.state === 'refused') return { state: 'refused', refusal: refuseWritten(words, written.because) }
  const { day, time, offset } = written
  if (time === undefined) return { state: 'refused', refusal: refuseWritten(words, 'no-time') }
  const instant = offset === undefined ? instantOf(day + time, zone) : { at: day + time - offset }
  return { state: 'read', moment: { ...instant, zone, words } }
}
