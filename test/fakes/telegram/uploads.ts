import type { Parameters } from './parameters.ts'
import { badRequest } from './refusal.ts'

/** A file that came with a form, by the name of its part. */
export interface Upload {
  readonly filename: string
  readonly type: string
  readonly data: Buffer
}
export type Uploads = ReadonlyMap<string, Upload>

/** What the server knows of a picture that it has taken. */
export interface Photo {
  readonly width: number
  readonly height: number
  readonly data: Buffer
}

const largest = 10_485_760

/** The photo of a call: a part of that name with a file name, or one that `attach://` names (facts/chat.md 1.6). */
export function readPhoto({ photo }: Parameters, uploads: Uploads): Photo {
  const [, part = 'photo'] = /^attach:\/\/(.+)$/.exec(photo ?? '') ?? []
  const upload = uploads.get(part)
  if (!upload) throw badRequest('there is no photo in the request')
  const { data } = upload
  if (data.length === 0) throw badRequest('file must be non-empty')
  if (data.length > largest)
    throw badRequest(`file of size ${data.length} bytes is too big for a photo; the maximum size is ${largest} bytes`)
  const size = sizeOf(data)
  if (!size) throw badRequest('IMAGE_PROCESS_FAILED')
  const { width, height } = size
  const isUsable = width + height <= 10_000 && width <= 20 * height && height <= 20 * width
  if (!isUsable) throw badRequest('PHOTO_INVALID_DIMENSIONS')
  return { width, height, data }
}

/** Width and height of a PNG or JPEG; undefined where it is neither. */
function sizeOf(data: Buffer): Pick<Photo, 'width' | 'height'> | undefined {
  if (data.subarray(0, 8).toString('latin1') === '\u0089PNG\r\n\u001a\n' && data.length >= 24) {
    return { width: data.readUInt32BE(16), height: data.readUInt32BE(20) }
  }
  if (data.readUInt16BE(0) !== 0xffd8) return undefined
  for (let at = 2; at + 9 < data.length; at += 2 + data.readUInt16BE(at + 2)) {
    const marker = data.readUInt8(at + 1)
    if (marker >= 0xc0 && marker <= 0xc3) return { height: data.readUInt16BE(at + 5), width: data.readUInt16BE(at + 7) }
  }
  return undefined
}
