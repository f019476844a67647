import { createHash } from 'node:crypto'

/**
 * What a release consists of, entry by entry. On a host it is a text file with a line an entry, in byte order:
 * path TAB kind TAB mode TAB size TAB digest or link target. Control characters and backslashes of paths and targets are
 * written as `\0ooo`, so that a line is a line and `printf %b` gives the name back.
 */
export type Entry =
  | { readonly kind: 'file'; readonly path: string; readonly mode: number; readonly size: number; readonly digest: string }
  | { readonly kind: 'folder'; readonly path: string; readonly mode: number }
  | { readonly kind: 'link'; readonly path: string; readonly target: string }

export interface Manifest {
  /** In the order of their lines. */
  readonly entries: readonly Entry[]
  readonly lines: readonly string[]
  /** SHA-256 of the text: two releases with the same digest have the same content. */
  readonly digest: string
  /** Bytes of all files. */
  readonly bytes: number
}

/** Builds the manifest of the given entries, in any order. */
export function manifestOf(entries: readonly Entry[]): Manifest {
  const keyed = entries.map((entry) => {
    const line = lineOf(entry)
    return { entry, line, key: isAscii(line) ? line : Buffer.from(line).toString('latin1') }
  })
  const sorted = keyed.sort((a, b) => (a.key < b.key ? -1 : 1))
  const lines = sorted.map(({ line }) => line)
  return {
    entries: sorted.map(({ entry }) => entry),
    lines,
    digest: createHash('sha256').update(textOfLines(lines)).digest('hex'),
    bytes: entries.reduce((sum, entry) => sum + (entry.kind === 'file' ? entry.size : 0), 0),
  }
}

const isAscii = (words: string): boolean => /^[\x00-\x7f]*$/.test(words)

export const textOfLines = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')

function lineOf(entry: Entry): string {
  const path = escapePath(entry.path)
  if (entry.kind === 'file') return `${path}\tf\t${entry.mode.toString(8)}\t${entry.size}\t${entry.digest}`
  if (entry.kind === 'folder') return `${path}\td\t${entry.mode.toString(8)}\t-\t-`
  return `${path}\tl\t-\t-\t${escapePath(entry.target)}`
}

/** A path as it stands in manifests and lists. */
export const escapePath = (path: string): string =>
  path.replace(/[\u0000-\u001f\u007f\\]/g, (character) => `\\0${character.charCodeAt(0).toString(8).padStart(3, '0')}`)

/** Digits of a digest that a shortened manifest keeps. Enough to compare; what arrives is verified by the whole digest. */
export const shortDigest = 16

const idlePart = /(?:^|\/)\.{0,2}(?:\/|$)/
const ourEscapes = /\\0(?:0[0-3][0-7]|134|177)/g

/** Whether a path stays inside a release. What one host says may decide what is removed on another. */
const isInner = (path: string): boolean => !idlePart.test(path) && !(path.includes('\\') && path.replace(ourEscapes, '').includes('\\'))

/** Reads lines of a shortened manifest: everything but the path, by path. Undefined when one of them makes no sense. */
export function readShortLines(lines: readonly string[]): ReadonlyMap<string, string> | undefined {
  const entries = new Map<string, string>()
  for (const line of lines) {
    const tab = line.indexOf('\t')
    const path = line.slice(0, tab)
    if (tab < 1 || line.split('\t').length !== 5 || !isInner(path)) return undefined
    entries.set(path, line.slice(tab + 1))
  }
  return entries
}

/** A line of ours, as a host's shortened manifest says it. */
export const shortLine = ({ kind }: Entry, line: string): string => (kind === 'file' ? line.slice(0, line.length - 64 + shortDigest) : line)
