import fc from 'fast-check'
import type { Entry } from '../../../src/deploy/manifest.ts'

const digest = fc.stringMatching(/^[0-9a-f]{64}$/)
const mode = fc.constantFrom(0o644, 0o755, 0o600, 0o444, 0o777)

/** Any text that a file system takes as one part of a path, half of them awkward. */
export const pathPart = fc
  .oneof(
    fc.stringMatching(/^[a-z0-9._ -]{1,10}$/),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 10 }),
    fc
      .array(
        fc.constantFrom(
          '\\',
          '\n',
          '\t',
          '\r',
          '\\0',
          '101',
          'n',
          ' ',
          '%',
          '%b',
          '\u001b',
          '\u007f',
          '\u0080',
          'é',
          '🚀',
          "'",
          '"',
          '$',
          '*',
        ),
        {
          minLength: 1,
          maxLength: 6,
        },
      )
      .map((parts) => parts.join('')),
  )
  .map((part) => part.replaceAll('/', '').replaceAll('\0', ''))
  .filter((part) => part !== '' && part !== '.' && part !== '..' && Buffer.byteLength(part) <= 255)

/** A tree as {@link Entry} list: every folder of a path is there, no path twice, nothing below a file or link. */
export const tree = (size = 12): fc.Arbitrary<Entry[]> =>
  fc
    .array(
      fc.record({
        parts: fc.array(pathPart, { minLength: 1, maxLength: 3 }),
        leaf: fc.oneof(
          { weight: 4, arbitrary: fc.record({ kind: fc.constant('file' as const), mode, size: fc.nat(5000), digest }) },
          { weight: 1, arbitrary: fc.record({ kind: fc.constant('folder' as const), mode: fc.constantFrom(0o755, 0o700) }) },
          { weight: 1, arbitrary: fc.record({ kind: fc.constant('link' as const), target: pathPart }) },
        ),
      }),
      { maxLength: size },
    )
    .map((leaves) => {
      const found = new Map<string, Entry>()
      for (const { parts, leaf } of leaves) {
        const path = parts.join('/')
        const parents = parts.slice(0, -1).map((_, depth) => parts.slice(0, depth + 1).join('/'))
        if (found.has(path) || parents.some((parent) => (found.get(parent)?.kind ?? 'folder') !== 'folder')) continue
        for (const parent of parents) if (!found.has(parent)) found.set(parent, { kind: 'folder', path: parent, mode: 0o755 })
        found.set(path, { path, ...leaf })
      }
      return [...found.values()]
    })

/** Two trees that have much in common: the second is the first with entries gone, changed and new. */
export const treePair = (size = 12): fc.Arbitrary<readonly [Entry[], Entry[]]> =>
  fc
    .tuple(tree(size), tree(4), fc.array(fc.constantFrom('keep', 'keep', 'keep', 'drop', 'change', 'turn'), { maxLength: 40 }))
    .map(([before, more, fates]) => {
      const after = new Map<string, Entry>()
      before.forEach((entry, index) => {
        const fate = fates[index] ?? 'keep'
        const parent = entry.path.includes('/') ? after.get(entry.path.slice(0, entry.path.lastIndexOf('/'))) : undefined
        if ((entry.path.includes('/') && parent?.kind !== 'folder') || fate === 'drop') return
        after.set(entry.path, fate === 'keep' ? entry : altered(entry, fate === 'turn'))
      })
      for (const entry of more) {
        const parent = entry.path.includes('/') ? after.get(entry.path.slice(0, entry.path.lastIndexOf('/'))) : undefined
        if (!after.has(entry.path) && (!entry.path.includes('/') || parent?.kind === 'folder')) after.set(entry.path, entry)
      }
      return [before, [...after.values()]] as const
    })

function altered(entry: Entry, isTurned: boolean): Entry {
  const { path } = entry
  if (isTurned)
    return entry.kind === 'file'
      ? { kind: 'folder', path, mode: 0o755 }
      : { kind: 'file', path, mode: 0o644, size: 1, digest: 'f'.repeat(64) }
  if (entry.kind === 'file') return { ...entry, digest: entry.digest.replace(/^./, (digit) => (digit === '0' ? '1' : '0')) }
  return entry.kind === 'folder' ? { ...entry, mode: entry.mode ^ 0o050 } : { ...entry, target: `${entry.target}x` }
}
