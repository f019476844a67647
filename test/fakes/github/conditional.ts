import { createHash } from 'node:crypto'
import type { ApiAnswer, ApiRequest } from './answers.ts'

/**
 * A version of what is answered, and 304 to who knows it already. It is made from the body alone, as seen by this token in this form: a
 * further page may appear without the first one changing.
 */
export function conditional(request: ApiRequest, answer: ApiAnswer): ApiAnswer {
  if (request.method !== 'GET' || answer.status !== 200) return answer
  const parts = [request.token, request.accept, typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body)]
  const etag = `W/"${createHash('sha256').update(parts.join('\n')).digest('hex')}"`
  const { link: _, ...kept } = answer.headers ?? {}
  const isKnown = knows(request, etag) ?? isNotNewer(request, answer.headers?.['last-modified'])
  return isKnown ? { status: 304, body: undefined, headers: { ...kept, etag } } : { ...answer, headers: { ...answer.headers, etag } }
}

const bare = (tag: string): string => tag.trim().replace(/^W\//, '')

function knows({ headers }: ApiRequest, etag: string): boolean | undefined {
  const known = headers['if-none-match']
  return known === undefined ? undefined : known.split(',').some((tag) => bare(tag) === bare(etag) || tag.trim() === '*')
}

function isNotNewer({ headers }: ApiRequest, modified: string | undefined): boolean {
  const since = headers['if-modified-since']
  return since !== undefined && modified !== undefined && Date.parse(modified) <= Date.parse(since)
}
