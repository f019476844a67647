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
  const app = { type: 'feishu', 'app-id': 'cli_1', 'app-secret': 'inbox-secret', chat: 'oc_1', api: at.feishuApi } as const
  const [feishu, dingtalk, wecom] = [
    { type: 'feishu', webhook: at.feishu },
    { type: 'dingtalk', webhook: at.dingtalk },
    { type: 'wecom', webhook: at.wecom },
  ] as const
  return [
    dialect('telegram', { type: 'telegram', token: '1:inbox', chat: '-1001', api: at.telegram }),
    dialect('feishu-card', feishu),
    dialect('feishu-post', { ...feishu, format: 'post' }),
    dialect('feishu-text', { ...feishu, format: 'text' }),
    dialect('feishu-app-card', app),
    dialect('feishu-app-post', { ...app, format: 'post' }),
    dialect('dingtalk', dingtalk),
    ...['markdown', 'text', 'link', 'action-card', 'feed-card'].map((format) => dialect(`dingtalk-${format}`, { ...dingtalk, format })),
    dialect('wecom', wecom),
    ...['text', 'template-card'].map((format) => dialect(`wecom-${format}`, { ...wecom, format })),
    dialect('slack-webhook', { type: 'slack', webhook: at.slack }),
    dialect('slack-bot', { type: 'slack', token: 'xoxb-inbox', chat: 'C01', api: at.slackApi }),
    dialect('discord', { type: 'discord', webhook: at.discord }),
    dialect('email', { type: 'email', smtp: at.email, from: 'Sallyport <ci@example.com>', to: ['ops@example.com'] }),
    dialect('github', { type: 'github' }),
    dialect('webhook', { type: 'webhook', url: at.webhook }),
  ]
}

const dialect = (name: string, written: { readonly type: ShownPlatform } & Record<string, unknown>): Dialect => ({
  name,
  platform: written.type,
  settings: { name, ...v.parse(channelSchema, written) },
})
