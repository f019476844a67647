import type { IncomingMessage } from 'node:http'
import type { Call } from './note.ts'

/** Larger calls are none of ours, in bytes. */
const largest = 32 * 1024 * 1024

export async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > largest) throw new Error('the call is too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

type Content = Pick<Call, 'body' | 'files' | 'bytes'>

/** What a call says: JSON, a form, a form with files, or bytes. Throws for what says to be one of these and is not. */
export async function contentOf(bytes: Buffer, type: string): Promise<Content> {
  const nothing: Content = { body: {}, files: new Map(), bytes: '' }
  if (bytes.length === 0) return nothing
  if (type.startsWith('multipart/form-data')) return formOf(bytes, type)
  if (type.startsWith('application/x-www-form-urlencoded'))
    return { ...nothing, body: Object.fromEntries(new URLSearchParams(bytes.toString())) }
  if (type.startsWith('image/') || type.startsWith('application/octet-stream')) return { ...nothing, bytes: dataAddress(bytes, type) }
  return { ...nothing, body: JSON.parse(bytes.toString()) }
}

async function formOf(bytes: Buffer, type: string): Promise<Content> {
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData()
  const body: Record<string, unknown> = {}
  const files = new Map<string, string>()
  for (const [name, value] of form) {
    if (typeof value === 'string') body[name] = value
    else {
      const data = dataAddress(Buffer.from(await value.arrayBuffer()), value.type)
      // Some messages speak of a file by the field it is in, others by its name.
      files.set(name, data)
      if (value.name) files.set(value.name, data)
    }
  }
  const { payload_json: payload, ...rest } = body
  return { body: typeof payload === 'string' ? { ...rest, ...JSON.parse(payload) } : rest, files, bytes: '' }
}

const dataAddress = (bytes: Buffer, type: string): string =>
  `data:${/^image\/(?:png|jpeg)$/.test(type) ? type : 'image/png'};base64,${bytes.toString('base64')}`
