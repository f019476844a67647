import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Message } from '../../src/chat/message.ts'
import { openNotices } from '../../src/chat/open-notices.ts'
import type { Channel as ChannelSettings } from '../../src/config/channels.ts'
import { httpWith } from '../../src/kit/http.ts'
import { fakeMailServer } from '../../test/fakes/mail-server.ts'
import { chineseRejections } from '../../test/fakes/rejections/china.ts'
import { otherRejections } from '../../test/fakes/rejections/elsewhere.ts'
import { mailRejections, rejectingMail } from '../../test/fakes/rejections/mail.ts'
import type { RejectingPlatform, Rejection } from '../../test/fakes/rejections/rejection.ts'
import type { Answer } from '../../test/fakes/webhook-listener.ts'
import { removeFolder, temporaryFolder } from '../../test/support/temporary.ts'
import { virtualClock } from '../../test/support/virtual-clock.ts'
import { noticeContext } from '../../test/unit/chat/notice-context.ts'
import { openStage, type Stage } from './notify-stage.ts'

export interface Loss {
  readonly platform: string
  /** How many answers were tried, all of which reject the message. */
  readonly answers: number
  /** How many of them were called a delivery. */
  readonly ours: number
  readonly rivals: number
  /** Whether an answer that takes the message was called a failure: a rival that never says yes proves nothing. */
  readonly isOdd: boolean
}

const hook = { discord: 'https://discord.com/api/webhooks/1234567890/abcdefghijklmnopqrst' }
const slackHook = ['T1JJ3T3L2', 'A1BRTD4JD', 'TIiajkdnlazkcOXrIdevi7FQ']
const slackBot = 'xoxb-1234567890-1234567890123-abcdefghijklmnopqrstuvwx'
const telegramBot = '123456789:abcdefghijklmnopqrstuvwxyz012345678'

/** The same account for both: ours by its settings, the rival's by its address. What the rival lacks is left out. */
const accounts: Readonly<
  Partial<Record<RejectingPlatform, { readonly settings: ChannelSettings; readonly url: string; readonly yes: Answer }>>
> = {
  'feishu-webhook': {
    settings: { type: 'feishu', name: 'x', webhook: 'https://open.feishu.cn/open-apis/bot/v2/hook/0a1b2c3d4e5f6071' },
    url: 'feishu://0a1b2c3d4e5f6071',
    yes: { status: 200, body: '{"StatusCode":0,"StatusMessage":"success","code":0,"data":{},"msg":"success"}' },
  },
  dingtalk: {
    settings: { type: 'dingtalk', name: 'x', webhook: 'https://oapi.dingtalk.com/robot/send?access_token=abcdefghijklmnop' },
    url: 'dingtalk://abcdefghijklmnop/',
    yes: { status: 200, body: '{"errcode":0,"errmsg":"ok"}' },
  },
  wecom: {
    settings: { type: 'wecom', name: 'x', webhook: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abcdefghijklmnop' },
    url: 'wecombot://abcdefghijklmnop',
    yes: { status: 200, body: '{"errcode":0,"errmsg":"ok"}' },
  },
  'slack-webhook': {
    settings: { type: 'slack', name: 'x', webhook: `https://hooks.slack.com/services/${slackHook.join('/')}` },
    url: `slack://${slackHook.join('/')}/`,
    yes: { status: 200, body: 'ok' },
  },
  'slack-bot': {
    settings: { type: 'slack', name: 'x', token: slackBot, chat: 'C0123456789' },
    url: `slack://${slackBot}/#C0123456789`,
    yes: { status: 200, body: '{"ok":true,"channel":"C0123456789","ts":"1700000000.000100","message":{}}' },
  },
  telegram: {
    settings: { type: 'telegram', name: 'x', token: telegramBot, chat: '-1001234567' },
    url: `tgram://${telegramBot}/-1001234567`,
    yes: { status: 200, body: '{"ok":true,"result":{"message_id":7,"date":1,"chat":{"id":-1001234567,"type":"supergroup"}}}' },
  },
  discord: {
    settings: { type: 'discord', name: 'x', webhook: hook.discord },
    url: 'discord://1234567890/abcdefghijklmnopqrst',
    yes: { status: 200, headers: { 'content-type': 'application/json' }, body: '{"id":"1"}' },
  },
  webhook: {
    settings: { type: 'webhook', name: 'x', url: 'https://receiver.test/hook' },
    url: 'jsons://receiver.test/hook',
    yes: { status: 200, body: '' },
  },
}

const message: Message = {
  headline: 'Build failed',
  tone: 'bad',
  level: 'test',
  facts: [{ label: 'Branch', value: 'main' }],
  sections: [],
  links: [{ label: 'Run', url: 'https://github.com/acme/shop/actions/runs/1' }],
  mentions: [],
  footer: '',
}

/** Gives both programs the same answers, and counts what they call a delivery. */
export async function measureLoss(apprise: string): Promise<readonly Loss[]> {
  const stage = await openStage()
  const folder = await temporaryFolder('notify')
  writeFileSync(join(folder, 'ca.pem'), stage.ca)
  const rival = (url: string) =>
    runRival(apprise, url, { HTTPS_PROXY: stage.proxy, REQUESTS_CA_BUNDLE: join(folder, 'ca.pem'), HOME: folder })
  try {
    const rows: Loss[] = []
    for (const [platform, { settings, url, yes }] of Object.entries(accounts)) {
      const own = [...chineseRejections, ...otherRejections].filter((rejection) => rejection.platform === platform)
      const send = { ours: () => sendOurs(stage, settings), rival: () => rival(url) }
      rows.push({ platform, ...(await countLies(stage, own, yes, send)) })
    }
    return [...rows, await mailLoss(rival)]
  } finally {
    await stage.close()
    removeFolder(folder)
  }
}

type Send = Readonly<Record<'ours' | 'rival', () => Promise<boolean>>>

async function countLies(stage: Stage, rejections: readonly Rejection[], yes: Answer, send: Send): Promise<Omit<Loss, 'platform'>> {
  const lies = { ours: 0, rivals: 0 }
  for (const { answer } of rejections) {
    stage.answer = () => answer
    if (await send.ours()) lies.ours++
    if (await send.rival()) lies.rivals++
  }
  stage.answer = () => yes
  const isOdd = !(await send.ours()) || !(await send.rival())
  return { answers: rejections.length, ...lies, isOdd }
}

async function sendOurs({ proxy, ca }: Stage, settings: ChannelSettings): Promise<boolean> {
  const http = httpWith({ proxy, ca, env: {} })
  const channel = await openNotices(settings, noticeContext({ http, clock: virtualClock(Date.now()) }))
  const { state } = await channel.send(message)
  await channel.close()
  return state === 'delivered'
}

/** Whether it says that it delivered: its exit code is 0. */
const runRival = (apprise: string, url: string, env: Readonly<Record<string, string>>): Promise<boolean> =>
  new Promise((resolve) => {
    const argv = ['--title', message.headline, '--body', 'Branch: main', url]
    execFile(apprise, argv, { env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', ...env }, timeout: 60_000 }, (error) =>
      resolve(error === null),
    )
  })

async function mailLoss(rival: (url: string) => Promise<boolean>): Promise<Loss> {
  const lies = { ours: 0, rivals: 0 }
  const send = async (options: Parameters<typeof fakeMailServer>[0], login: string) => {
    const server = await fakeMailServer(options)
    const at = `${login}127.0.0.1:${server.port}`
    const settings = { type: 'email', name: 'x', smtp: `smtp://${at}`, from: 'ci@example.test', to: ['ops@example.test'] } as const
    const channel = await openNotices({ ...settings, to: [...settings.to] }, noticeContext())
    const said = [
      (await channel.send(message)).state === 'delivered',
      await rival(`mailto://${at}?from=ci@example.test&to=ops@example.test`),
    ]
    await server.close()
    return said
  }
  for (const rejection of mailRejections) {
    const [ours, rivals] = await send(rejectingMail(rejection), rejection.to === 'login' ? 'ci:geheim@' : '')
    if (ours) lies.ours++
    if (rivals) lies.rivals++
  }
  return { platform: 'e-mail', answers: mailRejections.length, ...lies, isOdd: (await send({}, '')).includes(false) }
}
