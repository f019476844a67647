import { fieldsOf, linkTo, listOf } from './answer.ts'
import type { GitHub } from './client.ts'
import { GitHubRefusal } from './refusal.ts'

/** What is read of a list that GitHub gives by pages, within an object or bare. */
interface ListCall {
  /** With `per_page`. */
  readonly path: string
  /** The field of the answer that has the list; empty: the answer is the list. */
  readonly field: string
  readonly needs: string
  /** No more pages are read. */
  readonly mostPages: number
  readonly signal: AbortSignal | undefined
  /** How many entries are enough, of those that count. */
  readonly enough?: { readonly count: number; readonly of: (entry: Entry) => boolean }
}

export type Entry = Readonly<Record<string, unknown>>

interface Listed {
  readonly entries: readonly Entry[]
  /** Whether there is nothing beyond them. */
  readonly isWhole: boolean
}

/** The entries of a list; undefined for 404. An entry that moved to the next page while the list was read is there once. */
export async function listed(github: GitHub, call: ListCall): Promise<Listed | undefined> {
  const { path, field, needs, mostPages, signal, enough } = call
  const entries = new Map<unknown, Entry>()
  let read = 0
  try {
    for await (const page of github.pages(path, { needs, signal })) {
      const json = page.json()
      for (const entry of listOf(field ? fieldsOf(json)[field] : json).map(fieldsOf)) entries.set(entry.id ?? entries.size, entry)
      const isEnough = enough !== undefined && [...entries.values()].filter(enough.of).length >= enough.count
      if (++read === mostPages || isEnough) return { entries: [...entries.values()], isWhole: linkTo('next', page) === undefined }
    }
  } catch (error) {
    if (error instanceof GitHubRefusal && error.status === 404) return undefined
    throw error
  }
  return { entries: [...entries.values()], isWhole: true }
}
