import { dingtalkView } from './dingtalk.ts'
import { discordView } from './discord.ts'
import { emailView } from './email.ts'
import { feishuView } from './feishu.ts'
import { githubView } from './github.ts'
import type { Html } from './html.ts'
import type { Shown, ShownPlatform } from './shown.ts'
import { slackView } from './slack.ts'
import { telegramView } from './telegram.ts'
import { webhookView } from './webhook.ts'
import { wecomView } from './wecom.ts'

const views: Readonly<Record<ShownPlatform, (shown: Shown) => Html>> = {
  telegram: telegramView,
  feishu: feishuView,
  dingtalk: dingtalkView,
  wecom: wecomView,
  slack: slackView,
  discord: discordView,
  email: emailView,
  github: githubView,
  webhook: webhookView,
}

/** A message as its platform would show it, drawn from nothing but what was sent. */
export const viewOf = (shown: Shown): Html => views[shown.platform](shown)
