import type { Entry } from './manifest.ts'

/**
 * The tar format, as much as a release needs: ustar with GNU's long names, which GNU, busybox and BSD tar all read. (busybox
 * skips PAX headers and would cut such names, and the packages for tar write PAX: docs/adr/0004.) Deterministic: owner 0, one
 * time for all entries.
 */
const block = 512

/** What BSD tar would cut off the front of a name: the root and the drives of Windows. */
const isStripped = /^(?:\\|[A-Za-z]:)/

/** The header blocks of an entry, which hold until the next are asked for. `time`: seconds since 1970 for every entry. */
export function tarHeader(entry: Entry, time: number): Buffer {
  const path = isStripped.test(entry.path) ? `./${entry.path}` : entry.path
  const name = Buffer.from(entry.kind === 'folder' ? `${path}/` : path)
  const target = Buffer.from(entry.kind === 'link' ? entry.target : '')
  const long = [...longName(name, 'L'), ...longName(target, 'K')]
  const type = entry.kind === 'file' ? '0' : entry.kind === 'link' ? '2' : '5'
  const mode = entry.kind === 'link' ? 0o777 : entry.mode
  const own = header(reused, { name, target, type, mode, size: entry.kind === 'file' ? entry.size : 0, time })
  return long.length === 0 ? own : Buffer.concat([...long, own])
}

/** Zeros that fill the last block of a file. */
export const tarPadding = (size: number): Buffer => zeros.subarray(0, (block - (size % block)) % block)

const zeros = Buffer.alloc(block)

/** What ends an archive. */
export const tarEnd = (): Buffer => Buffer.alloc(2 * block)

function longName(name: Buffer, type: 'L' | 'K'): Buffer[] {
  if (name.length <= 100) return []
  const body = Buffer.concat([name, Buffer.alloc(1)])
  return [
    header(Buffer.alloc(block), {
      name: Buffer.from('././@LongLink'),
      target: Buffer.alloc(0),
      type,
      mode: 0o644,
      size: body.length,
      time: 0,
    }),
    body,
    tarPadding(body.length),
  ]
}

interface Header {
  readonly name: Buffer
  readonly target: Buffer
  readonly type: string
  readonly mode: number
  readonly size: number
  readonly time: number
}

/** Of the entry that was asked for last. */
const reused = Buffer.alloc(block)

/** One header block, in `bytes`. Offsets and widths: POSIX.1-1988 ustar, with GNU's magic because of the long names. */
function header(bytes: Buffer, { name, target, type, mode, size, time }: Header): Buffer {
  bytes.fill(0)
  name.copy(bytes, 0, 0, 100)
  bytes.write(octal(mode, 7), 100)
  bytes.write(octal(0, 7), 108)
  bytes.write(octal(0, 7), 116)
  writeSize(bytes, size)
  bytes.write(octal(time, 11), 136)
  bytes.write(' '.repeat(8), 148)
  bytes.write(type, 156)
  target.copy(bytes, 157, 0, 100)
  bytes.write('ustar  \0', 257)
  let sum = 0
  for (let at = 0; at < block; at++) sum += bytes[at] ?? 0 // a callback a byte would take as long as reading the files does
  bytes.write(`${octal(sum, 6)}\0 `, 148)
  return bytes
}

const octal = (value: number, width: number): string => value.toString(8).padStart(width, '0')

/** 11 octal digits hold 8 GiB; above, GNU's binary form, which busybox and BSD tar read too. */
function writeSize(bytes: Buffer, size: number): void {
  if (size < 8 ** 11) {
    bytes.write(octal(size, 11), 124)
    return
  }
  bytes.writeUInt8(0x80, 124)
  bytes.writeBigUInt64BE(BigInt(size), 128)
}
