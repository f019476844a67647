import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import type { ChannelContext, Delivery, NoticeChannel } from '../../../src/chat/channel.ts'
import { openNotices } from '../../../src/chat/open-notices.ts'
import type { Channel as ChannelSettings } from '../../../src/config/channels.ts'
import { chineseRejections } from '../../fakes/rejections/china.ts'
import { otherRejections } from '../../fakes/rejections/elsewhere.ts'
import { mailRejections, rejectingMail } from '../../fakes/rejections/mail.ts'
import { nameOf, type RejectingPlatform, rejectingPlatforms } from '../../fakes/rejections/rejection.ts'
import { type Rejector, startRejector } from '../../fakes/rejections/rejector.ts'
import { closeServers, opened } from './email/opened.ts'
import { exampleMessage, noticeContext } from './notice-context.ts'

const { decision: _, ...message } = exampleMessage
const rejections = [...chineseRejections, ...otherRejections]

/** A channel of each form, as configured. */
const settings: Readonly<Record<RejectingPlatform, ChannelSettings>> = {
  'feishu-webhook': { type: 'feishu', name: 'team', webhook: 'https://open.feishu.cn/open-apis/bot/v2/hook/0a1b2c3d-4e5f' },
  'feishu-app': { type: 'feishu', name: 'lark', appId: 'cli_0123456789abcdef', appSecret: 'app-secret-of-a-test', chat: 'oc_1' },
  dingtalk: { type: 'dingtalk', name: 'ding', webhook: 'https://oapi.dingtalk.com/robot/send?access_token=token-of-16-chars' },
  wecom: { type: 'wecom', name: 'corp', webhook: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=key-of-16-letters' },
  'slack-webhook': { type: 'slack', name: 'slack', webhook: 'https://hooks.slack.com/services/T00000000/B00000000/abcdefghijklmnop' },
  'slack-bot': { type: 'slack', name: 'slack', token: 'xoxb-1-2-abcdefghijklmnop', chat: 'C01' },
  telegram: { type: 'telegram', name: 'ops', token: '12345678:abcdefghijklmnopqrstuvwxyz012345678', chat: '-100123' },
  discord: { type: 'discord', name: 'disc', webhook: 'https://discord.com/api/webhooks/1234567890/abcdefghijklmnopqrst' },
  webhook: { type: 'webhook', name: 'hook', url: 'https://receiver.test/notices/abcdefghijklmnopqrst' },
}

let rejector: Rejector
beforeAll(async () => {
  rejector = await startRejector()
})
afterAll(() => rejector.close())
afterEach(closeServers)

/** A runner whose jobs may run as often as needed: only the platform says no. */
const open = (platform: RejectingPlatform, context: ChannelContext): Promise<NoticeChannel> =>
  openNotices({ ...settings[platform], api: rejector.url }, context)

const chinese = /\p{Script=Han}/u

/** That people learn what happened and what to do, in both languages, in the platform's own terms and in ours. */
function expectTold(delivery: Delivery, reason: string, means: RegExp): void {
  if (delivery.state === 'delivered') throw new Error('said to be delivered')
  const { reason: said, remedy } = delivery
  expect(said.en).toMatch(means)
  for (const words of [said.en, said['zh-CN']]) expect(words).toContain(reason)
  expect([said['zh-CN'], remedy?.['zh-CN']]).toEqual([expect.stringMatching(chinese), expect.stringMatching(chinese)])
  expect(remedy?.en).toMatch(/^[A-Z].{15,}/s)
  expect(remedy?.en).not.toMatch(chinese)
}

describe('an answer that rejects a message is never taken for a success', () => {
  it.each(rejections.map((rejection) => ({ name: nameOf(rejection), rejection })))('$name', async ({ rejection }) => {
    rejector.rejection = rejection
    const context = noticeContext()
    const channel = await open(rejection.platform, context)
    const delivery = await channel.send(message)
    await channel.close()
    expect(delivery.state).toBe(rejection.state ?? 'rejected')
    expectTold(delivery, rejection.reason, rejection.means)
  })

  it.each(mailRejections.map((rejection) => ({ name: `${rejection.to}: ${rejection.reply}`, rejection })))(
    'mail, $name',
    async ({ rejection }) => {
      const { channel, server } = await opened(rejectingMail(rejection), rejection.to === 'login' ? { login: 'ci:geheim' } : {})
      const delivery = await channel.send(message)
      expect([delivery.state, server.mails.length]).toEqual(['rejected', 0])
      expectTold(delivery, rejection.reply.slice(0, 9), rejection.means)
    },
  )

  it('is known of every platform, and of more than sixty answers', () => {
    expect(new Set(rejections.map(({ platform }) => platform))).toEqual(new Set(rejectingPlatforms))
    expect(rejections.length + mailRejections.length).toBeGreaterThanOrEqual(60)
    const all = rejections.map(({ platform, answer }) => `${platform} ${answer.status} ${answer.body}`)
    expect(new Set(all).size).toBe(all.length)
  })
})
