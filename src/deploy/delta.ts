import { type Entry, type Manifest, type ShortManifest, shortLine } from './manifest.ts'

/** What has to be done to a copy of a kept release to make the new one of it. */
export interface Delta {
  /** Entries that must be sent: new ones and changed ones. */
  readonly send: readonly Entry[]
  /** Bytes of the files in `send`. */
  readonly bytes: number
  /** Escaped paths to take out of the copy first: gone or changed. A folder that goes takes what is in it along. */
  readonly takeOut: readonly string[]
  /** Escaped paths whose manifest lines no longer hold. */
  readonly gone: readonly string[]
  /** Manifest lines that are new. */
  readonly added: readonly string[]
}

/** The whole release, for a host that has nothing to build on. */
export const wholeRelease = (release: Manifest): Delta => ({
  send: release.entries,
  bytes: release.bytes,
  takeOut: [],
  gone: [],
  added: release.lines,
})

/** The difference between a release and a kept one, told by the latter's shortened manifest. */
export function deltaFrom(base: ShortManifest, release: Manifest): Delta {
  const wanted = new Map(release.entries.map((entry, index) => shortLine(entry, release.lines[index] ?? '')))
  const gone = [...base].filter(([path, rest]) => wanted.get(path) !== rest).map(([path]) => path)
  const isNew = release.entries.map((entry, index) => {
    const [path, rest] = shortLine(entry, release.lines[index] ?? '')
    return base.get(path) !== rest
  })
  const send = release.entries.filter((_, index) => isNew[index])
  return {
    send,
    bytes: send.reduce((sum, entry) => sum + (entry.kind === 'file' ? entry.size : 0), 0),
    takeOut: outermost(gone.filter((path) => !staysFolder(path, base, wanted))),
    gone,
    added: release.lines.filter((_, index) => isNew[index]),
  }
}

/** A folder whose mode alone changed keeps what is in it. */
const staysFolder = (path: string, base: ShortManifest, wanted: ReadonlyMap<string, string>): boolean =>
  (base.get(path)?.startsWith('d\t') && wanted.get(path)?.startsWith('d\t')) ?? false

/** Leaves out paths below a folder that is on the list itself. */
function outermost(paths: readonly string[]): string[] {
  const listed = new Set(paths)
  return paths.filter((path) => {
    for (let slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
      if (listed.has(path.slice(0, slash))) return false
    }
    return true
  })
}
