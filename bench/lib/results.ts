import type { Measured } from './measure.ts'
import { type Row, rowName } from './rows.ts'
import { median } from './statistics.ts'

/** One measured deployment. */
export interface Run {
  readonly contender: string
  readonly row: Row
  readonly cost: Measured
  /** Bytes over the network both ways, all hosts together. */
  readonly bytes: number
  /** CPU seconds of the hosts' sessions, all hosts together. */
  readonly hostCpu: number
  /** Commands started on each host. */
  readonly execs: number
}

/** Medians of a contender's runs on a row. */
export interface Standing {
  readonly runs: number
  /** Seconds; infinite when it took too long. */
  readonly seconds: number
  readonly bytes: number
  readonly cpu: number
  readonly hostCpu: number
  readonly execs: number
  /** Bytes, the most of all runs. */
  readonly memory: number
}

/** How a contender did on a row; undefined when it did not take part. */
export function standing(runs: readonly Run[], row: Row, contender: string): Standing | undefined {
  const own = runs.filter((run) => run.contender === contender && rowName(run.row) === rowName(row))
  if (own.length === 0) return undefined
  const costs = own.map(({ cost }) => (cost === 'too long' ? { seconds: Number.POSITIVE_INFINITY, cpu: Number.NaN, memory: 0 } : cost))
  return {
    runs: own.length,
    seconds: median(costs.map(({ seconds }) => seconds)),
    bytes: median(own.map(({ bytes }) => bytes)),
    cpu: median(costs.map(({ cpu }) => cpu)),
    hostCpu: median(own.map(({ hostCpu }) => hostCpu)),
    execs: median(own.map(({ execs }) => execs)),
    memory: Math.max(...costs.map(({ memory }) => memory)),
  }
}
