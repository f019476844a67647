import type { IncomingMessage, ServerResponse } from 'node:http'
import { messageOf } from '../../kit/errors.ts'
import type { Log } from '../../kit/log.ts'
import type { OpenPages } from './open-pages.ts'
import { securityHeaders } from './security-headers.ts'
import { type Answer, answer, frameFor, notice, type Site } from './site.ts'

/** Answers one request over the wire. A fault of ours is answered without a word of it; the log has it for those who debug. */
export async function respond(site: Site, pages: OpenPages, log: Log, request: IncomingMessage, response: ServerResponse): Promise<void> {
  // A connection that ends while it is written to is an event of every day, and an error that nobody takes would end the process.
  response.on('error', () => {})
  for (const [name, value] of Object.entries(securityHeaders(site.poll.publicOrigin))) response.setHeader(name, value)
  const answered = await answer(site, request).catch((error: unknown) => {
    log.debug(`web: ${messageOf(error)}`)
    return notice(site, 500, 'fault')
  })
  if (response.destroyed) return
  if (!('listener' in answered)) return send(response, answered)
  const { listener } = answered
  const owner = listener.kind === 'approver' ? listener.person : undefined
  const isIn = pages.add(owner, response, () => frameFor(site, listener))
  if (!isIn) send(response, notice(site, 503, 'busy'))
}

function send(response: ServerResponse, answered: Answer): void {
  if ('listener' in answered) return
  const { status, type, body, headers } = answered
  response.writeHead(status, { ...headers, 'content-type': `${type}; charset=utf-8`, 'content-length': Buffer.byteLength(body) })
  response.end(body)
}
