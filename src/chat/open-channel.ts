import type { Channel as ChannelSettings } from '../config/channels.ts'
import { InputError } from '../kit/errors.ts'
import { text } from '../kit/text.ts'
import type { Channel, ChannelContext, NoticeChannel } from './channel.ts'
import type { Platform } from './message.ts'

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
    case 'dingtalk':
      return (await import('./dingtalk/dingtalk.ts')).openDingtalk(channel, context)
    case 'wecom':
      return (await import('./wecom/wecom.ts')).openWecom(channel, context)
    case 'discord':
      return (await import('./discord/discord.ts')).openDiscord(channel, context)
    case 'email':
      return (await import('./email/email.ts')).openEmail(channel, context)
    case 'webhook':
      return (await import('./webhook/webhook.ts')).openWebhook(channel, context)
  }
}

/**
 * Opens a channel to show messages and nothing else, whether people could decide there or not. Only the part of the code that its platform
 * needs is loaded; nothing is sent. Throws an `InputError` where nothing can be shown.
 */
export async function openNotices(channel: ChannelSettings, context: ChannelContext): Promise<NoticeChannel> {
  const base = channel.api === undefined ? {} : { api: channel.api }
  switch (channel.type) {
    case 'telegram':
      return (await import('./telegram/notices.ts')).telegramNotices(channel, context)
    case 'github':
      return (await import('./github/notices.ts')).githubNotices(channel, context)
    case 'slack':
      if (channel.token === undefined || channel.chat === undefined) break
      return (await import('./slack/bot-notices.ts')).slackBotNotices(
        { name: channel.name, token: channel.token, chat: channel.chat, ...base },
        context,
      )
    case 'feishu':
      if (channel.webhook !== undefined) break
      return (await import('./feishu/app-notices.ts')).feishuAppNotices(channel, context)
    case 'web':
      throw noPlaceForNotices(channel.name)
  }
  const opened = await openChannel(channel, context)
  if (opened.kind !== 'notifies') throw new Error(`a channel of type ${channel.type} shows notices in a way of its own`)
  return opened
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
