import { randomUUID } from 'node:crypto'
import type { Entry, Ledger } from '../../../src/github/ledger.ts'

/** A ledger in memory, with the rules of the real one: who writes over what is not there any more has lost. */
export function memoryLedger(now: () => number): Ledger & { readonly entries: ReadonlyMap<string, Entry> } {
  const entries = new Map<string, Entry>()
  const put = (name: string, value: unknown, revision: number): Entry => {
    const entry = { value: JSON.parse(JSON.stringify(value)) as unknown, commit: randomUUID(), revision, at: now() }
    entries.set(name, entry)
    return entry
  }
  return {
    entries,
    read: async (kind, key) => {
      const entry = entries.get(`${kind}/${key}`)
      return entry ? { state: 'found', entry } : { state: 'absent' }
    },
    createIfAbsent: async (kind, key, value) => {
      const there = entries.get(`${kind}/${key}`)
      return there ? { state: 'exists', entry: there } : { state: 'created', entry: put(`${kind}/${key}`, value, 1) }
    },
    update: async (kind, key, over, value) => {
      const there = entries.get(`${kind}/${key}`)
      if (there?.commit !== over.commit) return { state: 'conflict', entry: there }
      return { state: 'updated', entry: put(`${kind}/${key}`, value, over.revision + 1) }
    },
    remove: async (kind, key) => {
      entries.delete(`${kind}/${key}`)
      return { state: 'removed' }
    },
  }
}
