import { type Run, type Standing, standing } from './results.ts'
import { type Row, rowName } from './rows.ts'

/** Something to reach: never more than `most`. */
export interface Target {
  readonly what: string
  readonly found: number
  readonly most: number
  readonly unit: Unit
}

export type Unit = 'ratio' | 'bytes' | 'count'

export const isReached = ({ found, most }: Target): boolean => found <= most

const ours = 'Sallyport'

/** Everything that the rows were to reach. */
export const judge = (runs: readonly Run[], rows: readonly Row[]): readonly Target[] => [
  ...rows.flatMap((row) => [...againstBest(runs, row), ...againstRsync(runs, row), ...whenUnchanged(runs, row)]),
  ...rows.flatMap((row) => acrossFleet(runs, row)),
  ...memory(runs),
]

/** Never slower than the best rival. */
function againstBest(runs: readonly Run[], row: Row): Target[] {
  const own = standing(runs, row, ours)
  const rivals = rivalsOf(runs, row)
  const best = rivals.toSorted((a, b) => a.seconds - b.seconds)[0]
  if (!own || !best) return []
  return [{ what: `${rowName(row)}: time ÷ best rival's (${best.name})`, found: own.seconds / best.seconds, most: 1, unit: 'ratio' }]
}

const rivalsOf = (runs: readonly Run[], row: Row): (Standing & { readonly name: string })[] =>
  [...new Set(runs.map(({ contender }) => contender))]
    .filter((name) => name !== ours)
    .flatMap((name) => {
      const found = standing(runs, row, name)
      return found ? [{ ...found, name }] : []
    })

/** With 1 % changed: half of the time of the faster rsync, half of the bytes of the thriftier one. */
function againstRsync(runs: readonly Run[], row: Row): Target[] {
  const own = standing(runs, row, ours)
  const rsyncs = rivalsOf(runs, row).filter(({ name }) => name.startsWith('rsync'))
  if (row.kind !== 'change' || !own || rsyncs.length === 0) return []
  const [seconds, bytes] = [Math.min(...rsyncs.map((it) => it.seconds)), Math.min(...rsyncs.map((it) => it.bytes))]
  return [
    { what: `${rowName(row)}: time ÷ the faster rsync's`, found: own.seconds / seconds, most: 0.5, unit: 'ratio' },
    { what: `${rowName(row)}: bytes ÷ the thriftier rsync's`, found: own.bytes / bytes, most: 0.5, unit: 'ratio' },
  ]
}

function whenUnchanged(runs: readonly Run[], row: Row): Target[] {
  const own = standing(runs, row, ours)
  if (row.kind !== 'unchanged' || !own) return []
  return [
    { what: `${rowName(row)}: commands a host`, found: own.execs, most: 5, unit: 'count' },
    { what: `${rowName(row)}: bytes a host`, found: own.bytes / row.hosts, most: 100e3, unit: 'bytes' },
  ]
}

/** Ten hosts in at most twice the time of one. */
function acrossFleet(runs: readonly Run[], row: Row): Target[] {
  const [many, one] = [standing(runs, row, ours), standing(runs, { ...row, hosts: 1 }, ours)]
  if (row.hosts === 1 || row.kind === 'unchanged' || !many || !one) return []
  return [{ what: `${rowName(row)}: time ÷ that to one host`, found: many.seconds / one.seconds, most: 2, unit: 'ratio' }]
}

function memory(runs: readonly Run[]): Target[] {
  const peaks = runs.flatMap(({ contender, cost }) => (contender === ours && cost !== 'too long' ? [cost.memory] : []))
  return peaks.length === 0 ? [] : [{ what: 'memory, most of all rows', found: Math.max(...peaks), most: 200e6, unit: 'bytes' }]
}
