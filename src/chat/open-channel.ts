import './every-platform.ts'
import type { Channel as ChannelSettings } from '../config/channels.ts'
import type { Channel, ChannelContext } from './channel.ts'
import type { Platform } from './message.ts'
import { openOneWay } from './open-one-way.ts'

/** By which address people decide at a channel; undefined where they cannot, and only a link leads on. */
export function decidesBy(channel: ChannelSettings): Platform | 'web' | undefined {
  if (channel.type === 'telegram' || channel.type === 'github' || channel.type === 'web') return channel.type
  if (channel.type === 'feishu' || channel.type === 'slack') return channel.webhook === undefined ? channel.type : undefined
  return undefined
}

/** Opens a channel. Only the part of the code that its platform needs is loaded; nothing is sent. */
export async function openChannel(channel: ChannelSettings, context: ChannelContext): Promise<Channel> {
  switch (channel.type) {
    case 'telegram':
      return (await import('./telegram/telegram.ts')).openTelegram(channel, context)
    case 'feishu':
      return (await import('./feishu/feishu.ts')).openFeishu(channel, context)
    case 'slack':
      return (await import('./slack/slack.ts')).openSlack(channel, context)
    case 'github':
      return (await import('./github/github.ts')).openGithub(channel, context)
    case 'web':
      return (await import('./web/web.ts')).openWeb(channel, context)
    default:
      return openOneWay(channel, context)
  }
}
