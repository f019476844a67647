import type { Clock } from '../../src/kit/clock.ts'
import { fakeDingtalk } from '../fakes/dingtalk.ts'
import { startDiscord } from '../fakes/discord/discord.ts'
import { startFeishu } from '../fakes/feishu/server.ts'
import { type FakeGithub, startGithub } from '../fakes/github/github.ts'
import { startSlack } from '../fakes/slack/slack.ts'
import { startTelegram } from '../fakes/telegram/telegram.ts'
import { fakeWecom } from '../fakes/wecom.ts'
import { jobEnvironment, jobToken } from './runner-context.ts'

/** Groups whose messages can be edited, and two where they cannot. */
export const [editable, final] = [
  ['ops', 'disc', 'lark', 'slack', 'gh'],
  ['ding', 'corp'],
] as const

/** A repository and a group on each platform that tells of its runs, on one clock. */
export interface NoticeGroups {
  readonly github: FakeGithub
  /** Channels by name, secrets as `$NAME`. */
  readonly channels: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  /** The secrets of the step, and GitHub's address. */
  readonly env: Readonly<Record<string, string>>
  /** What each group shows now, as text, oldest first. */
  shown(group: string): readonly string[]
  close(): Promise<void>
}

const chat = -1001234567890
const key = '693a91f6-7aaa-4bc4-97a0-0ec2sifa5aaa'
const dingToken = 'f00dfeedf00dfeedf00dfeedf00dfeed'

export async function openNoticeGroups(clock: Clock): Promise<NoticeGroups> {
  const { now } = clock
  const limits = { hourly: 1_000_000, contentPerMinute: 100_000, contentPerHour: 1_000_000, pointsPerMinute: 1_000_000 }
  const github = await startGithub({ token: jobToken, state: { repository: 'acme/shop' }, limits, now })
  github.state.commits.push({ sha: jobEnvironment.GITHUB_SHA ?? '', message: 'Mend the cart', name: 'Alice', login: 'alice', at: now() })
  const telegram = await startTelegram({ clock })
  telegram.addChat({ id: chat, type: 'supergroup', title: 'Operations', members: [] })
  const discord = await startDiscord({ now })
  const feishu = await startFeishu({ now })
  const app = feishu.addApp()
  const lark = feishu.addChat({ apps: [app] })
  const slack = await startSlack({ now })
  const bot = slack.addBot(['chat:write', 'files:write', 'channels:read'])
  slack.addChannel('C01', { bots: [bot] })
  const ding = await fakeDingtalk({ token: dingToken, secret: 'SEC0123456789abcdef0123456789abcdef', now })
  const corp = await fakeWecom({ key, now })
  const shown: Readonly<Record<string, () => readonly string[]>> = {
    ops: () => [...telegram.chat(chat).messages.values()].filter(({ from, deleted }) => !from && !deleted).map(({ text }) => text),
    disc: () => discord.messages.map((message) => JSON.stringify(message)),
    lark: () => [...feishu.state.messages.values()].filter(({ isRecalled }) => !isRecalled).map(({ content }) => content),
    slack: () => slack.channel('C01').messages.map((message) => JSON.stringify(message)),
    gh: () => github.state.commitComments.map(({ body }) => body),
    ding: () => ding.posted.map((message) => JSON.stringify(message)),
    corp: () => corp.posted.map((message) => JSON.stringify(message)),
  }
  return {
    github,
    channels: {
      ops: { type: 'telegram', token: '$TELEGRAM_TOKEN', chat, api: telegram.url },
      disc: { type: 'discord', webhook: '$DISC_URL' },
      lark: { type: 'feishu', 'app-id': app.id, 'app-secret': '$LARK_SECRET', chat: lark.id, api: feishu.url },
      slack: { type: 'slack', token: '$SLACK_TOKEN', chat: 'C01', api: slack.api },
      gh: { type: 'github' },
      ding: { type: 'dingtalk', webhook: '$DING_URL', secret: '$DING_SECRET' },
      corp: { type: 'wecom', webhook: '$CORP_URL' },
    },
    env: {
      GITHUB_API_URL: github.url,
      TELEGRAM_TOKEN: telegram.token,
      DISC_URL: discord.addHook().url,
      LARK_SECRET: app.secret,
      SLACK_TOKEN: bot.token,
      DING_URL: `${ding.url}/robot/send?access_token=${dingToken}`,
      DING_SECRET: 'SEC0123456789abcdef0123456789abcdef',
      CORP_URL: `${corp.url}/cgi-bin/webhook/send?key=${key}`,
    },
    shown: (group) => shown[group]?.() ?? [],
    close: async () => {
      await Promise.all([github, telegram, discord, feishu, slack, ding, corp].map((place) => place.close()))
    },
  }
}
