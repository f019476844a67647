import './every-platform.ts'
import type { Channel as ChannelSettings } from '../config/channels.ts'
import { InputError } from '../kit/errors.ts'
import { text } from '../kit/text.ts'
import type { ChannelContext, NoticeChannel } from './channel.ts'
import { openOneWay } from './open-one-way.ts'

/**
 * Opens a channel to show messages and nothing else, whether people could decide there or not. Only the part of the code that its platform
 * needs is loaded; nothing is sent. Throws an `InputError` where nothing can be shown.
 */
export async function openNotices(channel: ChannelSettings, context: ChannelContext): Promise<NoticeChannel> {
  switch (channel.type) {
    case 'telegram':
      return (await import('./telegram/notices.ts')).telegramNotices(channel, context)
    case 'feishu':
      return openFeishu(channel, context)
    case 'slack':
      return (await import('./slack/open-notices.ts')).openSlackNotices(channel, context)
    case 'github':
      return (await import('./github/notices.ts')).githubNotices(channel, context)
    case 'web':
      throw noPlaceForNotices(channel.name)
    default:
      return openOneWay(channel, context)
  }
}

type Settings<Type extends ChannelSettings['type']> = Extract<ChannelSettings, { type: Type }>

/** A custom bot, or an app's. */
async function openFeishu(channel: Settings<'feishu'>, context: ChannelContext): Promise<NoticeChannel> {
  const { name, webhook, secret, api, format } = channel
  if (webhook === undefined) return (await import('./feishu/app-notices.ts')).feishuAppNotices(channel, context)
  return (await import('./feishu/notice.ts')).feishuNotice({ name, webhook, secret, api, format }, context)
}

const noPlaceForNotices = (name: string): InputError =>
  new InputError({
    code: 'channel-unusable',
    problem: text('A page shows requests for approval only: nobody would see a message there.', '网页只显示审批请求：消息不会有人看到。'),
    where: `channels.${name}`,
    remedy: text(
      'Name a channel for messages instead: e-mail, a chat, a webhook, or an issue (type: github).',
      '请改用可发消息的渠道：邮件、聊天、webhook，或议题（type: github）。',
    ),
  })
