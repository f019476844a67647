import { createReadStream, existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { gunzipSync, zstdDecompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Packing, spool } from '../../../src/deploy/spool.ts'
import { seededRandom } from '../../support/random.ts'
import { removeFolder, temporaryFolder } from '../../support/temporary.ts'

let folder: string
let count = 0
beforeAll(async () => {
  folder = await temporaryFolder('spool')
})
afterAll(() => removeFolder(folder))

const random = seededRandom(1)
const bytes = Buffer.from(Array.from({ length: 1_500_000 }, () => Math.floor(random() * 30) + 97))

async function* inPieces(size: number, failAt = Number.POSITIVE_INFINITY): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) {
    if (at >= failAt) throw new Error('the source failed')
    yield bytes.subarray(at, at + size)
    if (at % 7 === 0) await delay(1)
  }
}

async function readAll(stream: Readable, pause = 0): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) {
    chunks.push(chunk as Buffer)
    if (pause > 0) await delay(pause)
  }
  return Buffer.concat(chunks)
}

const unpack: Readonly<Record<Packing, (packed: Buffer) => Buffer>> = {
  plain: (packed) => packed,
  gzip: gunzipSync,
  zstd: zstdDecompressSync,
}
const newFile = () => join(folder, `parcel-${count++}`)

describe('spool', () => {
  it.each([
    { packing: 'plain', memory: 16 << 20 },
    { packing: 'plain', memory: 100_000 },
    { packing: 'plain', memory: 0 },
    { packing: 'gzip', memory: 100_000 },
    { packing: 'zstd', memory: 100_000 },
  ] as const)(
    'gives every reader everything, however fast it is and whenever it came ($packing, $memory bytes in memory)',
    async ({ packing, memory }) => {
      const parcel = spool(inPieces(50_000), packing, newFile(), memory)
      const early = [readAll(parcel.read()), readAll(parcel.read(), 3)]
      const size = await parcel.size
      const all = await Promise.all([...early, readAll(parcel.read())])
      for (const packed of all) {
        expect(packed.length).toBe(size)
        expect(unpack[packing](packed).equals(bytes)).toBe(true)
      }
      await parcel.remove()
    },
  )

  it('may hold nothing', async () => {
    const parcel = spool(inPieces(1, 0), 'plain', newFile())
    await expect(readAll(parcel.read())).rejects.toThrow('the source failed')
    const empty = spool(nothing(), 'plain', newFile())
    expect(await readAll(empty.read())).toEqual(Buffer.alloc(0))
    expect(await empty.size).toBe(0)
  })

  it('fails for every reader when the source fails', async () => {
    const parcel = spool(inPieces(50_000, 400_000), 'gzip', newFile())
    const early = readAll(parcel.read())
    await expect(early).rejects.toThrow('the source failed')
    await expect(parcel.size).rejects.toThrow('the source failed')
    await expect(readAll(parcel.read())).rejects.toThrow('the source failed')
    await parcel.remove()
  })

  it('fails where it cannot write, and nowhere else', async () => {
    const parcel = spool(inPieces(50_000), 'plain', join(folder, 'none', 'parcel'))
    await expect(readAll(parcel.read())).rejects.toMatchObject({ code: 'ENOENT' })
    await parcel.remove()
  })

  it('does not mind a reader that goes away', async () => {
    const parcel = spool(inPieces(50_000), 'plain', newFile())
    const leaving = parcel.read()
    leaving.once('data', () => leaving.destroy())
    expect((await readAll(parcel.read())).equals(bytes)).toBe(true)
  })

  it('is only its owner’s to read, and gone when removed, though it was not complete', async () => {
    const file = newFile()
    const parcel = spool(inPieces(10_000), 'plain', file)
    await readFirst(parcel.read())
    const { statSync } = await import('node:fs')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    await parcel.remove()
    expect(existsSync(file)).toBe(false)
    expect(() => createReadStream(file).on('error', () => {})).not.toThrow()
  })
})

async function* nothing(): AsyncGenerator<Buffer> {}

const readFirst = (stream: Readable): Promise<void> =>
  new Promise((resolve) => {
    stream.once('data', () => {
      stream.destroy()
      resolve()
    })
  })
