import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { type Entry, textOfLines } from './manifest.ts'
import { readInPieces } from './read-in-pieces.ts'
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

const pieceSize = 512 << 10

/**
 * The tar stream of a parcel, in pieces of some 512 KiB, each of which holds until the next but one is asked for: the collector would be late for buffers of
 * their own. Throws `source-changed` when a file is not what it was when it was listed.
 */
export async function* packParcel(parcel: Parcel): AsyncGenerator<Buffer> {
  const pieces = pieceMaker()
  for (const part of parts(parcel)) {
    if (Buffer.isBuffer(part)) {
      for (const full of pieces.add(part)) yield full
      continue
    }
    const rest = pieces.rest()
    if (rest.length > 0) yield rest // what is large is passed on as it is: copying would double what goes through memory
    yield* streamFile(parcel.root, part)
  }
  yield pieces.rest()
}

/** Joins small parts to pieces of one size. */
function pieceMaker(): { add(part: Buffer): Generator<Buffer>; rest(): Buffer } {
  let [piece, other] = [Buffer.allocUnsafeSlow(pieceSize), Buffer.allocUnsafeSlow(pieceSize)]
  let filled = 0
  const rest = (): Buffer => {
    const full = piece.subarray(0, filled)
    ;[piece, other] = [other, piece]
    filled = 0
    return full
  }
  return {
    rest,
    add: function* (part) {
      for (let at = 0; at < part.length; ) {
        const taken = part.copy(piece, filled, at)
        at += taken
        filled += taken
        if (filled === pieceSize) yield rest()
      }
    },
  }
}

/** Every byte in its order, each part to be used before the next; a file too large to be read at once stands for itself. */
function* parts(parcel: Parcel): Generator<Buffer | FileEntry> {
  const { entries, seeds, manifest, time } = parcel
  const lines = Buffer.from(textOfLines(manifest))
  yield tarHeader({ kind: 'file', path: '.sallyport-manifest', mode: 0o600, size: lines.length, digest: '' }, time)
  yield lines
  yield tarPadding(lines.length)
  yield* packEntries(parcel, entries, '')
  yield* packEntries(parcel, seeds, '.sallyport-seed/')
  yield tarEnd()
}

function* packEntries({ root, time }: Parcel, entries: readonly Entry[], prefix: string): Generator<Buffer | FileEntry> {
  for (const entry of entries) {
    yield tarHeader({ ...opened(entry), path: prefix + entry.path }, time)
    if (entry.kind !== 'file') continue
    yield entry.size < small ? readWhole(root, entry) : entry
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

const whole = Buffer.allocUnsafeSlow(small + 1)

/** Synchronous, as in {@link readTree}; the compressor's thread works meanwhile. Holds until the next file is read. */
function readWhole(root: string, entry: FileEntry): Buffer {
  const file = openFile(root, entry)
  try {
    if (readSync(file, whole, 0, entry.size + 1, 0) !== entry.size) throw sourceChanged(entry.path)
    return whole.subarray(0, entry.size)
  } finally {
    closeSync(file)
  }
}

async function* streamFile(root: string, entry: FileEntry): AsyncGenerator<Buffer> {
  const file = openFile(root, entry)
  try {
    let sent = 0
    for await (const chunk of readInPieces(file, pieceSize)) {
      sent += chunk.length
      if (sent > entry.size) throw sourceChanged(entry.path)
      yield chunk
    }
    if (sent !== entry.size) throw sourceChanged(entry.path)
  } finally {
    closeSync(file)
  }
}
