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

/** The rows that were asked for. */
export function planRows({ roundTrips, fleets, rows }: Options): readonly Row[] {
  const all = roundTrips.flatMap((roundTrip) =>
    fleets.flatMap((hosts) => (['first', 'change', 'unchanged'] as const).map((kind) => ({ kind, hosts, roundTrip }))),
  )
  return all.filter((row) => rows.length === 0 || rows.some((words) => rowName(row).includes(words)))
}
