import { fitted } from '../fitted.ts'
import type { Message, MessageEvent } from '../message.ts'

/**
 * What a webhook receives. The shape is kept: fields may be added, none changes its meaning. Every text is final, in the language of the
 * configuration, and not escaped.
 */
export interface WebhookEvent {
  readonly type: MessageEvent
  /** The same as the header `webhook-id`: one for each message, however often it is sent. */
  readonly id: string
  /** ISO 8601, UTC. */
  readonly timestamp: string
  readonly data: WebhookData
}

export interface WebhookData extends Pick<Message, 'headline' | 'tone' | 'level' | 'facts' | 'sections' | 'links' | 'mentions' | 'footer'> {
  /** The id of the request, as people type it. */
  readonly request?: string
  /** There while people can decide. */
  readonly decision?: { readonly hint: string; readonly deadline: string }
}

/** Receivers often take no more, in bytes; GitHub's own for dispatched events is 64 KB. */
const largestBody = 60_000

/** The event as it goes over the wire. `fallback`: what it is about where the message does not say. */
export function webhookBody(message: Message, event: { readonly id: string; readonly type: MessageEvent; readonly at: number }): string {
  const json = (candidate: Message) => JSON.stringify(eventOf(candidate, event), wellFormed)
  return json(fitted(message, (candidate) => Buffer.byteLength(json(candidate)) <= largestBody))
}

/** Half of a surrogate pair would be an escape that many readers of JSON refuse. */
const wellFormed = (_: string, value: unknown): unknown => (typeof value === 'string' ? value.toWellFormed() : value)

function eventOf(message: Message, { id, type, at }: { id: string; type: MessageEvent; at: number }): WebhookEvent {
  const { headline, tone, level, facts, sections, links, mentions, footer, decision, about } = message
  const request = about?.id ?? decision?.id
  return {
    type,
    id,
    timestamp: new Date(at).toISOString(),
    data: {
      ...(request ? { request } : {}),
      ...{ headline, tone, level, facts, sections, links, mentions, footer },
      ...(decision ? { decision: { hint: decision.hint, deadline: new Date(decision.deadline).toISOString() } } : {}),
    },
  }
}
