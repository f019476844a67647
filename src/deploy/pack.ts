import { closeSync, constants, createReadStream, fstatSync, openSync, readSync } from 'node:fs'
import { type Entry, textOfLines } from './manifest.ts'
import { tarEnd, tarHeader, tarPadding } from './tar.ts'
import { sourceChanged } from './tree.ts'

/** Where the files of a release lie, and what else goes into the archive. */
export interface Parcel {
  readonly root: string
  readonly entries: readonly Entry[]
  /** First content of shared paths, which goes below `.sallyport-seed/`. */
  readonly seeds: readonly Entry[]
  /** Lines for the manifest on the host: `-path` for what no longer holds, `+line` for what is new. */
  readonly manifest: readonly string[]
  /** Modification time of every entry, in seconds since 1970. */
  readonly time: number
}

const pieceSize = 256 << 10

/** The tar stream of a parcel, in pieces of some 256 KiB. Throws `source-changed` when a file is not what it was when it was listed. */
export async function* packParcel(parcel: Parcel): AsyncGenerator<Buffer> {
  let pending: Buffer[] = []
  let size = 0
  for await (const part of parts(parcel)) {
    pending.push(part)
    size += part.length
    if (size < pieceSize) continue
    yield joined(pending)
    pending = []
    size = 0
  }
  yield Buffer.concat(pending)
}

/** A large piece is passed on as it is: copying would double what goes through memory. */
const joined = (pieces: readonly Buffer[]): Buffer => (pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces))

async function* parts({ root, entries, seeds, manifest, time }: Parcel): AsyncGenerator<Buffer> {
  yield* ownFile('.sallyport-manifest', textOfLines(manifest), time)
  for await (const part of packEntries(root, entries, time, '')) yield part
  for await (const part of packEntries(root, seeds, time, '.sallyport-seed/')) yield part
  yield tarEnd()
}

function* ownFile(path: string, words: string, time: number): Generator<Buffer> {
  const body = Buffer.from(words)
  yield tarHeader({ kind: 'file', path, mode: 0o600, size: body.length, digest: '' }, time)
  yield body
  yield tarPadding(body.length)
}

async function* packEntries(root: string, entries: readonly Entry[], time: number, prefix: string): AsyncGenerator<Buffer> {
  for (const entry of entries) {
    yield tarHeader({ ...opened(entry), path: prefix + entry.path }, time)
    if (entry.kind !== 'file') continue
    if (entry.size < small) yield readWhole(root, entry)
    else yield* streamFile(root, entry)
    yield tarPadding(entry.size)
  }
}

/** A folder must take in what belongs into it; the host gives it its own mode in the end. */
const opened = (entry: Entry): Entry => (entry.kind === 'folder' ? { ...entry, mode: entry.mode | 0o700 } : entry)

type FileEntry = Extract<Entry, { kind: 'file' }>

const small = 1 << 20

const openFile = (root: string, { path }: FileEntry): number => {
  let file: number
  try {
    file = openSync(`${root}/${path}`, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch {
    throw sourceChanged(path)
  }
  if (fstatSync(file).isFile()) return file
  closeSync(file)
  throw sourceChanged(path)
}

/** Synchronous, as in {@link readTree}; the compressor's thread works meanwhile. */
function readWhole(root: string, entry: FileEntry): Buffer {
  const file = openFile(root, entry)
  try {
    const content = Buffer.allocUnsafe(entry.size + 1)
    if (readSync(file, content, 0, content.length, 0) !== entry.size) throw sourceChanged(entry.path)
    return content.subarray(0, entry.size)
  } finally {
    closeSync(file)
  }
}

async function* streamFile(root: string, entry: FileEntry): AsyncGenerator<Buffer> {
  const file = openFile(root, entry)
  try {
    let sent = 0
    for await (const chunk of createReadStream('', { fd: file, autoClose: false, start: 0, highWaterMark: pieceSize })) {
      sent += chunk.length
      if (sent > entry.size) throw sourceChanged(entry.path)
      yield chunk as Buffer
    }
    if (sent !== entry.size) throw sourceChanged(entry.path)
  } finally {
    closeSync(file)
  }
}
