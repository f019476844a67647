import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { refuseEmpty, sourceFolder } from '../../../src/deploy/source.ts'
import { readTree } from '../../../src/deploy/tree.ts'
import { awkwardTree, outerLinks } from '../../support/awkward-tree.ts'
import { removeFolder, temporaryFolder } from '../../support/temporary.ts'
import { readTree as asFound, type Entries, emptyFolder, file, layOut, link } from '../../support/trees.ts'

let folder: string
let root: string
beforeAll(async () => {
  folder = await temporaryFolder('tree')
  root = join(folder, 'root')
})
afterAll(() => removeFolder(folder))
beforeEach(() => {
  rmSync(root, { recursive: true, force: true })
  mkdirSync(root)
})

describe('readTree', () => {
  it('finds every file, folder and link, however awkward', async () => {
    await layOut(root, awkwardTree)
    const found = new Map((await readTree(root)).map((entry) => [entry.path, entry]))
    const there = await asFound(root)
    expect([...found.keys()].sort()).toEqual([...there.keys()].sort())
    for (const [path, entry] of there) {
      if (entry.type === 'file')
        expect(found.get(path)).toEqual({
          kind: 'file',
          path,
          mode: Number.parseInt(entry.mode, 8),
          size: entry.size,
          digest: entry.digest,
        })
      if (entry.type === 'folder') expect(found.get(path)).toEqual({ kind: 'folder', path, mode: Number.parseInt(entry.mode, 8) })
      if (entry.type === 'link') expect(found.get(path)).toEqual({ kind: 'link', path, target: entry.target })
    }
  })

  it.each([0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3 << 20])('digests a file of %d bytes', async (size) => {
    await layOut(root, { a: file(Buffer.alloc(size, 'x')) })
    const [entry] = await readTree(root)
    expect(entry).toMatchObject({ size })
    expect(execFileSync('sha256sum', [join(root, 'a')], { encoding: 'utf8' })).toContain(entry?.kind === 'file' ? entry.digest : 'none')
  })

  it('leaves .git of the top behind, file or folder, and no other', async () => {
    await layOut(root, { '.git/HEAD': file('x'), 'sub/.git/HEAD': file('x'), '.gitignore': file('x') })
    expect((await readTree(root)).map(({ path }) => path).sort()).toEqual(['.gitignore', 'sub', 'sub/.git', 'sub/.git/HEAD'])
  })

  const refusals: readonly { name: string; entries: Entries; make?: () => void; says: RegExp }[] = [
    { name: 'a pipe', entries: {}, make: () => execFileSync('mkfifo', [join(root, 'pipe')]), says: /pipe: neither file, folder nor link/ },
    {
      name: 'a name that is not UTF-8',
      entries: {},
      make: () => writeFileSync(Buffer.from(`${root}/\xff`, 'latin1'), ''),
      says: /not UTF-8/,
    },
    {
      name: 'a link whose target is not UTF-8',
      entries: {},
      make: () => symlinkSync(Buffer.from([0xff]), join(root, 'l')),
      says: /l → .*: the target is not UTF-8/,
    },
    {
      name: 'links that leave it',
      entries: { 'links/escaping': outerLinks['links/escaping'] ?? link('..') },
      says: /links\/escaping → \.\.\/\.\.\/outside: the link leaves the release/,
    },
    { name: 'a name of ours', entries: { '.sallyport-manifest': file('x') }, says: /kept for Sallyport/ },
    { name: 'a folder of ours', entries: { '.sallyport-seed/a': file('x') }, says: /kept for Sallyport/ },
    { name: 'a file shut to its owner', entries: { shut: file('x', 0o044) }, says: /shut: its mode/ },
  ]
  it.each(refusals)('refuses $name', async ({ entries, make, says }) => {
    await layOut(root, entries)
    make?.()
    await expect(readTree(root)).rejects.toMatchObject({ code: 'source-refused', problem: { en: expect.stringMatching(says) } })
  })

  it('tells of many faults at once, but not of all', async () => {
    await layOut(root, Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`l${index}`, link('../x')])))
    const fault = await readTree(root).catch((error: unknown) => error)
    expect(String((fault as Error).message).split('\n')).toHaveLength(11)
    expect((fault as Error).message).toContain('30 thing(s)')
  })
})

describe('sourceFolder', () => {
  it('takes a folder of the workspace', async () => {
    mkdirSync(join(root, 'build'))
    expect(await sourceFolder(root, 'build', 'workspace')).toBe(join(root, 'build'))
    expect(await sourceFolder('/', join(root, 'build'), 'workspace')).toBe(join(root, 'build'))
  })

  it.each([
    { name: 'nothing', source: 'none', says: /does not exist/ },
    { name: 'a file', source: 'file', says: /is a file/ },
  ])('refuses $name', async ({ source, says }) => {
    writeFileSync(join(root, 'file'), '')
    await expect(sourceFolder(root, source, 'workspace')).rejects.toMatchObject({
      code: 'source-empty',
      problem: { en: expect.stringMatching(says) },
    })
  })
})

it('refuses a source of empty folders', async () => {
  await layOut(root, { a: emptyFolder() })
  const entries = await readTree(root)
  expect(() => refuseEmpty(entries, root)).toThrow(expect.objectContaining({ code: 'source-empty' }))
  expect(() => refuseEmpty([{ kind: 'link', path: 'a', target: 'b' }], root)).not.toThrow()
})
