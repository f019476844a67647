import { isSettled, type JournalEvent, readJournalLine, recordedTime, type Standing, standingOf } from '../journal.ts'
import { type LockOwner, readOwner } from '../lock.ts'
import { isReleaseName } from '../names.ts'
import type { Answer } from './agent.ts'

/** A release that is complete on a host. */
export interface KeptRelease {
  readonly name: string
  /** SHA-256 of its manifest. */
  readonly digest: string
  readonly standing: Standing
  /** It was found well since it went live last. */
  readonly isSettled: boolean
  /** ISO time of its making; empty when the journal does not tell. */
  readonly since: string
  readonly version: string
  readonly sha: string
  /** The last time it went live, ISO; empty when never. */
  readonly lastLive: string
  /** What it took the place of when it went live last: a release, or the target of a link that is not ours; empty: nothing. */
  readonly replaced: string | undefined
  readonly pinned: boolean
  /** A link beside the live one points to it. */
  readonly linked: boolean
}

export type Live =
  | { readonly kind: 'none' }
  | { readonly kind: 'link'; readonly target: string }
  | { readonly kind: 'folder' }
  | { readonly kind: 'file' }

/** What a host looks like before anything is done to it. */
export interface HostState {
  readonly system: string
  readonly user: string
  readonly tools: ReadonlySet<string>
  readonly missingTools: readonly string[]
  readonly releasesFolder: Folder
  readonly liveFolder: Folder
  /** Bytes and inodes that are free; undefined when the host does not tell. */
  readonly freeBytes: number | undefined
  readonly freeInodes: number | undefined
  readonly live: Live
  /** The complete release that the live link names; undefined when it names something else, or nothing. */
  readonly liveRelease: string | undefined
  readonly releases: readonly KeptRelease[]
  readonly leftovers: readonly string[]
  /** For each shared path asked about: whether it exists. */
  readonly shared: readonly boolean[]
  readonly lock: HostLock | undefined
}

export interface Folder {
  readonly access: 'writable' | 'denied' | 'blocked'
  /** For `denied`, what `ls -ld` says; for the others, the closest path that exists. */
  readonly detail: string
}

export interface HostLock {
  readonly owner: LockOwner | undefined
  /** Processes of its owner that still run on the host. */
  readonly working: readonly string[]
}

/** Reads the answer to `survey`; undefined when it is not one. `releases` is the folder it was asked about. */
export function readHostState(answer: Answer, releases: string): HostState | undefined {
  const facts = answer.lines.map((line) => {
    const space = line.indexOf(' ')
    return space < 0 ? ([line, ''] as const) : ([line.slice(0, space), line.slice(space + 1)] as const)
  })
  const all = (key: string) => facts.filter(([name]) => name === key).map(([, value]) => value)
  const one = (key: string) => all(key)[0]
  const live = readLive(one('live') ?? '')
  const releasesFolder = readFolder(one('releases'))
  const liveFolder = readFolder(one('live-folder'))
  if (answer.status !== 'ok' || !live || !releasesFolder || !liveFolder) return undefined
  const spare = (one('spare') ?? '').split(' ')
  const linked = new Set(all('linked'))
  const pinned = new Set(all('pinned'))
  const histories = readHistories(all('journal'))
  const complete = all('release').flatMap((words) => readRelease(words, histories, pinned, linked) ?? [])
  return {
    system: one('system') ?? '',
    user: one('user') ?? '',
    tools: new Set(all('tool')),
    missingTools: all('missing'),
    releasesFolder,
    liveFolder,
    freeBytes: withSpare(countOf(one('space'), 1024), countOf(spare[0], 1024)),
    freeInodes: withSpare(countOf(one('inodes'), 1), countOf(spare[1], 1)),
    live,
    liveRelease: live.kind === 'link' ? releaseIn(live.target, releases, complete) : undefined,
    releases: complete,
    leftovers: all('leftover').filter((name) => /^\.(incoming|removing)-[A-Za-z0-9._+-]+$/.test(name)),
    shared: all('shared').map((presence) => presence === 'present'),
    lock: one('lock') === undefined ? undefined : { owner: readOwner(one('lock') ?? ''), working: all('working') },
  }
}

function readLive(words: string): Live | undefined {
  if (words === 'none') return { kind: 'none' }
  if (words === 'directory') return { kind: 'folder' }
  if (words === 'file') return { kind: 'file' }
  return words.startsWith('link ') ? { kind: 'link', target: words.slice(5) } : undefined
}

function readFolder(words: string | undefined): Folder | undefined {
  const parts = /^(writable|denied|blocked) (.*)$/.exec(words ?? '')
  return parts ? { access: parts[1] as Folder['access'], detail: parts[2] ?? '' } : undefined // one of the three, by the pattern
}

const countOf = (words: string | undefined, unit: number): number | undefined =>
  /^\d+$/.test(words ?? '') ? Number(words) * unit : undefined

/** A folder there that we did not make, an earlier tool's for instance, is no release of ours: the link to it is kept as it is. */
function releaseIn(target: string, folder: string, releases: readonly KeptRelease[]): string | undefined {
  return releases.find(({ name }) => target === `${folder}/${name}`)?.name
}

/** What the spare takes is as good as free: it becomes the next release, or goes before that comes. */
const withSpare = (free: number | undefined, spare: number | undefined): number | undefined =>
  free === undefined ? undefined : free + (spare ?? 0)

function readHistories(lines: readonly string[]): ReadonlyMap<string, JournalEvent[]> {
  const histories = new Map<string, JournalEvent[]>()
  for (const line of lines) {
    const event = readJournalLine(line)
    if (event) histories.set(event.release, [...(histories.get(event.release) ?? []), event])
  }
  return histories
}

function readRelease(
  words: string,
  histories: ReadonlyMap<string, JournalEvent[]>,
  pinned: ReadonlySet<string>,
  linked: ReadonlySet<string>,
): KeptRelease | undefined {
  const [, digest, name] = /^([0-9a-f]{64}) (.+)$/.exec(words) ?? []
  if (!digest || !name || !isReleaseName(name)) return undefined
  const history = histories.get(name) ?? []
  return {
    name,
    digest,
    standing: standingOf(history),
    isSettled: isSettled(history),
    since: recordedTime(history),
    version: history.findLast((event) => event.version)?.version ?? '',
    sha: history.findLast((event) => event.sha)?.sha ?? '',
    lastLive: history.findLast(({ event }) => event === 'switched' || event === 'rolled-back')?.time ?? '',
    replaced: history.findLast(({ event }) => event === 'switched')?.from,
    pinned: pinned.has(name),
    linked: linked.has(name),
  }
}
