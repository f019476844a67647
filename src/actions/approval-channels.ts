import type { Channel, ChannelContext, DecisionChannel, NoticeChannel } from '../chat/channel.ts'
import { clockWatch } from '../chat/delivery/clock-notes.ts'
import type { Later } from '../chat/later.ts'
import { decidesBy, openChannel } from '../chat/open-channel.ts'
import type { Channel as ChannelSettings } from '../config/channels.ts'
import { type Config, channelNamed } from '../config/config.ts'
import type { Person } from '../config/people.ts'
import { deferredAbort } from '../kit/cancelled.ts'
import type { Io } from '../kit/run.ts'
import { text } from '../kit/text.ts'
import { contextOf } from './channel-context.ts'

/** The places to ask in, as configured. Where none of them can decide, an issue of the repository is added. */
export function channelsFor(config: Config, names: readonly string[], io: Io): readonly ChannelSettings[] {
  const chosen = [...new Set(names)].flatMap((name) => channelNamed(config, name) ?? [])
  if (chosen.some((channel) => decidesBy(channel) !== undefined)) return chosen
  io.log.info(
    text(
      'No channel is configured in which people can decide: an issue of this repository is used.',
      '没有配置可作决定的渠道：将使用本仓库的议题。',
    ),
  )
  return [...chosen, issueChannel]
}

/** The place to decide that needs no configuration. */
export const issueChannel = { type: 'github', name: 'github' } as const

/** By which addresses people can decide there. */
export const platformsOf = (channels: readonly ChannelSettings[]): ReadonlySet<string> =>
  new Set(channels.flatMap((channel) => decidesBy(channel) ?? []))

export interface OpenChannels {
  readonly deciding: readonly DecisionChannel[]
  readonly notifying: readonly NoticeChannel[]
  /** Carries something out that the cancellation of the run does not break off at once. */
  letFinish<T>(work: () => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** Opens them all; nothing is sent. */
export async function openChannels(
  settings: readonly ChannelSettings[],
  io: Io,
  voters: readonly Person[],
  github: ChannelContext['github'],
): Promise<OpenChannels> {
  const { signal, letFinish } = deferredAbort(io.signal, postingLimit)
  const open = async (channel: ChannelSettings): Promise<Channel> => {
    const context = { ...contextOf(channel, io, voters, github), signal }
    return tellsClock(channel) ? openChannel(channel, context) : withClock(channel, context)
  }
  const opened = await Promise.all(settings.map(open))
  return {
    letFinish,
    deciding: opened.filter(isDeciding),
    notifying: opened.filter((channel) => !isDeciding(channel)) as NoticeChannel[], // there are two kinds
    close: async () => {
      await Promise.all(opened.map((channel) => channel.close().catch(() => {})))
    },
  }
}

/** Whether its own check compares the clocks already; the page has no other clock. */
const tellsClock = (channel: ChannelSettings): boolean => {
  const by = decidesBy(channel)
  return by !== 'feishu' && by !== 'slack'
}

/** Deadlines are ours, and the times of votes are the service's: that they differ is said by whatever the service answers anyway. */
async function withClock(settings: ChannelSettings, context: ChannelContext): Promise<Channel> {
  const { http, notes } = clockWatch(context.http, context.clock)
  const channel = await openChannel(settings, { ...context, http })
  const { check } = channel
  return Object.assign(channel, { check: async (later?: Later) => [...(await check(later)), ...notes()] })
}

/** The runner kills ten seconds after it has cancelled, and messages are to be brought to their end as well. Milliseconds. */
const postingLimit = 2500

const isDeciding = (channel: Channel): channel is DecisionChannel => channel.kind === 'decides'
