import type { Options } from './options.ts'

/** What is deployed: to empty folders; the same tree with a share of its files changed; exactly what is there. */
export type Kind = 'first' | 'change' | 'unchanged'

export interface Row {
  readonly kind: Kind
  readonly hosts: number
  /** Milliseconds. */
  readonly roundTrip: number
}

export const rowName = ({ kind, hosts, roundTrip }: Row): string => `${kind}-${hosts}-${roundTrip}`

/** The rows that were asked for; what begins with empty folders comes before what builds on them. */
export function planRows({ roundTrips, fleets, rows }: Options): readonly Row[] {
  const all = fleets.flatMap((hosts) =>
    (['first', 'change', 'unchanged'] as const).flatMap((kind) => roundTrips.map((roundTrip) => ({ kind, hosts, roundTrip }))),
  )
  return all.filter((row) => rows.length === 0 || rows.some((words) => rowName(row).includes(words)))
}
