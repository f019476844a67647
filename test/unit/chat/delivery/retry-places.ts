import type { Channel as ChannelSettings } from '../../../../src/config/channels.ts'
import { fakeDingtalk } from '../../../fakes/dingtalk.ts'
import { startDiscord } from '../../../fakes/discord/discord.ts'
import { startFeishu } from '../../../fakes/feishu/server.ts'
import type { RejectingPlatform } from '../../../fakes/rejections/rejection.ts'
import { botScopes, startSlack } from '../../../fakes/slack/slack.ts'
import { startTelegram } from '../../../fakes/telegram/telegram.ts'
import { type Listener, listen, listenFor } from '../../../fakes/webhook-listener.ts'
import { fakeWecom } from '../../../fakes/wecom.ts'
import type { VirtualClock } from '../../../support/virtual-clock.ts'

/** A platform behind a line on which things go wrong. */
export interface Place {
  /** Where things go wrong. */
  readonly line: Listener
  readonly settings: ChannelSettings
  /** All that people see there. */
  readonly shown: () => readonly string[]
  readonly close: () => Promise<unknown>
}

const words = (things: Iterable<unknown>): readonly string[] => [...things].map((thing) => JSON.stringify(thing))

export const places: Readonly<Record<RejectingPlatform, (clock: VirtualClock) => Promise<Place>>> = {
  dingtalk: async ({ now }) => {
    const fake = await fakeDingtalk({ token: 'token-of-16-chars', now })
    const webhook = 'https://oapi.dingtalk.com/robot/send?access_token=token-of-16-chars'
    return {
      line: fake,
      settings: { type: 'dingtalk', name: 'x', webhook, api: fake.url },
      shown: () => words(fake.posted),
      close: fake.close,
    }
  },
  wecom: async ({ now }) => {
    const fake = await fakeWecom({ key: 'key-of-16-letters', now })
    const webhook = 'https://qyapi.test/cgi-bin/webhook/send?key=key-of-16-letters'
    return {
      line: fake,
      settings: { type: 'wecom', name: 'x', webhook, api: fake.url },
      shown: () => words(fake.posted),
      close: fake.close,
    }
  },
  webhook: async () => {
    const arrived = new Map<string, string>()
    // A receiver that does as Standard Webhooks asks it to: a message that it knows is not taken again.
    const line = await listen(({ body, headers }) => {
      arrived.set(String(headers['webhook-id']), body.toString())
      return { status: 200, body: '' }
    })
    return { line, settings: { type: 'webhook', name: 'x', url: line.url }, shown: () => [...arrived.values()], close: line.close }
  },
  'feishu-webhook': async (clock) => {
    const fake = await startFeishu(clock)
    const bot = fake.addBot()
    return before(
      fake.url,
      fake,
      (api) => ({ type: 'feishu', name: 'x', webhook: bot.url, api }),
      () => words(bot.received),
    )
  },
  'feishu-app': async (clock) => {
    const fake = await startFeishu(clock)
    const app = fake.addApp()
    const chat = fake.addChat({ people: [], apps: [app] })
    const account = { type: 'feishu', name: 'x', appId: app.id, appSecret: app.secret, chat: chat.id } as const
    return before(
      fake.url,
      fake,
      (api) => ({ ...account, api }),
      () => words(fake.state.messages.values()),
    )
  },
  'slack-webhook': async (clock) => {
    const fake = await startSlack(clock)
    fake.addChannel('C01')
    const { url } = fake.addHook('C01')
    return before(
      new URL(url).origin,
      fake,
      (api) => ({ type: 'slack', name: 'x', webhook: url, api }),
      () => words(fake.channel('C01').messages),
    )
  },
  'slack-bot': async (clock) => {
    const fake = await startSlack(clock)
    const bot = fake.addBot(botScopes)
    fake.addChannel('C01', { bots: [bot] })
    const settings = (api: string): ChannelSettings => ({ type: 'slack', name: 'x', token: bot.token, chat: 'C01', api: `${api}/api/` })
    return before(new URL(fake.api).origin, fake, settings, () => words(fake.channel('C01').messages))
  },
  telegram: async (clock) => {
    const fake = await startTelegram({ clock })
    const chat = -1_001_234_567_890
    fake.addChat({ id: chat, type: 'supergroup', title: 'Operations' })
    const settings = (api: string): ChannelSettings => ({ type: 'telegram', name: 'x', token: fake.token, chat: String(chat), api })
    return before(fake.url, fake, settings, () => words(fake.chat(chat).messages.values()))
  },
  discord: async (clock) => {
    const fake = await startDiscord(clock)
    const { url } = fake.addHook()
    return before(
      new URL(url).origin,
      fake,
      (api) => ({ type: 'discord', name: 'x', webhook: url, api }),
      () => words(fake.messages),
    )
  },
}

/** A fake that knows nothing of lines, with one before it. */
async function before(
  origin: string,
  fake: { close(): Promise<unknown> },
  settings: (api: string) => ChannelSettings,
  shown: Place['shown'],
): Promise<Place> {
  const line = await listenFor(origin)
  return { line, settings: settings(line.url), shown, close: () => Promise.all([line.close(), fake.close()]) }
}
