import { type FakeDingtalk, fakeDingtalk } from '../fakes/dingtalk.ts'
import { type FakeFeishu, startFeishu } from '../fakes/feishu/server.ts'
import { type FakeMailServer, fakeMailServer } from '../fakes/mail-server.ts'
import { botScopes, type Slack, startSlack } from '../fakes/slack/slack.ts'
import { type FakeTelegram, type FakeUser, startTelegram } from '../fakes/telegram/telegram.ts'
import { type Listener, listen } from '../fakes/webhook-listener.ts'
import { type FakeWecom, fakeWecom } from '../fakes/wecom.ts'

/** Every service that an example may speak with, with the groups and people that the examples name. */
export interface Chats {
  readonly telegram: FakeTelegram
  readonly feishu: FakeFeishu
  readonly slack: Slack
  readonly dingtalk: FakeDingtalk
  readonly wecom: FakeWecom
  readonly mail: FakeMailServer
  readonly webhook: Listener
  /** The secrets of the repository that lead there. */
  readonly secrets: Readonly<Record<string, string>>
  /** Base addresses by the type of a channel, for its setting `api`. */
  readonly apis: Readonly<Record<string, string>>
  close(): Promise<void>
}

export const telegramChat = -1001234567890
export const slackChannel = 'C01RELEASES'
export const feishuPeople = { zhangsan: 'ou_7d8a6e6df7621556ce0d21922b676706', lisi: 'ou_3b1f0a9c2d4e5f60718293a4b5c6d7e8' }
export const telegramPeople = {
  alice: { id: 11111111, first_name: 'Alice' },
  bob: { id: 22222222, first_name: 'Bob' },
} satisfies Readonly<Record<string, FakeUser>>
export const slackPeople = { alice: 'U01ALICE234', bob: 'U02BOBBY567' }

const dingtalkToken = 'f00dfeedf00dfeedf00dfeedf00dfeed'
const dingtalkSecret = 'SEC0123456789abcdef0123456789abcdef'
const wecomKey = '693a91f6-7aaa-4bc4-97a0-0ec2sifa5aaa'

export async function openChats(): Promise<Chats> {
  const telegram = await startTelegram()
  telegram.addChat({ id: telegramChat, type: 'supergroup', title: 'Operations', members: Object.values(telegramPeople) })
  const feishu = await startFeishu()
  const app = feishuGroup(feishu)
  const slack = await startSlack()
  const bot = slack.addBot(botScopes)
  slack.addChannel(slackChannel, { bots: [bot] })
  for (const [name, id] of Object.entries(slackPeople)) slack.people.join(id, name, slackChannel)
  const dingtalk = await fakeDingtalk({ token: dingtalkToken, secret: dingtalkSecret, now: Date.now })
  const wecom = await fakeWecom({ key: wecomKey, now: Date.now })
  const mail = await fakeMailServer({ users: { releases: 'pass@word' } })
  const webhook = await listen(() => ({ status: 204, body: '' }))
  return {
    telegram,
    feishu,
    slack,
    dingtalk,
    wecom,
    mail,
    webhook,
    secrets: {
      TELEGRAM_TOKEN: telegram.token,
      FEISHU_APP_SECRET: app.secret,
      SLACK_TOKEN: bot.token,
      DING_WEBHOOK: `${dingtalk.url}/robot/send?access_token=${dingtalkToken}`,
      DING_SECRET: dingtalkSecret,
      WECOM_WEBHOOK: `${wecom.url}/cgi-bin/webhook/send?key=${wecomKey}`,
      SMTP_URL: `smtp://releases:pass%40word@127.0.0.1:${mail.port}`,
      SMS_URL: `${webhook.url}/sms`,
      SMS_SECRET: `whsec_${Buffer.from('twenty-four bytes of secret').toString('base64')}`,
    },
    apis: { telegram: telegram.url, feishu: feishu.url, slack: slack.api },
    close: async () =>
      void (await Promise.all([telegram, feishu, slack, dingtalk, wecom, mail, webhook].map((service) => service.close()))),
  }
}

/** The app and the group of examples/approve-feishu.sallyport.yml. */
function feishuGroup(feishu: FakeFeishu) {
  const people = Object.entries(feishuPeople).map(([name, openId]) => ({ name, openId }))
  for (const person of people) feishu.state.people.set(person.openId, person)
  const app = feishu.addApp({ id: 'cli_a1b2c3d4e5f60718' })
  feishu.addChat({ id: 'oc_5ad11d72b830411d72b836c20d3e1a2b', people, apps: [app] })
  return app
}
