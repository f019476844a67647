import { read } from 'node:fs'
import { promisify } from 'node:util'

/**
 * Reads an open file from its start, in pieces of `size` bytes, each of which holds until the next but one is asked for: of a stream's buffers,
 * one a piece, the collector would keep a hundred megabytes before it looks.
 */
export async function* readInPieces(file: number, size: number): AsyncGenerator<Buffer> {
  let [piece, other] = [Buffer.allocUnsafeSlow(size), Buffer.allocUnsafeSlow(size)]
  for (let at = 0; ; ) {
    const { bytesRead } = await promisify(read)(file, piece, 0, size, at)
    if (bytesRead === 0) return
    at += bytesRead
    yield piece.subarray(0, bytesRead)
    ;[piece, other] = [other, piece]
  }
}
