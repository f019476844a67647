/** Loaded into an action before its own code: counts what it compresses, and says so in the file that `COMPRESSED` names. */
import { writeFileSync } from 'node:fs'
import zlib from 'node:zlib'

const streams: { readonly bytesWritten: number }[] = []
for (const name of ['createGzip', 'createZstdCompress'] as const) {
  const create: (options?: object) => zlib.Gzip = zlib[name]
  const counted = (options?: object) => {
    const stream = create(options)
    streams.push(stream)
    return stream
  }
  Object.defineProperty(zlib, name, { value: counted })
}

process.on('exit', () => {
  const bytes = streams.reduce((sum, { bytesWritten }) => sum + bytesWritten, 0)
  writeFileSync(process.env.COMPRESSED ?? '/dev/null', String(bytes))
})
