import { cut } from '../fit.ts'
import { fitted } from '../fitted.ts'
import type { Message, MessageEvent } from '../message.ts'

/**
 * What a webhook receives. The shape is kept: fields may be added, none changes its meaning. Every text is final, in the language of the
 * configuration, and not escaped.
 */
export interface WebhookEvent {
  readonly version: 1
  readonly type: MessageEvent
  /** The same as the header `webhook-id`: one for each message, however often it is sent. */
  readonly id: string
  /** ISO 8601, UTC. */
  readonly timestamp: string
  readonly data: WebhookData
}

export interface WebhookData extends Pick<Message, 'headline' | 'tone' | 'level' | 'facts' | 'sections' | 'links' | 'mentions' | 'footer'> {
  /** The same in all events about the same thing: a request, a run. To follow it through logs and systems. */
  readonly trace?: string
  /** The id of the request, as people type it. */
  readonly request?: string
  /** There while people can decide. */
  readonly decision?: { readonly hint: string; readonly deadline: string }
  /** A picture that is small enough to travel along. */
  readonly picture?: { readonly type: string; readonly alt: string; readonly data: string }
}

/** Bytes of a picture, before Base64; it comes on top of the words. */
export const largestPicture = 256 * 1024

/** Receivers often take no more, in bytes; GitHub's own for dispatched events is 64 KB. */
const largestBody = 60_000

/** What an event says beside its message. */
interface Envelope {
  readonly id: string
  readonly type: MessageEvent
  readonly at: number
  /** Default: what the message says itself. */
  readonly trace?: string | undefined
}

/** The event as it goes over the wire. */
export function webhookBody(message: Message, envelope: Envelope): string {
  const { picture, ...words } = message
  const json = (candidate: Message) => JSON.stringify(eventOf(candidate, envelope), wellFormed)
  const kept = fitted(words, (candidate) => Buffer.byteLength(json(candidate)) <= largestBody)
  return json(picture && picture.data.length <= largestPicture ? { ...kept, picture: { ...picture, alt: cut(picture.alt, 300) } } : kept)
}

/** Half of a surrogate pair would be an escape that many readers of JSON refuse. */
const wellFormed = (_: string, value: unknown): unknown => (typeof value === 'string' ? value.toWellFormed() : value)

function eventOf(message: Message, { id, type, at, trace: known }: Envelope): WebhookEvent {
  const { headline, tone, level, facts, sections, links, mentions, footer, decision, about, picture } = message
  const aboutId = about?.id ?? decision?.id
  const trace = aboutId ?? known
  return {
    version: 1,
    type,
    id,
    timestamp: new Date(at).toISOString(),
    data: {
      ...(trace ? { trace } : {}),
      ...(aboutId && isOfRequest(type) ? { request: aboutId } : {}),
      ...{ headline, tone, level, facts, sections, links, mentions, footer },
      ...(decision ? { decision: { hint: decision.hint, deadline: new Date(decision.deadline).toISOString() } } : {}),
      ...(picture ? { picture: { type: picture.type, alt: picture.alt, data: picture.data.toString('base64') } } : {}),
    },
  }
}

/** Runs and events of a log have ids that nobody types. */
const isOfRequest = (type: MessageEvent): boolean => !type.startsWith('run.') && !type.startsWith('log.')
