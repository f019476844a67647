import { NetworkFault } from '../kit/http.ts'
import { fieldsOf, type GitHubAnswer, listOf, wordsIn } from './answer.ts'
import type { GitHub } from './client.ts'
import { type Entry, readRecord, recordFile, type WrittenRecord } from './ledger-record.ts'
import { gitHubFault, permissionFault, refusalOf } from './refusal.ts'

/** A reference with the record it points to. */
export interface Found extends Entry {
  readonly isRemoved: boolean
  /** GitHub's time of the answer, in milliseconds since 1970. */
  readonly asOf: number
}

/** What became of moving a reference. `unknown`: the answer was lost. */
export type Moved = 'moved' | 'refused' | 'unknown'

/** The calls of GitHub's git database that the ledger makes. Throws RemoteErrors. */
export interface LedgerStore {
  /** Undefined: there is no such reference. Costs nothing while it stands still. */
  find(name: string): Promise<Found | undefined>
  /** Writes a commit with the record; resolves to its name. */
  commit(words: string, message: string, parent: string | undefined): Promise<string>
  /** Makes the reference where there is none, or moves it forward from the parent of the commit. */
  move(name: string, commit: string, isNew: boolean): Promise<Moved>
  /** Throws a NetworkFault when the answer was lost. */
  delete(name: string): Promise<void>
  /** Whether a commit is among the latest ancestors of another. */
  isBelow(commit: string, head: string): Promise<boolean>
}

const read = 'contents: read'
const write = 'contents: write'
/** How far back an own commit is looked for. */
const depth = 20

export function ledgerStore(github: GitHub, repository: string, now: () => number): LedgerStore {
  const git = `/repos/${repository}/git`
  const records = new Map<string, WrittenRecord>()
  const remember = (commit: string, record: WrittenRecord): void => {
    records.delete(commit)
    records.set(commit, record)
    for (const oldest of [...records.keys()].slice(0, -depth)) records.delete(oldest)
  }
  const recordAt = async (commit: string): Promise<WrittenRecord> => {
    const known = records.get(commit) ?? (await readRecordAt(github, repository, commit))
    remember(commit, known)
    return known
  }
  return {
    find: async (name) => {
      const answer = await github.send({ path: `${git}/ref/${name}`, needs: read })
      if (answer.status === 404) return undefined
      if (answer.status !== 200) throw refusalOf(answer, read)
      const commit = shaIn(fieldsOf(answer.json()).object)
      return { ...(await recordAt(commit)), commit, asOf: Date.parse(answer.headers.date ?? '') || now() }
    },
    commit: async (words, message, parent) => {
      const entry = { path: recordFile, mode: '100644', type: 'blob', content: words }
      const tree = await create(github, `${git}/trees`, { tree: [entry] })
      const commit = await create(github, `${git}/commits`, { message, tree, parents: parent ? [parent] : [] })
      const written = readRecord(words)
      if (written) remember(commit, written)
      return commit
    },
    move: (name, commit, isNew) =>
      outcomeOf(
        isNew
          ? github.send({ method: 'POST', path: `${git}/refs`, body: { ref: `refs/${name}`, sha: commit } })
          : github.send({ method: 'PATCH', path: `${git}/refs/${name}`, body: { sha: commit, force: false } }),
      ),
    delete: async (name) => {
      const answer = await github.send({ method: 'DELETE', path: `${git}/refs/${name}`, needs: write })
      if (answer.status >= 300 && answer.status !== 422 && answer.status !== 404) throw refusalOf(answer, write)
    },
    isBelow: async (commit, head) => {
      for (let at: string | undefined = head, step = 0; at && step < depth; step++) {
        if (at === commit) return true
        at = await parentOf(github, git, at)
      }
      return false
    },
  }
}

/** Writes an object; the same again is the same object. What a token may not see at all is not found. */
async function create(github: GitHub, path: string, body: unknown): Promise<string> {
  const answer = await github.send({ method: 'POST', path, body, isRepeatable: true })
  if (answer.status === 404) throw permissionFault(write)
  if (answer.status >= 300) throw refusalOf(answer, write)
  return shaIn(answer.json())
}

/** GitHub refuses with 422 (or 409) what is not there any more as it was; what failed inside of it may have been done all the same. */
async function outcomeOf(sent: Promise<GitHubAnswer>): Promise<Moved> {
  try {
    const answer = await sent
    if (answer.status < 300) return 'moved'
    if (answer.status === 422 || answer.status === 409) return 'refused'
    if (answer.status >= 500) return 'unknown'
    throw refusalOf(answer, write)
  } catch (error) {
    if (error instanceof NetworkFault && error.mayHaveArrived) return 'unknown'
    throw error
  }
}

const shaIn = (value: unknown): string => wordsIn(fieldsOf(value).sha)

async function readRecordAt(github: GitHub, repository: string, commit: string): Promise<WrittenRecord> {
  const path = `/repos/${repository}/contents/${recordFile}?ref=${commit}`
  const answer = await github.get(path, { accept: 'application/vnd.github.raw+json', needs: read })
  const record = readRecord(answer?.body ?? '')
  if (record) return record
  // Whoever may write to the repository can point the reference anywhere.
  throw gitHubFault(`commit ${commit} holds no record of the ledger`, false)
}

async function parentOf(github: GitHub, git: string, commit: string): Promise<string | undefined> {
  const answer = await github.get(`${git}/commits/${commit}`, { needs: read })
  const [parent] = listOf(fieldsOf(answer?.json()).parents)
  return shaIn(parent) || undefined
}
