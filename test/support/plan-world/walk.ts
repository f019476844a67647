import { ledgerBooks } from '../../../src/plan/book.ts'
import type { TickWishes } from '../../../src/plan/desk.ts'
import { type EntryRecord, type EntryState, readEntryRecord, writtenRecord } from '../../../src/plan/entry-record.ts'
import { seededRandom } from '../random.ts'
import { type Edit, type Freeze, type PlanWorld, planWorld } from './plan-world.ts'
import { type Blow, startTick } from './tick-process.ts'

const minute = 60_000
const hour = 60 * minute

/** Where walks begin. */
export const dawn = Date.UTC(2026, 10, 2, 8)

export interface Walk {
  readonly edits: Readonly<Record<string, readonly Edit[]>>
  readonly freezes?: readonly Freeze[]
  readonly wishes?: Partial<TickWishes>
  /** When ticks begin, in milliseconds after the dawn. */
  readonly ticks?: readonly number[]
  readonly until?: number
  /** What is written down of entries before the first tick. */
  readonly records?: Readonly<Record<string, EntryRecord>>
}

export const usualWishes: TickWishes = { horizon: 2 * hour, hold: 'sleep', every: 10 * minute, follow: minute, workflow: '' }

/** What befalls the call of a number. */
export interface Strike {
  readonly call: number
  readonly blow: Blow
}

export interface Walked {
  readonly world: PlanWorld
  /** How many calls each of the ticks made. */
  readonly calls: readonly number[]
}

/** Goes through a morning; the first ticks are struck, one after the other. */
export async function walk(given: Walk, strikes: readonly (Strike | undefined)[] = []): Promise<Walked> {
  const { edits, freezes = [], wishes = {}, ticks = [0, 15, 40, 75].map((at) => at * minute), until = 2 * hour } = given
  const world = planWorld(dawn, edits, freezes)
  await ledgerBooks(world.ledger).change(dawn - 24 * hour, (book) => book)
  for (const [id, record] of Object.entries(given.records ?? {})) await world.ledger.createIfAbsent('plan', id, writtenRecord(record))
  const random = seededRandom(7)
  const calls: number[] = []
  for (const [index, at] of ticks.entries())
    world.time.at(dawn + at, () => {
      const strike = strikes[index]
      const counting = (call: number): Blow | undefined => {
        calls[index] = call
        return call === strike?.call ? strike.blow : undefined
      }
      startTick(world, { ...usualWishes, ...wishes }, { crash: 0, fail: 0, at: counting }, 0, random)
    })
  await world.time.until(dawn + until)
  return { world, calls }
}

/** Runs of an entry that really began: those that were stopped before their time have done nothing. */
export const runsOf = ({ runs }: PlanWorld, id: string): readonly number[] =>
  runs.flatMap(({ entry, beginsAt, stoppedAt = Number.POSITIVE_INFINITY }) => (entry === id && stoppedAt >= beginsAt ? [beginsAt] : []))

export const recordIn = ({ ledger }: PlanWorld, id: string): EntryRecord | undefined =>
  readEntryRecord(ledger.entries.get(`plan/${id}`)?.value)

export const stateOf = (world: PlanWorld, id: string): EntryState | undefined => recordIn(world, id)?.state

export const toldOf = ({ told }: PlanWorld, id: string): readonly string[] => told.filter((one) => one.id === id).map(({ kind }) => kind)
