import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type Delta, deltaFrom, wholeRelease } from '../../../src/deploy/delta.ts'
import { type Entry, escapePath, manifestOf, textOfLines } from '../../../src/deploy/manifest.ts'
import { tree, treePair } from './arbitraries.ts'

/** What a host would say of a release. */
const saidOf = (entries: readonly Entry[]): string => textOfLines(manifestOf(entries).lines).replace(/([0-9a-f]{16})[0-9a-f]{48}$/gm, '$1')

function deltaOf(before: readonly Entry[], after: readonly Entry[], said = saidOf(before)): Delta {
  const delta = deltaFrom(said, manifestOf(after))
  if (!delta) throw new Error('no manifest')
  return delta
}

/** What the host does with a delta: take out of the copy, lay the sent entries over it. */
function applied(before: readonly Entry[], { takeOut, send }: Pick<Delta, 'takeOut' | 'send'>): Map<string, Entry> {
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
        expect(applied(before, deltaOf(before, after))).toEqual(asMap(after))
      }),
      { numRuns: 500 },
    )
  })

  it('makes any release of any other', () => {
    fc.assert(
      fc.property(tree(), tree(), (before, after) => {
        expect(applied(before, deltaOf(before, after))).toEqual(asMap(after))
      }),
    )
  })

  it('sends nothing that is the same, and all that is not', () => {
    fc.assert(
      fc.property(treePair(), ([before, after]) => {
        const old = asMap(before)
        const changed = after.filter((entry) => JSON.stringify(old.get(entry.path)) !== JSON.stringify(entry))
        const { send, bytes } = deltaOf(before, after)
        expect(asMap(send)).toEqual(asMap(changed))
        expect(bytes).toBe(changed.reduce((sum, entry) => sum + (entry.kind === 'file' ? entry.size : 0), 0))
      }),
    )
  })

  it('turns the manifest of the old release into that of the new one', () => {
    fc.assert(
      fc.property(treePair(), ([before, after]) => {
        const { gone, added } = deltaOf(before, after)
        const kept = manifestOf(before).lines.filter((line) => !gone.includes(line.slice(0, line.indexOf('\t'))))
        const merged = [...kept, ...added].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
        expect(merged).toEqual(manifestOf(after).lines)
      }),
    )
  })

  it('names no path below another one to take out', () => {
    fc.assert(
      fc.property(treePair(), ([before, after]) => {
        const { takeOut } = deltaOf(before, after)
        for (const path of takeOut) expect(takeOut.some((other) => path.startsWith(`${other}/`))).toBe(false)
      }),
    )
  })

  it('does not depend on the order of the lines', () => {
    fc.assert(
      fc.property(treePair(), fc.nat(), ([before, after], turn) => {
        const lines = saidOf(before)
          .split('\n')
          .slice(0, -1)
          .map((line) => `${line}\n`)
        const turned = [...lines.slice(turn % (lines.length + 1)), ...lines.slice(0, turn % (lines.length + 1))].reverse()
        const { takeOut, gone, ...rest } = deltaOf(before, after)
        const delta = deltaOf(before, after, turned.join(''))
        expect(delta).toMatchObject(rest)
        expect([new Set(delta.gone), new Set(delta.takeOut)]).toEqual([new Set(gone), new Set(takeOut)])
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
    const delta = deltaOf(before, after)
    expect(delta.send.map(({ path }) => path)).toEqual(send)
    expect(delta.takeOut).toEqual(takeOut)
  })

  const ours = 'a\tf\t644\t10\taaaaaaaaaaaaaaaa\n'
  it.each([
    { name: 'nothing', said: '', gone: [] },
    { name: 'an entry that is the same', said: ours, gone: [] },
    { name: 'an entry that differs', said: ours.replace('644', '600'), gone: ['a'] },
    { name: 'an entry more', said: `${ours}b\tf\t644\t1\tabc\n`, gone: ['b'] },
    { name: 'a line more that makes no sense', said: `${ours}b\tf\n`, gone: undefined },
    { name: 'an empty line after one that is the same', said: `${ours}\n`, gone: undefined },
    { name: 'an empty line before it', said: `\n${ours}`, gone: undefined },
    { name: 'a path that leaves the release', said: `../v1\td\t755\t-\t-\n${ours}`, gone: undefined },
    { name: 'a torn end of what is the same', said: ours.trimEnd(), gone: undefined },
    { name: 'a torn end after it', said: `${ours}b\tf\t644\t1\tabc`, gone: undefined },
    { name: 'more than our line', said: ours.replace('\n', 'b\n'), gone: ['a'] },
    { name: 'a field more than our line', said: ours.replace('\n', '\tb\n'), gone: undefined },
    { name: 'our line twice', said: `${ours}${ours}`, gone: undefined },
    { name: 'our line and another of the same path', said: `${ours}${ours.replace('644', '755')}`, gone: undefined },
    { name: 'the same the other way round', said: `${ours.replace('644', '600')}${ours}`, gone: undefined },
  ])('a host says $name', ({ said, gone }) => {
    expect(deltaFrom(said, manifestOf([file('a')]))?.gone).toEqual(gone)
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
