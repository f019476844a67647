import type { Channel as ChannelSettings } from '../../config/channels.ts'
import { InputError } from '../../kit/errors.ts'
import { text } from '../../kit/text.ts'
import type { Channel } from '../channel.ts'
import type { FeishuContext } from './context.ts'
import { feishuDecision } from './decision.ts'
import { feishuNotice } from './notice.ts'

type Settings = Extract<ChannelSettings, { type: 'feishu' }>

const usualApi = 'https://open.feishu.cn'

/** Feishu or Lark: an app's bot, with which people decide, or a custom bot, which only sends. */
export function openFeishu(channel: Settings, context: FeishuContext): Channel {
  const { name, webhook, secret, appId, appSecret, chat, api, format } = channel
  if (webhook !== undefined) return feishuNotice({ name, webhook, secret, api, format }, context)
  if (appId === undefined || appSecret === undefined || chat === undefined) throw incomplete(name)
  return feishuDecision({ name, appId, appSecret, chat, api: (api ?? usualApi).replace(/\/+$/, '') }, context)
}

/** The schema of the configuration sees to it that this does not happen. */
const incomplete = (name: string): InputError =>
  new InputError({
    code: 'invalid-configuration',
    problem: text(
      'A Feishu channel needs a webhook, or app-id, app-secret and chat.',
      '飞书渠道需要 webhook，或 app-id、app-secret 和 chat。',
    ),
    where: `channels.${name}`,
  })
