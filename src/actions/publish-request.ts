import { type CardContext, cardOf, mentionOf, missingPeople } from '../approval/card.ts'
import type { GateState } from '../approval/gate.ts'
import type { Keeper } from '../approval/hold.ts'
import type { RequestRecord } from '../approval/keeper.ts'
import { type PostingChannel, postingChannel, refuseInputErrors } from '../approval/postings.ts'
import { within } from '../approval/speaker.ts'
import type { DecisionChannel, Posted } from '../chat/channel.ts'
import type { Message } from '../chat/message.ts'
import { textOf } from '../kit/errors.ts'
import type { Io } from '../kit/run.ts'
import { text } from '../kit/text.ts'
import type { OpenChannels } from './approval-channels.ts'
import { sendPersonalLinks } from './personal-links.ts'
import type { ApprovalOrder } from './read-approval.ts'
import { leaveRequest } from './request-trace.ts'
import { sendNotices } from './send-notices.ts'

/** A request that people can see. */
export interface Publication {
  readonly channels: readonly PostingChannel[]
  readonly card: Omit<CardContext, 'now'>
  readonly keeper: Keeper
  /** Where it was posted so far, by channel. */
  posted(): Readonly<Record<string, Posted>>
  /** Tells those who only get notices how it ended, for so many milliseconds at most: the job waits for that. Whom that does not reach is warned of. */
  tellEnd(state: GateState, limit: number): Promise<void>
}

/**
 * Posts a request wherever people decide, or takes over what an earlier attempt posted, then sends the notices with the links to there.
 * `keeperFor` gets a function that tells where it was posted so far. A channel that is not reachable posts as soon as it is; one that is set up
 * wrongly ends all of it, with what was posted brought to its end.
 */
export async function publish(
  io: Io,
  order: ApprovalOrder,
  channels: OpenChannels,
  entry: Pick<RequestRecord, 'state' | 'posted'>,
  keeperFor: (posted: () => Readonly<Record<string, Posted>>) => Keeper,
): Promise<Publication> {
  let latest = entry.state
  let posted = entry.posted
  const card = { changes: await order.changes, locale: io.log.locale, timeZone: order.config.timeZone }
  const keeper = keeperFor(() => posted)
  const current = (): Message => cardOf(latest, { ...card, now: io.clock.now() })
  /** Whoever can decide is alerted once, when the request is posted. */
  const alerting = (): Message => ({ ...current(), mentions: missingPeople(latest, order.voters).map(mentionOf) })
  const postings = await Promise.all(
    channels.deciding.map(async (channel) => {
      const place = Object.hasOwn(posted, channel.name) ? posted[channel.name] : undefined
      const isAdopted = await adopt(channel, place, latest, current(), io)
      return postingChannel(unhurried(channel, channels), alerting, note(channel.name), {
        clock: io.clock,
        ref: isAdopted ? place?.ref : undefined,
      })
    }),
  )
  function note(name: string) {
    return (place: Posted): void => {
      posted = { ...posted, [name]: { ...posted[name], ...place } }
      leaveRequest(io, latest, posted)
      void keeper.keep(latest)
      const where = place.url ?? name
      io.log.info(text(`Asked in ${name}: ${where}`, `已在 ${name} 发起：${where}`))
    }
  }
  if (postings.some((channel) => channel.isPosted())) leaveRequest(io, latest, posted)
  await postAll(postings, io)
  const links = () => Object.entries(posted).flatMap(([name, { url }]) => (url ? [{ label: name, url }] : []))
  const asked = alerting()
  const told = tell(io, async () => {
    if (io.signal.aborted) return
    const areTold = wereTold(entry.posted, posted)
    await Promise.all([
      sendPersonalLinks(io, order, channels, current(), areTold),
      areTold ? undefined : sendNotices(io, channels.notifying, withLinks(asked, links())),
    ])
  })
  return {
    posted: () => posted,
    channels: postings,
    card,
    keeper: {
      ...keeper,
      keep: (state) => {
        latest = state
        return keeper.keep(state)
      },
    },
    tellEnd: async (state, limit) => {
      const end = withLinks(cardOf(state, { ...card, now: io.clock.now() }), links())
      const telling = told.then(() => sendNotices(io, channels.notifying, end))
      if (!(await within(limit, telling, io.clock))) io.log.warning(untold)
    },
  }
}

/** Whether an earlier attempt has told everybody already where to go: nobody is alerted twice, unless a link leads elsewhere now. */
const wereTold = (before: RequestRecord['posted'], now: RequestRecord['posted']): boolean =>
  Object.keys(before).length > 0 && Object.entries(now).every(([name, { url }]) => Object.hasOwn(before, name) && before[name]?.url === url)

const untold = text(
  'The job does not wait any longer for the notices of how it ended: not all of them were delivered so far.',
  '作业不再等待结果通知：部分通知尚未送达。',
)

/** People may decide already while others are still being told: clicks do not wait for a mail server. What fails is said. */
const tell = (io: Io, telling: () => Promise<void>): Promise<void> => telling().catch((error: unknown) => io.log.warning(textOf(error)))

const withLinks = (message: Message, links: Message['links']): Message => ({ ...message, links: [...links, ...message.links] })

/** Takes over what an earlier attempt posted, and brings it up to date. What cannot be taken over is posted anew. */
async function adopt(channel: DecisionChannel, place: Posted | undefined, state: GateState, card: Message, io: Io): Promise<boolean> {
  if (!place) return false
  if (channel.platform === 'web' && !io.env.SALLYPORT_SIGNING_KEY) return false // without a key its links are new ones
  const seen = state.history.flatMap(({ channel: name, key }) => (name === channel.name && key ? [key] : []))
  try {
    await channel.adopt(place.ref, seen)
  } catch (error) {
    io.log.warning(textOf(error), channel.name)
    return false
  }
  await channel.update(card).catch((error: unknown) => io.log.warning(textOf(error), channel.name))
  return true
}

/** Posting is not broken off in the middle: nobody would know of a message that arrives all the same. */
const unhurried = (channel: DecisionChannel, { letFinish }: OpenChannels): DecisionChannel => ({
  ...channel,
  get interval() {
    return channel.interval
  },
  post: (card) => letFinish(() => channel.post(card)),
})

async function postAll(postings: readonly PostingChannel[], io: Io): Promise<void> {
  if (io.signal.aborted) return
  const posting = Promise.allSettled(postings.map((channel) => channel.postNow()))
  try {
    refuseInputErrors((await unlessLate(posting, io)) ?? [])
  } catch (error) {
    await Promise.all(postings.map((channel) => channel.update(withdrawn(io)).catch(() => {})))
    throw error
  }
  if (io.signal.aborted || postings.some((channel) => channel.isPosted())) return
  io.log.warning(
    text(
      'Nobody could be asked yet: none of the channels can be reached. Trying again until the deadline.',
      '尚未能通知任何人：所有渠道都无法访问。将重试至审批截止。',
    ),
  )
}

/** A channel that takes longer to post does so while others are read already: its next read goes on with it. */
const postingLimit = 20_000

async function unlessLate<T>(work: Promise<T>, { clock }: Io): Promise<T | undefined> {
  let done: T | undefined
  const noted = work.then((value) => {
    done = value
  })
  await within(postingLimit, noted, clock)
  return done
}

/** What stays where a request was posted that could not be posted everywhere. */
const withdrawn = (io: Io): Message => ({
  headline: text('This request was withdrawn: it could not be asked everywhere.', '该请求已撤回：未能在所有渠道发起。')[io.log.locale],
  tone: 'neutral',
  level: 'test',
  facts: [],
  sections: [],
  links: [],
  mentions: [],
  footer: '',
})
