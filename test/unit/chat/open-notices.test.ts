import { describe, expect, it } from '@jest/globals'
import { openNotices } from '../../../src/chat/open-channel.ts'
import type { Channel } from '../../../src/config/channels.ts'
import { noticeContext } from './notice-context.ts'

const token = '7654321098:AAF-fake_token_for_tests_0123456789a'
const channels: readonly { readonly channel: Channel; readonly platform: string; readonly canEdit: boolean }[] = [
  { channel: { type: 'telegram', name: 'ops', token, chat: '-1001' }, platform: 'telegram', canEdit: true },
  { channel: { type: 'slack', name: 'team', token: 'xoxb-1', chat: 'C01' }, platform: 'slack', canEdit: true },
  { channel: { type: 'slack', name: 'team', webhook: 'https://hooks.slack.test/services/T/B/x' }, platform: 'slack', canEdit: false },
  {
    channel: { type: 'discord', name: 'disc', webhook: 'https://discord.test/api/webhooks/1/x' },
    platform: 'discord',
    canEdit: true,
  },
  {
    channel: { type: 'feishu', name: 'lark', webhook: 'https://open.feishu.test/open-apis/bot/v2/hook/x' },
    platform: 'feishu',
    canEdit: false,
  },
  { channel: { type: 'wecom', name: 'corp', webhook: 'https://wecom.test/cgi-bin/webhook/send?key=x' }, platform: 'wecom', canEdit: false },
  { channel: { type: 'webhook', name: 'hook', url: 'https://hook.test/x' }, platform: 'webhook', canEdit: false },
]

describe('a channel for notices', () => {
  it.each(channels)(
    '$channel.type shows messages, and edits them where the platform can: $canEdit',
    async ({ channel, platform, canEdit }) => {
      const opened = await openNotices(channel, noticeContext())
      expect([opened.kind, opened.name, opened.platform, opened.edit !== undefined]).toEqual(['notifies', channel.name, platform, canEdit])
      await opened.close()
    },
  )

  it('is no page: that shows requests only', async () => {
    const page: Channel = { type: 'web', name: 'page', listen: '127.0.0.1:0', url: 'http://127.0.0.1:1', links: 'mail' }
    await expect(openNotices(page, noticeContext())).rejects.toMatchObject({
      code: 'channel-unusable',
      where: 'channels.page',
      remedy: { en: expect.stringContaining('e-mail'), 'zh-CN': expect.stringContaining('邮件') },
    })
  })
})
