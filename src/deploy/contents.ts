/**
 * Contents of files as they were when their digests were taken. What is sent is then what was looked at, and no file is opened twice:
 * for thousands of small ones, opening takes longer than reading.
 */
export interface Contents {
  /** Where the next `size` bytes may be read into; undefined when no more is kept. */
  room(size: number): Buffer | undefined
  /** Keeps what was read into the latest {@link room}, from its start. */
  keep(path: string, size: number): void
  of(path: string): Buffer | undefined
}

/** Buffers of a megabyte: one a file would have the collector run all the time. */
const slabSize = 1 << 20

const none = Buffer.alloc(0)

/** Keeps all of a tree of up to `limit` bytes and `most` files, or nothing: an action may take 200 MB in all, and each file takes some by itself. */
export function keptContents(limit = 32 << 20, most = 8000): Contents {
  const contents = new Map<string, Buffer>()
  let slab = none
  let left = limit
  const letGo = (): undefined => {
    contents.clear()
    slab = none
    left = 0
  }
  return {
    room: (size) => {
      if (size > slab.length) {
        if (size > slabSize) return undefined
        if (left < slabSize || contents.size > most) return letGo()
        slab = Buffer.allocUnsafeSlow(slabSize)
        left -= slabSize
      }
      return slab.subarray(0, size)
    },
    keep: (path, size) => {
      contents.set(path, slab.subarray(0, size))
      slab = slab.subarray(size)
    },
    of: (path) => contents.get(path),
  }
}
