import type { IncomingMessage } from 'node:http'
import { Refusal } from './refusal.ts'
import type { Upload, Uploads } from './uploads.ts'

/** Parameters of a call: whatever way they came, text (objects as JSON), as the server sees them. */
export type Parameters = Readonly<Record<string, string>>

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** What a call brings: its parameters, and the files of a form. */
export interface Given {
  readonly parameters: Parameters
  readonly uploads: Uploads
}

const noFiles: Uploads = new Map()

/** From the query string, a form, JSON or multipart (facts/chat.md 1.1). */
export async function readCall(request: IncomingMessage, query: URLSearchParams): Promise<Given> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  const fromQuery = Object.fromEntries(query)
  const body = Buffer.concat(chunks)
  if (request.method !== 'POST' || body.length === 0) return { parameters: fromQuery, uploads: noFiles }
  const type = request.headers['content-type'] ?? ''
  if (type.startsWith('multipart/form-data')) return readForm(body, type, fromQuery)
  return { parameters: { ...fromQuery, ...readBody(body, type) }, uploads: noFiles }
}

function readBody(body: Buffer, type: string): Parameters {
  if (type.startsWith('application/json')) return readJson(body.toString('utf8'))
  if (type.startsWith('application/x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(body.toString('utf8')))
  return {}
}

async function readForm(body: Buffer, type: string, fromQuery: Parameters): Promise<Given> {
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData()
  const parameters: Record<string, string> = { ...fromQuery }
  const uploads = new Map<string, Upload>()
  for (const [name, value] of form) {
    if (typeof value === 'string') parameters[name] = value
    else uploads.set(name, { filename: value.name, type: value.type, data: Buffer.from(await value.arrayBuffer()) })
  }
  return { parameters, uploads }
}

function readJson(words: string): Parameters {
  const given = parseJson(words)
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw new Refusal(400, "Bad Request: can't parse JSON object")
  return Object.fromEntries(Object.entries(given).flatMap(([name, value]) => (value === null ? [] : [[name, asText(value)]])))
}

/** Undefined when it is none. */
export function parseJson(words: string): unknown {
  try {
    return JSON.parse(words)
  } catch {
    return undefined
  }
}

/** A whole number within bounds; what is no number counts as the default, as with the server. */
export function integer(words: string | undefined, standard: number, least: number, most: number): number {
  const given = words === undefined || !/^-?\d+$/.test(words) ? standard : Number(words)
  return Math.min(most, Math.max(least, given))
}

export const isTrue = (words: string | undefined): boolean => words !== undefined && /^(?:true|yes|1)$/i.test(words)
