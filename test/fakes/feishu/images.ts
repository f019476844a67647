import { type FeishuAnswer, invalidField, refusal, success } from './answers.ts'
import type { Call } from './call.ts'
import { newId } from './state.ts'

const largest = 10 * 1024 * 1024

/** `POST /im/v1/images`: a form with the kind and the file. Whoever sends it twice has two keys. */
export function uploadImage({ app, state, request }: Call): FeishuAnswer {
  if (!app.hasBot) return refusal(234007)
  const [, boundary] = /^multipart\/form-data;\s*boundary="?([^";]+)"?/i.exec(request.headers['content-type'] ?? '') ?? []
  if (boundary === undefined) return refusal(234001)
  const parts = partsOf(request.bytes, boundary)
  const kind = parts.get('image_type')?.toString()
  if (kind === undefined) return invalidField('image_type', 'image_type is required')
  const bytes = parts.get('image')
  if ((kind !== 'message' && kind !== 'avatar') || !bytes) return refusal(234001)
  if (bytes.length === 0) return refusal(234010)
  if (bytes.length > largest) return refusal(234006)
  const format = formatOf(bytes)
  if (!format) return refusal(234011)
  const key = newId('img_v3_')
  state.images.set(key, { key, format, bytes })
  return success({ image_key: key })
}

function formatOf(bytes: Buffer): 'png' | 'jpeg' | undefined {
  if (bytes.subarray(0, 8).toString('hex') === '89504e470d0a1a0a') return 'png'
  return bytes.subarray(0, 3).toString('hex') === 'ffd8ff' ? 'jpeg' : undefined
}

/** The parts of a form by their names (RFC 7578); a file needs no name of its own. */
function partsOf(bytes: Buffer, boundary: string): ReadonlyMap<string, Buffer> {
  const parts = new Map<string, Buffer>()
  const line = Buffer.from(`--${boundary}`)
  let from = bytes.indexOf(line)
  for (let to = bytes.indexOf(line, from + line.length); from >= 0 && to > from; to = bytes.indexOf(line, from + line.length)) {
    const part = bytes.subarray(from + line.length + 2, to - 2)
    const end = part.indexOf('\r\n\r\n')
    const [, name] = /name="([^"]*)"/i.exec(part.subarray(0, Math.max(0, end)).toString()) ?? []
    if (name !== undefined && end >= 0) parts.set(name, part.subarray(end + 4))
    from = to
  }
  return parts
}
