import type { Channel as ChannelSettings } from '../../config/channels.ts'
import type { Channel, ChannelContext } from '../channel.ts'
import { slackDecisions } from './decide.ts'
import { slackNotices } from './notify.ts'

type Settings = Extract<ChannelSettings, { type: 'slack' }>

/** Slack: with a token and a channel people decide there, with a webhook they are told where to. */
export function openSlack(settings: Settings, context: ChannelContext): Channel {
  const { name, token, chat, webhook, api } = settings
  const base = api === undefined ? {} : { api }
  if (webhook !== undefined) return slackNotices({ name, webhook, ...base }, context)
  if (token !== undefined && chat !== undefined) return slackDecisions({ name, token, chat, ...base }, context)
  throw new Error('the configuration has one form or the other')
}
