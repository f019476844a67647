/** Where previews and the inbox know messages from. */
export const shownPlatforms = ['telegram', 'feishu', 'dingtalk', 'wecom', 'slack', 'discord', 'email', 'github', 'webhook'] as const
export type ShownPlatform = (typeof shownPlatforms)[number]

/** A message as it was sent. */
export interface Shown {
  readonly platform: ShownPlatform
  /** JSON or fields of a form; for mail its parts. */
  readonly body: unknown
  /** Pictures that went with it, or before it, as data addresses, by the name or key under which the body speaks of them. */
  readonly pictures: ReadonlyMap<string, string>
}

export const platformNames: Readonly<Record<ShownPlatform, string>> = {
  telegram: 'Telegram',
  feishu: 'Feishu · 飞书',
  dingtalk: 'DingTalk · 钉钉',
  wecom: 'WeCom · 企业微信',
  slack: 'Slack',
  discord: 'Discord',
  email: 'E-mail',
  github: 'GitHub',
  webhook: 'Webhook',
}
