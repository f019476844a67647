import type { Channel as ChannelSettings } from '../../config/channels.ts'
import type { ChannelContext, NoticeChannel } from '../channel.ts'
import { slackBotNotices } from './bot-notices.ts'
import { slackNotices } from './notify.ts'

type Settings = Extract<ChannelSettings, { type: 'slack' }>

/** An incoming webhook, or a bot. */
export function openSlackNotices({ name, token, chat, webhook, api }: Settings, context: ChannelContext): NoticeChannel {
  const base = api === undefined ? {} : { api }
  if (webhook !== undefined) return slackNotices({ name, webhook, ...base }, context)
  if (token === undefined || chat === undefined) throw new Error('the configuration has one form or the other')
  return slackBotNotices({ name, token, chat, ...base }, context)
}
