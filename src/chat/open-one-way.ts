import type { Channel as ChannelSettings } from '../config/channels.ts'
import type { ChannelContext, NoticeChannel } from './channel.ts'

/** Channels by which people can be told something, and tell nothing back. */
export type OneWay = Extract<ChannelSettings, { type: 'dingtalk' | 'wecom' | 'discord' | 'email' | 'webhook' }>

/** Opens one of them. Only the part of the code that its platform needs is loaded; nothing is sent. */
export async function openOneWay(channel: OneWay, context: ChannelContext): Promise<NoticeChannel> {
  switch (channel.type) {
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
