import { describe, expect, it } from '@jest/globals'
import { Temporal } from 'temporal-polyfill'
import { clockGoesOn, instantOf, wallAt } from '../../../../src/plan/time/zone.ts'

const zones = Intl.supportedValuesOf('timeZone')
const [start, end] = [Date.UTC(2025, 0, 1), Date.UTC(2028, 0, 1)]

/** Every change of a zone's clocks from 2025 to 2027, by Temporal. */
function changesOf(zone: string): number[] {
  const changes: number[] = []
  let at = Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO(zone)
  for (;;) {
    const next = at.getTimeZoneTransition('next')
    if (!next || next.epochMilliseconds >= end) return changes
    changes.push(next.epochMilliseconds)
    at = next
  }
}

const wallOf = (at: number, zone: string): number =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDateTime().toZonedDateTime('UTC').epochMilliseconds
const possible = (wall: number, zone: string): readonly [number, number] => {
  const plain = Temporal.Instant.fromEpochMilliseconds(wall).toZonedDateTimeISO('UTC').toPlainDateTime()
  return [
    plain.toZonedDateTime(zone, { disambiguation: 'earlier' }).epochMilliseconds,
    plain.toZonedDateTime(zone, { disambiguation: 'later' }).epochMilliseconds,
  ]
}

const changes = zones.flatMap((zone) => changesOf(zone).map((at) => ({ zone, at })))
const minute = 60_000

describe('the clocks of every zone', () => {
  it('change often enough to be a test', () => {
    expect(zones.length).toBeGreaterThan(400)
    expect(changes.length).toBeGreaterThan(500)
  })

  it('show the same as by Temporal around every change', () => {
    const wrong = changes.flatMap(({ zone, at }) =>
      [-90 * minute, -1000, -1, 0, 1, 1000, 90 * minute]
        .filter((step) => wallAt(at + step, zone) !== wallOf(at + step, zone))
        .map((step) => ({ zone, at, step })),
    )
    expect(wrong).toEqual([])
  })

  it('show a written time at the first instant of those of Temporal, and after a gap at the change itself', () => {
    const seen = { plain: 0, gap: 0, overlap: 0 }
    const wrong = changes.flatMap(({ zone, at }) => {
      const middle = (wallOf(at - 1, zone) + wallOf(at, zone)) / 2
      return [-180, -60, -30, -10, -1, 0, 1, 10, 30, 60, 180]
        .map((minutes) => Math.round(middle / 1000) * 1000 + minutes * minute)
        .filter((wall) => {
          const { at: found, note } = instantOf(wall, zone)
          const [earlier, later] = possible(wall, zone)
          const kind = earlier === later ? 'plain' : wallOf(earlier, zone) === wall ? 'overlap' : 'gap'
          seen[kind]++
          return (note ?? 'plain') !== kind || found !== (kind === 'gap' ? at : earlier)
        })
        .map((wall) => ({ zone, at, wall }))
    })
    expect(wrong).toEqual([])
    expect(Math.min(seen.gap, seen.overlap, seen.plain)).toBeGreaterThan(500)
  })

  it('go on until the change, and not past it', () => {
    const wrong = changes.filter(
      ({ zone, at }) => clockGoesOn(at - 90 * minute, 240 * minute, zone) !== at || clockGoesOn(at, 90 * minute, zone) !== at + 90 * minute,
    )
    expect(wrong).toEqual([])
  })
})
