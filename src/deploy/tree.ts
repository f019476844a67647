import { createHash, hash } from 'node:crypto'
import { closeSync, constants, type Dirent, fstatSync, lstatSync, openSync, readdirSync, readlinkSync, readSync } from 'node:fs'
import { setImmediate as breathe } from 'node:timers/promises'
import { InputError } from '../kit/errors.ts'
import { printable } from '../kit/printable.ts'
import { text, verbatim } from '../kit/text.ts'
import { linkFault } from './links.ts'
import type { Entry } from './manifest.ts'
import { readInPieces } from './read-in-pieces.ts'

/**
 * Files are read synchronously: for thousands of small ones that takes a quarter of the time of the asynchronous calls. After so many
 * milliseconds other work has its turn: connecting above all, which waits for a turn a dozen times.
 */
const slice = 1

/**
 * Every entry below a folder, with the digest of each file. `.git` and what only git uses stays behind. Throws
 * {@link InputError} for what cannot be released: devices, sockets, links that leave the tree, names that are not UTF-8; or the reason of
 * `signal`.
 */
export async function readTree(root: string, signal?: AbortSignal): Promise<Entry[]> {
  const faults: string[] = []
  const entries: Entry[] = []
  let turn = performance.now()
  for (const found of walk(root, '', faults)) {
    const entry: Entry = found.kind === 'file' ? await digestFile(root, found.path, signal) : found
    if (shutsOutOwner(entry)) faults.push(`${printable(entry.path)}: its mode shuts its owner out, who could not verify it`)
    entries.push(entry)
    if (performance.now() - turn < slice) continue
    await breathe()
    signal?.throwIfAborted()
    turn = performance.now()
  }
  if (faults.length > 0) throw refused(root, faults)
  return entries
}

type Found = Exclude<Entry, { kind: 'file' }> | { readonly kind: 'file'; readonly path: string }

function* walk(root: string, folder: string, faults: string[]): Generator<Found> {
  const children = looking(root, folder, () => readdirSync(`${root}/${folder}`, { withFileTypes: true }))
  for (const child of children) {
    if (folder === '' && child.name === '.git') continue
    const path = folder === '' ? child.name : `${folder}/${child.name}`
    const found = looking(root, path, () => lookAt(root, path, child, faults))
    if (found) yield found
    if (found?.kind === 'folder') yield* walk(root, path, faults)
  }
}

function lookAt(root: string, path: string, child: Dirent, faults: string[]): Found | undefined {
  if (path.includes('\ufffd')) {
    faults.push(`${printable(path)}: the name is not UTF-8`)
    return undefined // such a name cannot even be opened
  }
  if (path.startsWith('.sallyport-')) faults.push(`${printable(path)}: the name is kept for Sallyport`)
  if (child.isFile()) return { kind: 'file', path }
  if (child.isDirectory()) return { kind: 'folder', path, mode: lstatSync(`${root}/${path}`).mode & 0o777 }
  if (child.isSymbolicLink()) return readLink(root, path, faults)
  faults.push(`${printable(path)}: neither file, folder nor link`)
  return undefined
}

function readLink(root: string, path: string, faults: string[]): Found {
  const target = readlinkSync(`${root}/${path}`)
  const fault = target.includes('\ufffd') ? 'the target is not UTF-8' : linkFault(path, target)
  if (fault) faults.push(`${printable(path)} → ${printable(target)}: ${fault}`)
  return { kind: 'link', path, target }
}

const whole = Buffer.allocUnsafe(1 << 20)

/** Opened once, so that size, mode and content are of the same file. A link that takes its place meanwhile is not followed. */
async function digestFile(root: string, path: string, signal: AbortSignal | undefined): Promise<Entry> {
  const file = openSource(root, path)
  try {
    const { mode, size } = fstatSync(file)
    const digest = size < whole.length ? digestSmall(file, path, size) : await digestLarge(file, signal)
    return { kind: 'file', path, mode: mode & 0o777, size, digest }
  } finally {
    closeSync(file)
  }
}

const openSource = (root: string, path: string): number =>
  looking(root, path, () => openSync(`${root}/${path}`, constants.O_RDONLY | constants.O_NOFOLLOW))

/** What cannot be looked at is told as such: it is shut, or it has vanished or become something else since it was listed. */
function looking<T>(root: string, path: string, look: () => T): T {
  try {
    return look()
  } catch (error) {
    const isDenied = (error as NodeJS.ErrnoException).code === 'EACCES' // what the calls of node:fs throw
    throw isDenied ? refused(root, [`${printable(path)}: may not be read`]) : sourceChanged(path)
  }
}

const shutsOutOwner = (entry: Entry): boolean =>
  (entry.kind === 'file' && (entry.mode & 0o400) === 0) || (entry.kind === 'folder' && (entry.mode & 0o500) !== 0o500)

function digestSmall(file: number, path: string, size: number): string {
  const read = readSync(file, whole, 0, size + 1, 0)
  if (read !== size) throw sourceChanged(path)
  return hash('sha256', whole.subarray(0, size))
}

async function digestLarge(file: number, signal: AbortSignal | undefined): Promise<string> {
  const digest = createHash('sha256')
  for await (const chunk of readInPieces(file, 1 << 20)) {
    signal?.throwIfAborted()
    digest.update(chunk)
  }
  return digest.digest('hex')
}

/** A file is not what it was when it was listed. */
export const sourceChanged = (path: string): InputError =>
  new InputError({
    code: 'source-changed',
    problem: text(`${printable(path)} changed while it was being read.`, `${printable(path)} 在读取过程中发生了变化。`),
    remedy: text('Let the build finish before the deployment starts, or deploy a copy.', '请在构建完成后再部署，或部署一份副本。'),
  })

function refused(root: string, faults: readonly string[]): InputError {
  const shown = faults.slice(0, 10).join('\n  ')
  return new InputError({
    code: 'source-refused',
    problem: text(
      `The source holds ${faults.length} thing(s) that cannot be released:\n  ${shown}`,
      `源目录中有 ${faults.length} 项不能发布：\n  ${shown}`,
    ),
    where: root,
    remedy: verbatim('docs/deploy.md#what-a-release-may-hold'),
  })
}
