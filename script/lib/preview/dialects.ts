import * as v from 'valibot'
import { channelSchema, type Channel as Settings } from '../../../src/config/channels.ts'
import type { InboxAddresses } from '../inbox/inbox.ts'
import type { ShownPlatform } from './views/shown.ts'

/** A way in which a message is written: a platform, and there how the channel is set up. */
export interface Dialect {
  readonly name: string
  readonly platform: ShownPlatform
  /** The channel as the configuration would have it. */
  readonly settings: Settings
}

/** Every dialect, each as a channel that leads to the inbox. */
export function dialectsAt(at: InboxAddresses): readonly Dialect[] {
  const { telegram: api, feishu, dingtalk, wecom, slack, discord } = at
  return [
    dialect('telegram', { type: 'telegram', token: '1:inbox', chat: '-1001', api }),
    dialect('feishu-card', { type: 'feishu', webhook: feishu }),
    dialect('feishu-app', { type: 'feishu', 'app-id': 'cli_1', 'app-secret': 'inbox-secret', chat: 'oc_1', api: at.feishuApi }),
    dialect('dingtalk', { type: 'dingtalk', webhook: dingtalk }),
    dialect('wecom', { type: 'wecom', webhook: wecom }),
    dialect('slack-webhook', { type: 'slack', webhook: slack }),
    dialect('slack-bot', { type: 'slack', token: 'xoxb-inbox', chat: 'C01', api: at.slackApi }),
    dialect('discord', { type: 'discord', webhook: discord }),
    dialect('email', { type: 'email', smtp: at.email, from: 'Sallyport <ci@example.com>', to: ['ops@example.com'] }),
    dialect('webhook', { type: 'webhook', url: at.webhook }),
  ]
}

const dialect = (name: string, written: { readonly type: Exclude<ShownPlatform, 'github'> } & Record<string, unknown>): Dialect => ({
  name,
  platform: written.type,
  settings: { name, ...v.parse(channelSchema, written) },
})
