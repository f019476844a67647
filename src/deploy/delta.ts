import { type Entry, escapePath, type Manifest, readShortLines, shortLine } from './manifest.ts'

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

/**
 * The difference between a release and a kept one, told by the latter's shortened manifest. What both have in common is the same words, and is not read
 * any further. Undefined when the text is no manifest: what cannot be read is no base.
 */
export function deltaFrom(said: string, release: Manifest): Delta | undefined {
  if (said !== '' && !said.endsWith('\n')) return undefined
  const { lacking, others } = compare(said, release)
  const base = readShortLines(others)
  if (!base) return undefined
  const send = lacking.flatMap((index) => release.entries[index] ?? [])
  const kinds = new Map(send.map((entry) => [escapePath(entry.path), entry.kind]))
  const gone = [...base.keys()]
  const deleted = gone.filter((path) => !kinds.has(path))
  if (deleted.length > 0 && isAnyOf(deleted, release)) return undefined // it is said twice
  /** A folder whose mode alone changed keeps what is in it. */
  const staysFolder = (path: string) => base.get(path)?.startsWith('d\t') && kinds.get(path) === 'folder'
  return {
    send,
    bytes: send.reduce((sum, entry) => sum + (entry.kind === 'file' ? entry.size : 0), 0),
    takeOut: outermost(gone.filter((path) => !staysFolder(path))),
    gone,
    added: lacking.flatMap((index) => release.lines[index] ?? []),
  }
}

/**
 * Which lines of a release a text lacks, by index, and which others it has. Both are walked side by side, in the order of manifests; lines that stand
 * elsewhere in the text are found afterwards.
 */
function compare(said: string, { entries, lines }: Manifest): { readonly lacking: readonly number[]; readonly others: readonly string[] } {
  const lacking = new Map<string, number>()
  const others: string[] = []
  let at = 0
  let end = said.indexOf('\n')
  const goOn = () => {
    at = end + 1
    end = said.indexOf('\n', at)
  }
  const isHere = (line: string) => end - at === line.length && said.startsWith(line, at)
  entries.forEach((entry, index) => {
    const line = shortLine(entry, lines[index] ?? '')
    while (end >= 0 && !isHere(line) && said.slice(at, end) < line) {
      others.push(said.slice(at, end))
      goOn()
    }
    if (isHere(line)) goOn()
    else lacking.set(line, index)
  })
  const rest = said.slice(at).split('\n').slice(0, -1)
  return { others: [...others, ...rest].filter((line) => !lacking.delete(line)), lacking: [...lacking.values()] }
}

function isAnyOf(paths: readonly string[], { lines }: Manifest): boolean {
  const own = new Set(lines.map((line) => line.slice(0, line.indexOf('\t'))))
  return paths.some((path) => own.has(path))
}

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
