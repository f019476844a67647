import { createReadStream, createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { Readable, Transform, type Writable } from 'node:stream'
import { finished, pipeline as pipelined } from 'node:stream/promises'
import zlib from 'node:zlib'

export type Packing = 'zstd' | 'gzip' | 'plain'

/** Whether this Node has zstd: from 22.15 on. Actions run on 24; the demo also runs where npm could not install that. */
export const canZstd = typeof zlib.createZstdCompress === 'function'

/** A stream that is produced once and read by any number of hosts, each at its own speed, while it still grows. */
export interface Spool {
  /** A reader of everything from the start. Fails when producing failed. */
  read(): Readable
  /** Bytes in all, once it is complete. */
  readonly size: Promise<number>
  remove(): Promise<void>
}

const readSize = 256 << 10

/** Whatever the size, so many bytes of it are in memory: what came last. A reader that has fallen further behind reads the file. */
const inMemory = 6 << 20

/** Compresses `pieces` into a file and lets readers follow the file as it grows. Of a piece nothing is needed any more when the next but one is asked for. */
export function spool(pieces: AsyncIterable<Buffer>, packing: Packing, file: string, memory = inMemory): Spool {
  let written = 0
  const recent = new Map<number, Buffer>() // pieces by their place
  let oldest = 0
  let ended = false
  let failure: Error | undefined
  const waiting = new Set<() => void>()
  const wake = () => {
    for (const resume of waiting) resume()
    waiting.clear()
  }
  const keep = (chunk: Buffer) => {
    recent.set(written, packing === 'plain' ? Buffer.from(chunk) : chunk)
    written += chunk.length
    for (const [place, { length }] of recent) {
      if (written - place <= memory) break
      recent.delete(place)
      oldest = place + length
    }
  }
  const target = createWriteStream(file, { mode: 0o600, highWaterMark: 1 << 20 })
  target.on('error', () => {}) // each write tells; a full disk must not end the process
  const meter = new Transform({
    transform: (chunk: Buffer, _, done) => {
      target.write(chunk, (error) => {
        if (!error) keep(chunk)
        wake()
        done(error)
      })
    },
    flush: (done) => {
      target.end(done)
    },
  })
  meter.resume()
  const size = compress(pieces, packing, meter).then(
    () => written,
    (error: Error) => {
      failure = error
      throw error
    },
  )
  const settled = size.then(
    () => {},
    () => {},
  )
  void settled.finally(() => {
    ended = true
    wake()
  })
  const grown = () => new Promise<void>((resolve) => waiting.add(resolve))

  async function* follow(): AsyncGenerator<Buffer> {
    let at = 0
    for (;;) {
      while (at < written && !failure) {
        const chunk = recent.get(at)
        if (chunk) {
          at += chunk.length
          yield chunk
        } else {
          for await (const chunk of createReadStream(file, { start: at, end: oldest - 1, highWaterMark: readSize })) {
            at += chunk.length
            yield chunk as Buffer
          }
        }
      }
      if (failure) throw failure
      if (ended && at >= written) return
      await grown()
    }
  }
  return {
    read: () => Readable.from(follow(), { objectMode: false, highWaterMark: readSize }),
    size,
    remove: async () => {
      target.destroy()
      await settled
      await rm(file, { force: true })
    },
  }
}

async function compress(pieces: AsyncIterable<Buffer>, packing: Packing, target: Transform): Promise<void> {
  const head = compressor(packing)
  const flowing = head ? pipelined(head, target) : finished(target)
  const feeding = feed(pieces, head ?? target).catch((error: Error) => (head ?? target).destroy(error))
  await Promise.all([flowing, feeding])
}

/** The next piece is made while the one before is compressed, in a thread of its own. */
async function feed(pieces: AsyncIterable<Buffer>, into: Writable): Promise<void> {
  let taken = Promise.resolve()
  for await (const piece of pieces) {
    await taken
    taken = new Promise((resolve, reject) => into.write(piece, (error) => (error ? reject(error) : resolve())))
    taken.catch(() => {}) // told at the next piece
  }
  await taken
  into.end()
}

/** Room for what a piece becomes: a compressor that runs out of it goes back and forth between its thread and ours. */
const chunkSize = 1 << 20

function compressor(packing: Packing): Transform | undefined {
  if (packing === 'gzip') return zlib.createGzip({ level: 1, chunkSize })
  if (packing === 'zstd') return zlib.createZstdCompress({ params: { [zlib.constants.ZSTD_c_compressionLevel]: 1 }, chunkSize })
  return undefined
}
