import type { Channel as ChannelSettings } from '../../config/channels.ts'
import type { ChannelContext, NoticeChannel } from '../channel.ts'

export function githubNotices(_channel: Extract<ChannelSettings, { type: 'github' }>, _context: ChannelContext): NoticeChannel {
  throw new Error('being written')
}
