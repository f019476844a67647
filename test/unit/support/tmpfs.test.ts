import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { describeWith } from '../../support/needs.ts'
import { mountsUnder, removeFolder, temporaryFolder } from '../../support/temporary.ts'
import { mountReadOnly, mountTmpfs } from '../../support/tmpfs.ts'

let folder: string
beforeEach(async () => {
  folder = await temporaryFolder('mount')
})
afterEach(() => removeFolder(folder))

describeWith(['isolation'], 'mounts', () => {
  it('are full at their size, until they grow', async () => {
    const disk = await mountTmpfs(join(folder, 'a disk'), { size: '1m' })
    const write = () => writeFile(join(disk.path, 'big'), Buffer.alloc(2_000_000))
    await expect(write()).rejects.toThrow('ENOSPC')
    await disk.resize('4m')
    await write()
    await disk.unmount()
    expect(mountsUnder(folder)).toEqual([])
  })

  it('run out of inodes', async () => {
    const disk = await mountTmpfs(join(folder, 'disk'), { inodes: 5 })
    const writeAll = Promise.all(Array.from({ length: 9 }, (_, index) => writeFile(join(disk.path, String(index)), '')))
    await expect(writeAll).rejects.toThrow('ENOSPC')
  })

  it('are read-only for root too, and go with the folder', async () => {
    const path = join(folder, 'fixed')
    await mkdir(path)
    await mountReadOnly(path)
    await expect(writeFile(join(path, 'x'), '')).rejects.toThrow('EROFS')
    removeFolder(folder)
    expect(mountsUnder(folder)).toEqual([])
  })
})
