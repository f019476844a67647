import type { IncomingMessage } from 'node:http'
import { cut } from '../fit.ts'
import type { Ballot } from './ballot-box.ts'
import { longestReason } from './parts.ts'

export type Read = Ballot | 'too-long' | 'other-type' | 'unreadable'

/** What a form sent, of so many bytes at most; anything else is refused by what is wrong with it. */
export async function readBallot(request: IncomingMessage, limit: number): Promise<Read> {
  const [type] = (request.headers['content-type'] ?? '').split(';')
  if (type?.trim().toLowerCase() !== 'application/x-www-form-urlencoded') return 'other-type'
  if (Number(request.headers['content-length'] ?? 0) > limit) return 'too-long'
  const body = await readBody(request, limit)
  return body === undefined ? 'too-long' : ballotFrom(new URLSearchParams(body))
}

async function readBody(request: IncomingMessage, limit: number): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  // Leaving early must leave the connection open, or the answer would be lost; Node drops what still comes, within the time of a request.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > limit) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function ballotFrom(form: URLSearchParams): Ballot | 'unreadable' {
  const [token, verdict] = [form.get('token'), form.get('verdict')]
  if (!token || (verdict !== 'approve' && verdict !== 'reject')) return 'unreadable'
  const reason = (form.get('reason') ?? '').replaceAll('\r\n', '\n').trim()
  return { token, verdict, reason: cut(reason, longestReason) }
}
