import { RemoteError } from '../../kit/errors.ts'
import type { ChannelContext } from '../channel.ts'
import { isBody, type Refusal, type Refuse } from './answer.ts'
import { approveReaction, rejectReaction } from './ballots.ts'
import type { Rendered } from './render.ts'
import type { Place } from './thread.ts'
import type { CallOptions, SlackApi } from './web-api.ts'

type World = Pick<ChannelContext, 'clock' | 'random'>

/** Milliseconds that Slack may have us wait for room, and how often a lost answer is looked for. */
const patience = 30_000
const searches = 4
const searchPause = 700

/** Parameters of a message, new or edited: nothing in it is turned into links or mentions by Slack. */
export const contentOf = ({ text, blocks }: Rendered) => ({ text, blocks: JSON.stringify(blocks), parse: 'none' })

export interface Arrived extends Place {
  /** The user id of our bot. */
  readonly bot: string
}

/** A message that is on its way: the mark by which it can be found, and since when it may be there, in milliseconds since 1970. */
export interface Mark {
  readonly id: string
  readonly since: number
}

export const newMark = ({ clock, random }: World): Mark => ({
  id: `sallyport-${Math.floor(random() * 2 ** 50).toString(36)}`,
  since: clock.now(),
})

/**
 * Posts a message once, also when the answer is lost on the way: it carries a mark by which it is found in the channel, so that nobody is
 * asked twice. `mayBeThere`: an earlier call with the same mark has failed.
 */
export async function postOnce(api: SlackApi, channel: string, rendered: Rendered, way: Way): Promise<Arrived> {
  const { mark, clock, refuse, signal } = way
  const limits = { patience, ...(signal ? { signal } : {}) }
  const params = { channel, ...contentOf(marked(rendered, mark.id)), unfurl_links: 'false', unfurl_media: 'false' }
  for (let search = 1, { mayBeThere } = way; ; search++) {
    const found = mayBeThere ? await findMarked(api, channel, mark, limits) : undefined
    if (found) return found
    try {
      const posted = await api.call('chat.postMessage', params, { ...limits, repeatable: false })
      if (!posted.ok) throw refuse(posted)
      return arrivedIn(posted.body, channel)
    } catch (error) {
      if (!(error instanceof RemoteError) || !error.retryable || search >= searches) throw error
      mayBeThere = true
      await clock.sleep(searchPause, signal)
    }
  }
}

interface Way extends Pick<World, 'clock'> {
  readonly mark: Mark
  readonly mayBeThere: boolean
  readonly signal?: AbortSignal
  readonly refuse: Refuse
}

const marked = ({ text, blocks: [first, ...rest] }: Rendered, mark: string): Rendered => ({
  text,
  blocks: first ? [{ ...first, block_id: mark }, ...rest] : [],
})

function arrivedIn({ ts, channel, message }: Readonly<Record<string, unknown>>, asked: string): Arrived {
  const bot = isBody(message) && typeof message.user === 'string' ? message.user : ''
  return { channel: typeof channel === 'string' ? channel : asked, ts: String(ts), bot }
}

async function findMarked(
  api: SlackApi,
  channel: string,
  { id, since }: Mark,
  limits: Omit<CallOptions, 'repeatable'>,
): Promise<Arrived | undefined> {
  const oldest = String(Math.floor((since + api.ahead) / 1000) - 60)
  const history = await api.call('conversations.history', { channel, oldest, limit: '100' }, { ...limits, repeatable: true })
  const messages = history.ok && Array.isArray(history.body.messages) ? history.body.messages.filter(isBody) : []
  const found = messages.find(({ blocks }) => Array.isArray(blocks) && blocks.some((block) => isBody(block) && block.block_id === id))
  return found && arrivedIn({ ts: found.ts, channel, message: found }, channel)
}

/** Lays out the two reactions, in this order; answers what Slack refuses. */
export async function layOutReactions(api: SlackApi, { channel, ts }: Place): Promise<Refusal | undefined> {
  for (const name of [approveReaction, rejectReaction]) {
    const added = await api.call('reactions.add', { channel, timestamp: ts, name }, { patience, repeatable: true })
    if (!added.ok && added.error !== 'already_reacted') return added
  }
  return undefined
}

/** Takes the bot's reactions away again: nothing invites to tap any more. What stays of it harms nobody. */
export async function takeReactionsAway(api: SlackApi, { channel, ts }: Place, limit: number): Promise<void> {
  for (const name of [approveReaction, rejectReaction]) {
    await api.call('reactions.remove', { channel, timestamp: ts, name }, { patience: limit, repeatable: true }).catch(() => {})
  }
}
