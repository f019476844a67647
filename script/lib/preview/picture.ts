import { crc32, deflateSync } from 'node:zlib'
import type { Picture } from '../../../src/chat/message.ts'

const bars = [42, 38, 45, 41, 47, 39, 88] as const
const size = { width: 420, height: 140 } as const
const colours = { ground: [255, 255, 255], good: [45, 164, 78], bad: [207, 34, 46] } as const

/** How long the last runs took, as bars: enough of a picture to see what platforms do with one. */
export const durations = (alt: string): Picture => ({ data: png(pixels()), type: 'image/png', alt })

function pixels(): Buffer {
  const step = size.width / bars.length
  const data = Buffer.alloc(size.height * (1 + 3 * size.width))
  for (let y = 0, at = 0; y < size.height; y++) {
    at++ // no filter
    for (let x = 0; x < size.width; x++, at += 3) {
      const index = Math.floor(x / step)
      const isBar = x % step > 10 && size.height - y < (bars[index] ?? 0) * 1.4
      data.set(isBar ? (index === bars.length - 1 ? colours.bad : colours.good) : colours.ground, at)
    }
  }
  return data
}

/** Red, green and blue of eight bits, each row with a 0 in front (no filter). */
function png(rows: Buffer): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(size.width, 0)
  head.writeUInt32BE(size.height, 4)
  head.set([8, 2, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))])
}

function chunk(name: string, data: Buffer): Buffer {
  const [length, sum, body] = [Buffer.alloc(4), Buffer.alloc(4), Buffer.concat([Buffer.from(name), data])]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}
