import { mkdir, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { startLiveReader } from '../../support/live-reader.ts'
import { removeFolder, temporaryFolder } from '../../support/temporary.ts'

let folder: string
let live: string

const release = async (name: string, last = name) => {
  await mkdir(join(folder, name), { recursive: true })
  await writeFile(join(folder, name, 'version.txt'), name)
  await writeFile(join(folder, name, 'last.txt'), last)
  return join(folder, name)
}
const switchTo = async (target: string) => {
  await symlink(target, `${live}.new`)
  await rename(`${live}.new`, live)
}

beforeEach(async () => {
  folder = await temporaryFolder('live')
  live = join(folder, 'live')
  await symlink(await release('a'), live)
})
afterEach(() => removeFolder(folder))

describe('the reader of a live link', () => {
  it('finds nothing wrong with atomic switches', async () => {
    const reader = await startLiveReader(live)
    for (let round = 0; round < 50; round++) {
      await switchTo(await release(`r${round}`))
      await delay(2)
    }
    const { reads, versions, ...faults } = await reader.stop()
    expect(faults).toEqual({ missing: 0, dangling: 0, mixed: 0 })
    expect(reads).toBeGreaterThan(500)
    expect(versions.length).toBeGreaterThan(25)
  })

  const faults = [
    { name: 'missing', harm: () => unlink(live) },
    { name: 'dangling', harm: () => rm(join(folder, 'a'), { recursive: true }) },
    { name: 'mixed', harm: () => writeFile(join(folder, 'a/last.txt'), 'b') },
  ] as const
  for (const { name, harm } of faults) {
    it(`sees when it is ${name}`, async () => {
      const reader = await startLiveReader(live)
      await harm()
      await delay(50)
      expect((await reader.stop())[name]).toBeGreaterThan(0)
    })
  }
})
