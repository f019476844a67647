import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { awkwardTree, outerLinks } from '../../support/awkward-tree.ts'
import { removeFolder, temporaryFolder } from '../../support/temporary.ts'
import { changeTree, layOut, makeTree, readTree } from '../../support/trees.ts'

let folder: string
beforeEach(async () => {
  folder = await temporaryFolder('tree')
})
afterEach(() => removeFolder(folder))

describe('trees', () => {
  it('are the same for the same seed', async () => {
    const [one, two, other] = await Promise.all(
      [1, 1, 2].map(async (seed, index) => {
        await makeTree(join(folder, String(index)), { files: 90, bytes: 90_000 }, seed)
        return readTree(join(folder, String(index)))
      }),
    )
    expect(one).toEqual(two)
    expect(one).not.toEqual(other)
    const files = [...(one ?? [])].flatMap(([, entry]) => (entry.type === 'file' ? [entry.size] : []))
    expect(files).toHaveLength(90)
    expect(files.reduce((sum, size) => sum + size, 0) / 90_000).toBeCloseTo(1, 0)
  })

  it('change by a share', async () => {
    await makeTree(folder, { files: 200, bytes: 50_000 })
    const before = await readTree(folder)
    const { changed, added, removed } = await changeTree(folder, 0.08, 7)
    const after = await readTree(folder)
    expect([changed.length, added.length, removed.length]).toEqual([12, 2, 2])
    for (const path of changed) expect(after.get(path)).not.toEqual(before.get(path))
    for (const path of added) expect([before.has(path), after.has(path)]).toEqual([false, true])
    for (const path of removed) expect([before.has(path), after.has(path)]).toEqual([true, false])
    expect(after.size).toBe(before.size)
  })

  it('hold awkward things', async () => {
    await layOut(folder, { ...awkwardTree, ...outerLinks })
    const found = await readTree(folder)
    for (const path of Object.keys({ ...awkwardTree, ...outerLinks })) expect([path, found.has(path)]).toEqual([path, true])
    expect(found.get('modes/read-only folder')).toEqual({ type: 'folder', mode: '555' })
    expect(found.get('links/up')).toEqual({ type: 'link', target: '../links/folder/file' })
  })
})
