import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { linkFault } from '../../../src/deploy/links.ts'
import type { Entry } from '../../../src/deploy/manifest.ts'
import { readSharedPath, withShared } from '../../../src/deploy/shared.ts'
import { InputError } from '../../../src/kit/errors.ts'
import { tree } from './arbitraries.ts'

const file = (path: string): Entry => ({ kind: 'file', path, mode: 0o644, size: 1, digest: 'a'.repeat(64) })
const folder = (path: string): Entry => ({ kind: 'folder', path, mode: 0o755 })
const paths = (entries: readonly Entry[]) => entries.map(({ path }) => path).sort()

describe('withShared', () => {
  it.each([
    { name: 'nothing is shared', source: [file('a')], shared: [], left: ['a'], seeds: {} },
    { name: 'a file of the source', source: [file('a'), file('.env')], shared: ['.env'], left: ['.env', 'a'], seeds: { '.env': ['.env'] } },
    {
      name: 'a folder of the source',
      source: [folder('storage'), file('storage/a'), file('storage.txt')],
      shared: ['storage'],
      left: ['storage', 'storage.txt'],
      seeds: { storage: ['storage', 'storage/a'] },
    },
    { name: 'not in the source', source: [file('a')], shared: ['var/cache/'], left: ['a', 'var', 'var/cache'], seeds: { 'var/cache': [] } },
    {
      name: 'in a folder of the source',
      source: [folder('var'), file('var/a')],
      shared: ['var/cache'],
      left: ['var', 'var/a', 'var/cache'],
      seeds: { 'var/cache': [] },
    },
  ])('$name', ({ source, shared, left, seeds }) => {
    const result = withShared(source, shared.map(readSharedPath))
    expect(paths(result.entries)).toEqual(left)
    expect(Object.fromEntries([...result.seeds].map(([path, entries]) => [path, paths(entries)]))).toEqual(seeds)
  })

  it.each([
    { name: 'one in another', source: [], shared: ['storage', 'storage/logs'], code: 'invalid-configuration' },
    { name: 'the same twice', source: [], shared: ['storage', 'storage/'], code: 'invalid-configuration' },
    { name: 'below a file', source: [file('storage')], shared: ['storage/logs'], code: 'source-refused' },
    {
      name: 'below a link',
      source: [{ kind: 'link', path: 'storage', target: 'x' }] as const,
      shared: ['storage/logs'],
      code: 'source-refused',
    },
  ])('refuses: $name', ({ source, shared, code }) => {
    const attempt = () => withShared(source, shared.map(readSharedPath))
    expect(attempt).toThrow(InputError)
    expect(attempt).toThrow(expect.objectContaining({ code }))
  })

  it('leads one step out of the release, into the shared folder beside it', () => {
    const { entries } = withShared([], ['a/b/c', 'd'].map(readSharedPath))
    expect(entries.filter(({ kind }) => kind === 'link')).toEqual([
      { kind: 'link', path: 'a/b/c', target: '../../../shared/a/b/c' },
      { kind: 'link', path: 'd', target: '../shared/d' },
    ])
  })

  it('loses nothing, has each path once, each with its folder, and only shared links leave the release', () => {
    const wanted = fc.subarray(['.env', 'var/cache', 'storage/', 'a/b'])
    fc.assert(
      fc.property(tree(), wanted, (source, words) => {
        const shared = words.map(readSharedPath)
        fc.pre(!source.some(({ kind, path }) => kind !== 'folder' && ['var', 'a'].includes(path)))
        const { entries, seeds } = withShared(source, shared)
        const found = new Map(entries.map((entry) => [entry.path, entry]))
        expect(found.size).toBe(entries.length)
        for (const { path } of entries) {
          const slash = path.lastIndexOf('/')
          if (slash > 0) expect(found.get(path.slice(0, slash))?.kind).toBe('folder')
        }
        const seeded = [...seeds.values()].flat()
        expect(source.every((entry) => entries.includes(entry) || seeded.includes(entry))).toBe(true)
        const leaving = entries.filter((entry) => entry.kind === 'link' && linkFault(entry.path, entry.target) && !source.includes(entry))
        expect(paths(leaving)).toEqual(shared.map(({ path }) => path).sort())
      }),
    )
  })
})
