import type { HttpResponse } from '../../kit/http.ts'
import type { ChannelContext } from '../channel.ts'
import type { TryLimits } from '../delivery/sender.ts'
import { cut } from '../fit.ts'
import { formBody } from '../form-body.ts'
import type { Picture } from '../message.ts'
import { oneLine } from '../one-line.ts'
import { fileNameOf } from '../picture.ts'
import type { DiscordMessage } from './render.ts'

/** Discord blocks clients that do not name themselves in this way (its API reference, User Agent). */
export const userAgent = { 'user-agent': 'DiscordBot (https://github.com/sallyport/sallyport, 1)' }

/** Characters of what a picture shows. */
const longestAlt = 1024

interface Call {
  readonly url: string
  readonly method: 'POST' | 'PATCH'
  readonly body: Readonly<Record<string, unknown>>
  readonly picture?: Picture | undefined
}

/** A call of the webhook, over a connection of its own: a kept one would leave it open whether the message arrived, and it cannot be sent twice. */
export function callHook({ http }: ChannelContext, { url, method, body, picture }: Call, limits: TryLimits): Promise<HttpResponse> {
  const given = picture ? withFile(body, picture) : { type: 'application/json', body: JSON.stringify(body) }
  const headers = { ...userAgent, 'content-type': given.type, connection: 'close' }
  return http.send({ url, method, headers, body: given.body, ...limits })
}

function withFile(body: Call['body'], picture: Picture) {
  const filename = fileNameOf(picture)
  const attachments = [{ id: 0, filename, description: cut(oneLine(picture.alt), longestAlt) }]
  const file = { field: 'files[0]', filename, type: picture.type, data: picture.data }
  return formBody({ payload_json: JSON.stringify({ ...body, attachments }) }, file)
}

/** Only with `wait` does Discord say whether the message was kept. */
export function postAddress(address: URL): string {
  const url = new URL(address)
  url.searchParams.set('wait', 'true')
  return url.href
}

/** Where a message of the webhook is edited: in the same thread. */
export function editAddress(address: URL, id: string): string {
  const url = new URL(address)
  url.pathname = `${url.pathname}/messages/${id}`
  return url.href
}

/** An edit names what it takes away, too: what it does not name stays. */
export const asEdit = (body: DiscordMessage): Call['body'] => ({ content: '', ...body })
