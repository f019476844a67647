import type { IncomingMessage } from 'node:http'

/** A file of a message. */
export interface Attachment {
  readonly filename: string
  readonly description: string | undefined
  readonly data: Buffer
}

/** What a request brings: the JSON, and the files of a form by their number. */
export interface Given {
  readonly json: Readonly<Record<string, unknown>>
  readonly files: ReadonlyMap<number, { readonly filename: string; readonly data: Buffer }>
}

/** JSON as the body, or as `payload_json` of a form beside `files[n]`; undefined where it is none. */
export async function readBody(request: IncomingMessage, bytes: Buffer): Promise<Given | undefined> {
  const type = request.headers['content-type'] ?? ''
  if (!type.startsWith('multipart/form-data')) return withFiles(bytes.toString('utf8'), new Map())
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData()
  const files = new Map<number, { filename: string; data: Buffer }>()
  for (const [name, value] of form) {
    const [, number] = /^files\[(\d+)\]$/.exec(name) ?? []
    if (number !== undefined && typeof value !== 'string') {
      files.set(Number(number), { filename: value.name, data: Buffer.from(await value.arrayBuffer()) })
    }
  }
  const payload = form.get('payload_json')
  return withFiles(typeof payload === 'string' ? payload : '{}', files)
}

function withFiles(written: string, files: Given['files']): Given | undefined {
  try {
    const json: unknown = JSON.parse(written)
    if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined
    return { json: json as Given['json'], files } // looked at above
  } catch {
    return undefined
  }
}

/** The files of a message, with what `attachments` says of them; undefined where that names one that did not come. */
export function attachmentsOf({ json, files }: Given): readonly Attachment[] | undefined {
  const told = Array.isArray(json.attachments) ? (json.attachments as { id?: unknown; description?: unknown }[]) : [] // looked at one by one
  if (told.some(({ id }) => !files.has(Number(id)))) return undefined
  return [...files].map(([number, file]) => {
    const description = told.find(({ id }) => Number(id) === number)?.description
    return { ...file, description: typeof description === 'string' ? description : undefined }
  })
}

/** Bytes of a file that a webhook may send. */
export const largestFile = 10 * 1024 * 1024
