import { RemoteError } from '../../kit/errors.ts'
import type { Ask, Reply } from '../channel.ts'
import { oneLine } from '../one-line.ts'
import type { Card } from './card.ts'
import { escaped } from './markup.ts'
import { plainText } from './render.ts'

/** Milliseconds after which an answer is worth nothing any more: Slack takes some 100 a minute of an app. */
const patience = 300_000
/** Milliseconds between two tries while Slack cannot be reached. */
const firstPause = 1000
const longestPause = 8000

/** So many answers are under way at once: a crowd of clicks must not become a crowd of calls. */
const atOnce = 3

/**
 * Says something to one person alone. In the thread only who has spoken there sees it: whoever reacted is told in the channel. Never
 * throws.
 */
export async function whisper(card: Card, user: string, words: string, isInThread: boolean): Promise<void> {
  const latest = card.desk.context.clock.now() + patience
  const before = card.whispers.at(-atOnce)
  const said = (async () => {
    await before
    await say(card, user, words, { isInThread, latest })
  })()
  card.whispers = [...card.whispers.slice(1 - atOnce), said]
  await said
}

interface Way {
  readonly isInThread: boolean
  /** Milliseconds since 1970. */
  readonly latest: number
}

/** Also over an outage: whoever clicked just before it waits to be told. */
async function say(
  { place, closed, desk: { api, context } }: Card,
  user: string,
  words: string,
  { isInThread, latest }: Way,
): Promise<void> {
  if (!place) return
  const { clock, log } = context
  const params = { channel: place.channel, user, ...wordsFor(withoutSlash(words)), ...(isInThread ? { thread_ts: place.ts } : {}) }
  for (let pause = firstPause; clock.now() < latest; pause = Math.min(longestPause, pause * 2)) {
    try {
      const told = await api.call('chat.postEphemeral', params, { patience: latest - clock.now(), repeatable: true, signal: closed })
      if (!told.ok) log.debug(`Slack did not take an answer: ${told.error}`)
      return
    } catch (error) {
      if (!(error instanceof RemoteError) || closed.aborted) break
      await clock.sleep(pause, closed).catch(() => {})
    }
  }
  log.debug('an answer did not reach Slack')
}

const wordsFor = (words: string) => ({
  text: escaped(oneLine(words)).slice(0, 3500),
  blocks: JSON.stringify([{ type: 'section', text: plainText(words, 2900) }]),
})

export const answerAsk = (card: Card, ask: Ask, { words }: Reply): Promise<void> => whisper(card, ask.user, words, ask.by === 'command')

/** Slack takes a message that begins with a slash for a command of its own: here commands are written without. */
const withoutSlash = (words: string): string => words.replace(/(^|[\s:：])\/(approve|reject|status)\b/g, '$1$2')
