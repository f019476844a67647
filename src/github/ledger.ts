import { randomUUID } from 'node:crypto'
import type { Clock } from '../kit/clock.ts'
import { InputError, isKnownError } from '../kit/errors.ts'
import { NetworkFault } from '../kit/http.ts'
import { type RetryPolicy, retryDelay } from '../kit/retry.ts'
import { type Text, text } from '../kit/text.ts'
import type { GitHub } from './client.ts'
import { type Entry, longestRecord, recordText, referenceName, type WrittenRecord } from './ledger-record.ts'
import { type LedgerStore, ledgerStore } from './ledger-store.ts'
import { gitHubFault } from './refusal.ts'

export type { Entry } from './ledger-record.ts'

/** The repository cannot be a ledger for this token: a permission is missing, or it has no commit yet. What that costs says the caller. */
export interface Unavailable {
  readonly state: 'unavailable'
  readonly problem: Text
  readonly remedy: Text | undefined
}

export type Reading = { readonly state: 'found'; readonly entry: Entry } | { readonly state: 'absent' } | Unavailable
export type Creation = { readonly state: 'created' | 'exists'; readonly entry: Entry } | Unavailable
/** `conflict`: somebody was faster; with what is there now, if anything is. */
export type Update =
  | { readonly state: 'updated'; readonly entry: Entry }
  | { readonly state: 'conflict'; readonly entry: Entry | undefined }
  | Unavailable
export type Removal = { readonly state: 'removed' } | { readonly state: 'conflict'; readonly entry: Entry } | Unavailable

/**
 * Small JSON records in the repository itself (design §8): one reference `refs/sallyport/<kind>/<key>` a record, one commit a state of it.
 * Writes are atomic; exactly one of many wins. Reading again what has not changed costs nothing. Kinds are ours, keys may be any text.
 * Needs `contents: read` and `contents: write`. Throws a RemoteError when GitHub is out of reach.
 */
export interface Ledger {
  read(kind: string, key: string): Promise<Reading>
  createIfAbsent(kind: string, key: string, value: unknown): Promise<Creation>
  /** Writes over the entry that was read, and over no later one. */
  update(kind: string, key: string, over: Entry, value: unknown): Promise<Update>
  /** Takes away the entry that was read, and no later one. One that is away already counts as removed. */
  remove(kind: string, key: string, entry: Entry): Promise<Removal>
}

interface Surroundings {
  readonly clock: Clock
  readonly random?: () => number
  readonly signal?: AbortSignal
}

/** Tries of one write where GitHub's answers do not fit together: a copy of its database lags, or two writers met in git. */
const tries: RetryPolicy = { attempts: 6, base: 250, ceiling: 4000 }
/** A removal that is not carried out within this time was given up; then others may write over it. Milliseconds. */
const removalLimit = 10 * 60_000
/** Nothing is deleted so long after it was marked as removed. Milliseconds. */
const deletionLimit = 60_000

export function gitHubLedger(github: GitHub, repository: string, around: Surroundings): Ledger {
  const store = ledgerStore(github, repository, around.clock.now)
  const desk: Desk = { store, ...around, random: around.random ?? Math.random }
  return {
    read: (kind, key) =>
      available(async () => {
        const found = await store.find(referenceName(kind, key))
        return found && !found.isRemoved ? { state: 'found', entry: entryOf(found) } : { state: 'absent' }
      }),
    createIfAbsent: (kind, key, value) => available(() => create(desk, referenceName(kind, key), value)),
    update: (kind, key, over, value) => available(() => update(desk, referenceName(kind, key), over, value)),
    remove: (kind, key, entry) => available(() => remove(desk, referenceName(kind, key), entry)),
  }
}

interface Desk extends Surroundings {
  readonly store: LedgerStore
  readonly random: () => number
}

const entryOf = ({ value, commit, revision, at }: Entry): Entry => ({ value, commit, revision, at })

/** A missing permission and an empty repository are answers, anything else stays a fault. */
async function available<T>(work: () => Promise<T>): Promise<T | Unavailable> {
  try {
    return await work()
  } catch (error) {
    if (!isKnownError(error)) throw error
    if (error.code === 'github-permission') return { state: 'unavailable', problem: error.problem, remedy: error.remedy }
    if (/HTTP 409\b.*empty/i.test(error.problem.en)) return { state: 'unavailable', problem: emptyWords, remedy: undefined }
    throw error
  }
}

const emptyWords = text('The repository has no commit yet.', '仓库还没有任何提交。')

async function create(desk: Desk, name: string, value: unknown): Promise<Creation> {
  for await (const _ of attempts(desk)) {
    const found = await desk.store.find(name)
    if (found && !found.isRemoved) return { state: 'exists', entry: entryOf(found) }
    if (found && found.asOf - found.at < removalLimit) continue
    const written = await write(desk, name, found, value)
    if (written.state === 'updated') return { state: 'created', entry: written.entry }
    if (written.entry) return { state: 'exists', entry: written.entry }
  }
  throw gitHubFault(`reference ${name} is being removed`, true)
}

async function update(desk: Desk, name: string, over: Entry, value: unknown): Promise<Update> {
  const written = await write(desk, name, over, value)
  return written.state === 'updated' ? written : { state: 'conflict', entry: written.entry }
}

type Written = { readonly state: 'updated'; readonly entry: Entry } | { readonly state: 'conflict'; readonly entry: Entry | undefined }

/** Puts a new state over the given one (undefined: nothing was there), and finds out what came of it where GitHub's answer does not tell. */
async function write(desk: Desk, name: string, over: Entry | undefined, value: unknown, isRemoved = false): Promise<Written> {
  const { store, clock } = desk
  const record: WrittenRecord = { value, revision: (over?.revision ?? 0) + 1, at: clock.now(), isRemoved }
  const commit = await store.commit(checked(recordText(record, randomUUID())), `sallyport ${name}`, over?.commit)
  const entry: Entry = entryOf({ ...record, commit })
  let isCertain = true
  for await (const _ of attempts(desk)) {
    const moved = await store.move(name, commit, over === undefined)
    if (moved === 'moved') return { state: 'updated', entry }
    isCertain &&= moved === 'refused'
    const found = await store.find(name)
    if (found?.commit === commit) return { state: 'updated', entry }
    if (!isCertain && found && (await store.isBelow(commit, found.commit))) return { state: 'updated', entry }
    if (found?.commit !== over?.commit) return { state: 'conflict', entry: found && !found.isRemoved ? entryOf(found) : undefined }
  }
  throw gitHubFault(`reference ${name} could not be moved`, true)
}

/** Marks it first, so that nobody's later state is deleted: who finds the mark waits until it is gone. */
async function remove(desk: Desk, name: string, entry: Entry): Promise<Removal> {
  const began = desk.clock.now()
  const marked = await write(desk, name, entry, undefined, true)
  if (marked.state === 'conflict') return marked.entry ? { state: 'conflict', entry: marked.entry } : { state: 'removed' }
  for await (const _ of attempts(desk)) {
    if (desk.clock.now() - began > deletionLimit) break
    await desk.store.delete(name).catch(unlessLost)
    if ((await desk.store.find(name))?.commit !== marked.entry.commit) break
  }
  return { state: 'removed' }
}

function unlessLost(error: unknown): void {
  if (!(error instanceof NetworkFault)) throw error
}

function checked(words: string): string {
  if (Buffer.byteLength(words) <= longestRecord) return words
  throw new InputError({
    code: 'not-supported',
    problem: text(`A record of more than ${longestRecord} bytes cannot be kept.`, `无法保存超过 ${longestRecord} 字节的记录。`),
  })
}

/** Counts tries, and waits between them. */
async function* attempts({ clock, random, signal }: Desk): AsyncGenerator<number> {
  for (let attempt = 1; ; attempt++) {
    yield attempt
    const delay = retryDelay(attempt, tries, random())
    if (delay === undefined) return
    await clock.sleep(delay, signal)
  }
}
