import { RemoteError } from '../../../src/kit/errors.ts'
import { verbatim } from '../../../src/kit/text.ts'
import { ledgerBooks, newBook } from '../../../src/plan/book.ts'
import type { Desk, TickWishes } from '../../../src/plan/desk.ts'
import type { PlanEntry } from '../../../src/plan/entry.ts'
import { type EntryRecord, readEntryRecord, writtenRecord } from '../../../src/plan/entry-record.ts'
import { ledgerRecords } from '../../../src/plan/records.ts'
import type { EntryReport, PlanSource } from '../../../src/plan/source/source.ts'
import type { FindAnswer, StartAnswer, Starter } from '../../../src/plan/starter.ts'
import { type TickReport, tick } from '../../../src/plan/tick.ts'
import { memoryLedger } from '../../support/plan-world/memory-ledger.ts'
import { simulatedTime } from '../../support/plan-world/simulated-time.ts'
import { usualWishes } from '../../support/plan-world/walk.ts'
import { seededRandom } from '../../support/random.ts'
import { hour, open } from './planning.ts'

export const outOfReach = new RemoteError({ code: 'network-failed', problem: verbatim('out of reach'), party: 'x', retryable: true })

/** A source that a test changes while a tick goes on. */
export interface TestSource extends PlanSource {
  entries: readonly PlanEntry[]
  isDown: boolean
  readonly reports: (EntryReport & { readonly id: string })[]
}

export function sourceOf(name: string, ...given: readonly PlanEntry[]): TestSource {
  const reports: TestSource['reports'] = []
  const source: TestSource = {
    name,
    entries: given,
    isDown: false,
    reports,
    read: async ({ from, until }) => {
      if (source.isDown) throw outOfReach
      return { entries: source.entries.filter(({ due }) => due.at >= from && due.at < until), refused: [], notes: [] }
    },
    readAgain: async (id) => {
      if (source.isDown) throw outOfReach
      const entry = source.entries.find((one) => one.id === id)
      return entry ? { state: 'planned', entry } : { state: 'gone' }
    },
    writeBack: async (id, report) => void reports.push({ id, ...report }),
  }
  return source
}

/** A desk whose time, plan and GitHub a test owns. Everything takes no time but what waits. */
export function tickDesk(start: number, ...sources: readonly TestSource[]) {
  const time = simulatedTime(start)
  const ledger = memoryLedger(time.now)
  const told: { readonly kind: string; readonly id: string; readonly at: number; readonly why: string }[] = []
  const orders: { readonly id: string; readonly at: number }[] = []
  const starter: { -readonly [K in keyof Starter]: Starter[K] } = {
    examine: async () => undefined,
    start: async ({ entry }): Promise<StartAnswer> => {
      orders.push({ id: entry.id, at: time.now() })
      return { state: 'started', run: { id: orders.length, url: `https://x/${orders.length}` } }
    },
    find: async (): Promise<FindAnswer> => ({ state: 'absent' }),
    progressOf: async () => 'at-work',
    isAtWork: async () => true,
    stop: async () => undefined,
  }
  const desk: Desk & { me: Desk['me'] } = {
    clock: time.clock(0, () => true),
    random: seededRandom(1),
    signal: new AbortController().signal,
    me: { run: '1', attempt: 1 },
    sources,
    calendar: async () => ({ verdict: () => open }),
    records: ledgerRecords(ledger),
    books: ledgerBooks(ledger),
    starter,
    alarm: ['team'],
    tell: async ({ kind, entry, record }) => void told.push({ kind, id: entry.id, at: time.now(), why: record.why?.en ?? '' }),
    later: () => undefined,
    inWords: ({ en }) => en,
    say: () => undefined,
  }
  const book = ledger.createIfAbsent('plan-book', 'book', { version: 1, ...newBook(start - 24 * hour) })
  return {
    time,
    desk,
    starter,
    told,
    orders,
    /** Writes down what was before. */
    write: (id: string, record: EntryRecord) => ledger.createIfAbsent('plan', id, writtenRecord(record)),
    record: (id: string) => readEntryRecord(ledger.entries.get(`plan/${id}`)?.value),
    kinds: (id: string) => told.filter((one) => one.id === id).map(({ kind }) => kind),
    /** One tick, until it ends; at most so long. */
    tick: async (wishes: Partial<TickWishes> = {}, most = 12 * hour): Promise<TickReport> => {
      await book
      let report: TickReport | undefined
      let fault: unknown
      tick(desk, { ...usualWishes, follow: 0, ...wishes }).then(
        (done) => (report = done),
        (error: unknown) => (fault = error),
      )
      const until = time.now() + most
      while (!report && fault === undefined && time.now() < until) await time.until(time.now() + 1000)
      if (fault !== undefined) throw fault
      if (!report) throw new Error('the tick does not end')
      return report
    },
  }
}
