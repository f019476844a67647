import type { Ask, Reply } from '../channel.ts'
import { oneLine } from '../one-line.ts'
import type { Card } from './card.ts'
import { escaped } from './markup.ts'
import { plainText } from './render.ts'

/** Milliseconds that an answer may wait for its turn. */
const patience = 45_000

/**
 * Says something to one person alone. In the thread only who has spoken there sees it: whoever reacted is told in the channel. Never throws.
 */
export async function whisper(card: Card, user: string, words: string, isInThread: boolean): Promise<void> {
  const { place, desk } = card
  if (!place) return
  const said = withoutSlash(words)
  const params = {
    channel: place.channel,
    user,
    text: escaped(oneLine(said)).slice(0, 3500),
    blocks: JSON.stringify([{ type: 'section', text: plainText(said, 2900) }]),
    ...(isInThread ? { thread_ts: place.ts } : {}),
  }
  try {
    const told = await desk.api.call('chat.postEphemeral', params, { patience, repeatable: true })
    if (!told.ok) desk.context.log.debug(`Slack did not take an answer: ${told.error}`)
  } catch {
    desk.context.log.debug('an answer did not reach Slack')
  }
}

export const answerAsk = (card: Card, ask: Ask, { words }: Reply): Promise<void> => whisper(card, ask.user, words, ask.by === 'command')

/** Slack takes a message that begins with a slash for a command of its own: here commands are written without. */
const withoutSlash = (words: string): string => words.replace(/(^|[\s:：])\/(approve|reject|status)\b/g, '$1$2')
