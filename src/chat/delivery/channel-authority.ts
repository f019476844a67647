import type { Channel as ChannelSettings } from '../../config/channels.ts'
import { authorityOf } from '../../kit/authority.ts'

/** The authority that a channel trusts beside those that everybody trusts (its setting `ca`). Throws an `InputError` where it is unusable. */
export function channelAuthority(channel: ChannelSettings): string | undefined {
  const ca = 'ca' in channel ? channel.ca : undefined
  return typeof ca === 'string' ? authorityOf(ca, `channels.${channel.name}.ca`) : undefined
}
