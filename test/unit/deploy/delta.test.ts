import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { deltaFrom, wholeRelease } from '../../../src/deploy/delta.ts'
import { type Entry, escapePath, manifestOf, readShortManifest, type ShortManifest, textOfLines } from '../../../src/deploy/manifest.ts'
import { tree, treePair } from './arbitraries.ts'

/** What a host would say of a release. */
const shortOf = (entries: readonly Entry[]): ShortManifest =>
  readShortManifest(textOfLines(manifestOf(entries).lines).replace(/([0-9a-f]{16})[0-9a-f]{48}$/gm, '$1')) ?? new Map()

/** What the host does with a delta: take out of the copy, lay the sent entries over it. */
function applied(before: readonly Entry[], { takeOut, send }: ReturnType<typeof deltaFrom>): Map<string, Entry> {
  const isOut = (path: string) => takeOut.some((out) => path === out || path.startsWith(`${out}/`))
  const copy = new Map(before.filter(({ path }) => !isOut(escapePath(path))).map((entry) => [entry.path, entry]))
  for (const entry of send) {
    const old = copy.get(entry.path)
    if (old && old.kind !== entry.kind) throw new Error(`${entry.path}: ${entry.kind} over ${old.kind}`)
    copy.set(entry.path, entry)
  }
  return copy
}

const asMap = (entries: readonly Entry[]) => new Map(entries.map((entry) => [entry.path, entry]))

describe('deltaFrom', () => {
  it('makes the new release of a copy of the old one', () => {
    fc.assert(
      fc.property(treePair(), ([before, after]) => {
        expect(applied(before, deltaFrom(shortOf(before), manifestOf(after)))).toEqual(asMap(after))
      }),
      { numRuns: 500 },
    )
  })

  it('makes any release of any other', () => {
    fc.assert(
      fc.property(tree(), tree(), (before, after) => {
        expect(applied(before, deltaFrom(shortOf(before), manifestOf(after)))).toEqual(asMap(after))
      }),
    )
  })

  it('sends nothing that is the same, and all that is not', () => {
    fc.assert(
      fc.property(treePair(), ([before, after]) => {
        const old = asMap(before)
        const changed = after.filter((entry) => JSON.stringify(old.get(entry.path)) !== JSON.stringify(entry))
        const { send, bytes } = deltaFrom(shortOf(before), manifestOf(after))
        expect(asMap(send)).toEqual(asMap(changed))
        expect(bytes).toBe(changed.reduce((sum, entry) => sum + (entry.kind === 'file' ? entry.size : 0), 0))
      }),
    )
  })

  it('turns the manifest of the old release into that of the new one', () => {
    fc.assert(
      fc.property(treePair(), ([before, after]) => {
        const { gone, added } = deltaFrom(shortOf(before), manifestOf(after))
        const kept = manifestOf(before).lines.filter((line) => !gone.includes(line.slice(0, line.indexOf('\t'))))
        const merged = [...kept, ...added].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
        expect(merged).toEqual(manifestOf(after).lines)
      }),
    )
  })

  it('names no path below another one to take out', () => {
    fc.assert(
      fc.property(treePair(), ([before, after]) => {
        const { takeOut } = deltaFrom(shortOf(before), manifestOf(after))
        for (const path of takeOut) expect(takeOut.some((other) => path.startsWith(`${other}/`))).toBe(false)
      }),
    )
  })

  const file = (path: string, digest = 'a', mode = 0o644): Entry => ({ kind: 'file', path, mode, size: 10, digest: digest.repeat(64) })
  const folder = (path: string, mode = 0o755): Entry => ({ kind: 'folder', path, mode })
  const link = (path: string, target: string): Entry => ({ kind: 'link', path, target })
  it.each([
    { name: 'nothing changed', before: [file('a')], after: [file('a')], send: [], takeOut: [] },
    { name: 'content changed', before: [file('a')], after: [file('a', 'b')], send: ['a'], takeOut: ['a'] },
    { name: 'the mode changed', before: [file('a')], after: [file('a', 'a', 0o755)], send: ['a'], takeOut: ['a'] },
    { name: 'a link turned', before: [link('a', 'b')], after: [link('a', 'c')], send: ['a'], takeOut: ['a'] },
    { name: 'a file went', before: [file('a'), file('b')], after: [file('a')], send: [], takeOut: ['b'] },
    { name: 'a folder went', before: [folder('d'), file('d/a'), file('d/b')], after: [], send: [], takeOut: ['d'] },
    {
      name: 'the mode of a folder changed',
      before: [folder('d'), file('d/a')],
      after: [folder('d', 0o700), file('d/a')],
      send: ['d'],
      takeOut: [],
    },
    { name: 'a folder became a file', before: [folder('d'), file('d/a')], after: [file('d')], send: ['d'], takeOut: ['d'] },
    { name: 'a file became a folder', before: [file('d')], after: [folder('d'), file('d/a')], send: ['d', 'd/a'], takeOut: ['d'] },
    {
      name: 'a name that begins like a folder',
      before: [folder('d'), file('d.txt'), file('d/a')],
      after: [file('d.txt')],
      send: [],
      takeOut: ['d'],
    },
  ])('$name', ({ before, after, send, takeOut }) => {
    const delta = deltaFrom(shortOf(before), manifestOf(after))
    expect(delta.send.map(({ path }) => path)).toEqual(send)
    expect(delta.takeOut).toEqual(takeOut)
  })
})

it('a host with nothing gets everything', () => {
  fc.assert(
    fc.property(tree(), (entries) => {
      const manifest = manifestOf(entries)
      const delta = wholeRelease(manifest)
      expect(applied([], delta)).toEqual(asMap(entries))
      expect(delta).toMatchObject({ bytes: manifest.bytes, added: manifest.lines, gone: [] })
    }),
  )
})
