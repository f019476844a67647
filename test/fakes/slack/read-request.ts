import type { IncomingMessage } from 'node:http'
import { Refused } from './refused.ts'

export async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** The parameters of a call: from the query, a form or JSON. Values that are no text become their JSON. */
export function paramsOf(request: IncomingMessage, body: string): Record<string, string> {
  const query = Object.fromEntries(new URL(request.url ?? '/', 'http://slack').searchParams)
  const type = request.headers['content-type']
  if (body === '') return query
  if (type === undefined) throw new Refused('missing_post_type')
  if (type.startsWith('application/x-www-form-urlencoded')) return { ...query, ...Object.fromEntries(new URLSearchParams(body)) }
  if (!type.startsWith('application/json')) throw new Refused('invalid_post_type')
  return { ...query, ...jsonParams(body) }
}

function jsonParams(body: string): Record<string, string> {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    throw new Refused('invalid_json')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Refused('json_not_object')
  // A token in a JSON body is not looked at: only the header counts there.
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) =>
      key === 'token' ? [] : [[key, typeof item === 'string' ? item : JSON.stringify(item)]],
    ),
  )
}
