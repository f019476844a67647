import { fieldsOf, listOf } from '../github/answer.ts'
import type { Entry, Ledger } from '../github/ledger.ts'
import { RemoteError } from '../kit/errors.ts'
import { text } from '../kit/text.ts'
import { noLedger } from './records.ts'

/** What the plan as a whole remembers from tick to tick. A loss of it costs questions, never a second start: the records decide. */
export interface Book {
  /** When the plan was first looked at, in milliseconds since 1970. */
  readonly since: number
  /** When a tick last began. */
  readonly ticked: number
  /** The longest time between two ticks of late, in milliseconds; 0: not known yet. */
  readonly pace: number
  /** Entries that are over, with the instant that they were planned for: nobody looks at them again. */
  readonly over: Readonly<Record<string, number>>
  /** Entries that are looked at whatever their time: started, put off, or changed by a command. */
  readonly open: readonly string[]
  /** Channels that hear of it when no tick comes any more. */
  readonly alarm: readonly string[]
  /** When they last did; 0: never. */
  readonly alarmed: number
  /** Number of the issue that shows the plan and takes commands; 0: none. */
  readonly issue: number
  /** Comments up to this id were heard. */
  readonly heard: number
}

export const newBook = (now: number): Book => ({
  since: now,
  ticked: now,
  pace: 0,
  over: {},
  open: [],
  alarm: [],
  alarmed: 0,
  issue: 0,
  heard: 0,
})

export interface Books {
  /** Undefined: there is none yet. */
  read(): Promise<Book | undefined>
  /** Changes what is there now, whoever wrote it; `now`: for a new one. Resolves to what is there then. */
  change(now: number, change: (book: Book) => Book): Promise<Book>
}

const tooBusy = new RemoteError({
  code: 'network-failed',
  problem: text('Others write to the book of the plan all the time.', '计划的记录一直被其他进程写入。'),
  party: 'GitHub',
  retryable: true,
})

const kind = 'plan-book'
const key = 'book'
/** Each failure is a write of somebody else, and nobody writes for ever. */
const mostTries = 30

/** The book in the ledger of the repository. Throws an InputError where the token may not write there. */
export function ledgerBooks(ledger: Ledger): Books {
  const read = async (): Promise<Entry | undefined> => {
    const found = await ledger.read(kind, key)
    if (found.state === 'unavailable') throw noLedger(found)
    return found.state === 'found' ? found.entry : undefined
  }
  return {
    read: async () => readBook((await read())?.value),
    change: async (now, change) => {
      let entry = await read()
      for (let attempt = 1; ; attempt++) {
        const before = readBook(entry?.value)
        const after = change(before ?? newBook(now))
        if (before && JSON.stringify(before) === JSON.stringify(after)) return before
        const value = { version: 1, ...after }
        const written = await (entry ? ledger.update(kind, key, entry, value) : ledger.createIfAbsent(kind, key, value))
        if (written.state === 'unavailable') throw noLedger(written)
        if (written.state === 'updated' || written.state === 'created') return after
        if (attempt === mostTries) throw tooBusy
        entry = written.entry
      }
    },
  }
}

/** Undefined for what is no book of ours. */
export function readBook(value: unknown): Book | undefined {
  const { version, since, ticked, pace, over, open, alarm, alarmed, issue, heard } = fieldsOf(value)
  if (version !== 1 || !isNumber(since) || !isNumber(ticked)) return undefined
  const number = (given: unknown) => (isNumber(given) ? given : 0)
  const words = (given: unknown) => listOf(given).filter((one): one is string => typeof one === 'string')
  const entries = Object.entries(fieldsOf(over)).filter((one): one is [string, number] => isNumber(one[1]))
  return {
    since,
    ticked,
    pace: number(pace),
    over: Object.fromEntries(entries),
    open: words(open),
    alarm: words(alarm),
    alarmed: number(alarmed),
    issue: number(issue),
    heard: number(heard),
  }
}

const isNumber = (value: unknown): value is number => Number.isFinite(value)

/** Milliseconds after which an entry that is over is forgotten: it is then before everything that a tick looks at. */
export const lookBack = 7 * 86_400_000

/** A tick begins. The pace is the longest distance of the last ticks; a long silence fades from it again. */
export function ticked(book: Book, now: number): Book {
  const distance = now - book.ticked
  const pace = distance > 0 ? Math.max(Math.min(distance, lookBack), Math.round(book.pace * 0.9)) : book.pace
  return { ...book, ticked: Math.max(book.ticked, now), pace }
}

/** What a tick learned of entries: over, or to be looked at again. */
export function learned(book: Book, now: number, over: ReadonlyMap<string, number>, open: ReadonlyMap<string, boolean>): Book {
  const all = Object.entries({ ...book.over, ...Object.fromEntries(over) }).filter(([, due]) => due > now - 2 * lookBack)
  const kept = book.open.filter((id) => !over.has(id) && open.get(id) !== false)
  const more = [...open].filter(([id, isOpen]) => isOpen && !kept.includes(id)).map(([id]) => id)
  return { ...book, over: Object.fromEntries(all), open: [...kept, ...more] }
}
