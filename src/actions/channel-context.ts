import type { ChannelContext } from '../chat/channel.ts'
import { channelAuthority } from '../chat/delivery/channel-authority.ts'
import type { Channel as ChannelSettings } from '../config/channels.ts'
import type { Person } from '../config/people.ts'
import { httpWith } from '../kit/http.ts'
import type { Io } from '../kit/run.ts'

/** What a channel of this job has of the world. */
export const contextOf = (
  channel: ChannelSettings,
  io: Io,
  voters: readonly Person[],
  github: ChannelContext['github'],
): ChannelContext => ({
  clock: io.clock,
  log: io.log,
  env: io.env,
  signal: io.signal,
  random: Math.random,
  http: httpWith({ proxy: channel.proxy, ca: channelAuthority(channel), env: io.env }),
  voters,
  github,
})
