import { createHash } from 'node:crypto'
import { fieldsOf, timeIn, wordsIn } from './answer.ts'

/** A record as it was read: the value, and the commit that a later write must still find there. */
export interface Entry {
  readonly value: unknown
  /** Names this very state of the record; opaque. */
  readonly commit: string
  /** 1 for the first, one more with every write. */
  readonly revision: number
  /** When it was written, in milliseconds since 1970, by the clock of the writer. */
  readonly at: number
}

/** What is in the file of a commit. */
export interface WrittenRecord extends Omit<Entry, 'commit'> {
  /** Somebody is taking it away: it counts as absent. */
  readonly isRemoved: boolean
}

/** The only file of a commit. */
export const recordFile = 'record.json'
/** A longer record is refused, in bytes. */
export const longestRecord = 512 * 1024

const kindPattern = /^[a-z][a-z0-9-]{0,30}$/
const plainKey = /^[a-z0-9][a-z0-9._-]{0,99}$/

/**
 * The name of a record's reference below `refs/`. A key that git or GitHub would not take as it is, is hashed; no two keys share a name.
 * `kind` is ours: lower case, digits and dashes.
 */
export function referenceName(kind: string, key: string): string {
  if (!kindPattern.test(kind)) throw new Error(`“${kind}” is no kind of record`)
  return `sallyport/${kind}/${isPlain(key) ? key : `h-${createHash('sha256').update(key).digest('hex')}`}`
}

const isPlain = (key: string): boolean =>
  plainKey.test(key) && !key.startsWith('h-') && !key.includes('..') && !key.endsWith('.') && !key.endsWith('.lock')

/** The file's text. `writer` makes every write a commit of its own, even where two write the same at the same second. */
export const recordText = ({ value, revision, at, isRemoved }: WrittenRecord, writer: string): string =>
  `${JSON.stringify({ version: 1, revision, at: new Date(at).toISOString(), writer, ...(isRemoved ? { isRemoved } : { value }) })}\n`

/** Undefined for what is none of our records. */
export function readRecord(words: string): WrittenRecord | undefined {
  try {
    const { version, revision, at, value, isRemoved } = fieldsOf(JSON.parse(words))
    const time = timeIn(wordsIn(at))
    if (version !== 1 || typeof revision !== 'number' || time === undefined) return undefined
    return { value, revision, at: time, isRemoved: isRemoved === true }
  } catch {
    return undefined
  }
}
