import type { InboxAddresses } from '../inbox/inbox.ts'
import { approvers } from './gate.ts'
import { type DemoHost, webPort } from './host.ts'

/** The channels in which people are told, in the order in which the demo names them. */
export const noticeChannels = ['feishu', 'dingtalk', 'wecom', 'telegram', 'slack', 'discord', 'mail'] as const

/** `.github/sallyport.yml` of the shop, as anybody would write it. `hosts` is the folder with the homes of the hosts. */
export const configurationOf = (
  hosts: readonly DemoHost[],
  folder: string,
  { telegram, slackApi }: InboxAddresses,
): string => `project: tea-shop

people:
  alice: { github: alice, telegram: 11111111, feishu: ou_a1, dingtalk: a01, wecom: a01, slack: U01ALICE, email: alice@example.com }
  bob: { github: bob, telegram: 22222222, feishu: ou_b2, dingtalk: b02, wecom: b02, slack: U02BOB, email: bob@example.com }
channels:
  page: { type: web, listen: '127.0.0.1:0', url: 'http://127.0.0.1', links: log }
  feishu: { type: feishu, webhook: $FEISHU_WEBHOOK }
  dingtalk: { type: dingtalk, webhook: $DINGTALK_WEBHOOK }
  wecom: { type: wecom, webhook: $WECOM_WEBHOOK }
  telegram: { type: telegram, token: $TELEGRAM_TOKEN, chat: -1001234567890, api: '${telegram}' }
  slack: { type: slack, token: $SLACK_TOKEN, chat: C01RELEASES, api: '${slackApi}' }
  discord: { type: discord, webhook: $DISCORD_WEBHOOK }
  mail: { type: email, smtp: $SMTP_URL, from: ci@example.com, to: [shop@example.com] }

servers:
${hosts.map(serverOf).join('\n')}

environments:
  production:
    approval:
      channels: [page]
      require: [{ count: 1, from: [${approvers.join(', ')}] }]
    deploy:
      servers: [web]
      releases: ${JSON.stringify(`${folder}/{server}/releases`)}
      live: ${JSON.stringify(`${folder}/{server}/live`)}
      shared: [.env, storage/]
      waves: [canary, 100%]
      health-check: { url: 'http://127.0.0.1:${webPort}/healthz', retries: 1, every: 1s }
      hooks:
        before-release: 'echo "$(ls photos | wc -l | tr -d " ") photographs, \${SALLYPORT_PREVIOUS_RELEASE:-nothing} before"'
    notify:
      success: [${noticeChannels.join(', ')}]
      failure: [${noticeChannels.join(', ')}]
      mention: [owners]
`

/** web1 is alice's, the others are bob's. */
const serverOf = ({ name, sshPort, hostKey }: DemoHost, index: number): string =>
  `  ${name}: { host: 127.0.0.1, port: ${sshPort}, user: deploy, key: $DEPLOY_KEY, host-key: '${hostKey}', ${index === 0 ? 'owner: alice, tags: [web, canary]' : 'owner: bob, tags: [web]'} }`

/** What the configuration names as `$NAME` to tell people, and leads to the inbox. */
export const noticeSecrets = ({ feishu, dingtalk, wecom, discord, email }: InboxAddresses): Readonly<Record<string, string>> => ({
  FEISHU_WEBHOOK: feishu,
  DINGTALK_WEBHOOK: dingtalk,
  WECOM_WEBHOOK: wecom,
  DISCORD_WEBHOOK: discord,
  SMTP_URL: email,
  TELEGRAM_TOKEN: '100000001:a-token-for-the-inbox',
  SLACK_TOKEN: 'xoxb-a-token-for-the-inbox',
})
