import type { Channel as ChannelSettings } from '../../config/channels.ts'
import type { NoticeChannel } from '../channel.ts'
import type { FeishuContext } from './context.ts'

export function feishuAppNotices(_channel: Extract<ChannelSettings, { type: 'feishu' }>, _context: FeishuContext): NoticeChannel {
  throw new Error('being written')
}
