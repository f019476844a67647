import type { Ask, Channel, DecisionChannel, Reply } from '../../../../src/chat/channel.ts'
import type { FeishuContext } from '../../../../src/chat/feishu/context.ts'
import { openFeishu } from '../../../../src/chat/feishu/feishu.ts'
import type { Clock } from '../../../../src/kit/clock.ts'
import { httpWith } from '../../../../src/kit/http.ts'
import type { Log } from '../../../../src/kit/log.ts'
import type { Locale, Text } from '../../../../src/kit/text.ts'
import { type FakeFeishu, startFeishu } from '../../../fakes/feishu/server.ts'
import type { FeishuApp, FeishuChat, FeishuMessage, FeishuPerson } from '../../../fakes/feishu/state.ts'
import { type TickingClock, tickingClock } from '../../../support/ticking-clock.ts'

/** A Feishu with a group of people and an app in it, and channels into it. */
export interface FeishuWorld {
  readonly feishu: FakeFeishu
  readonly clock: TickingClock
  readonly app: FeishuApp
  readonly chat: FeishuChat
  readonly people: readonly FeishuPerson[]
  /** Alice, who is somebody of the configuration. */
  readonly alice: FeishuPerson
  /** All that was logged, and all that was masked. */
  readonly logged: readonly string[]
  readonly masked: readonly string[]
  /** Another channel of the same app and group. */
  open(changes?: Partial<Settings>, context?: Partial<FeishuContext>): DecisionChannel
  openAny(settings: Settings, context?: Partial<FeishuContext>): Channel
  /** The only card in the group, as it is now. */
  card(): FeishuMessage
  /** Reads until there is something. */
  acts(channel: DecisionChannel): Promise<readonly Ask[]>
  [Symbol.asyncDispose](): Promise<void>
}

export type Settings = Parameters<typeof openFeishu>[0]

interface Options {
  readonly locale?: Locale
  /** How fast time goes: milliseconds a turn of the event loop. */
  readonly step?: number
  readonly people?: number
  readonly chat?: Partial<Omit<FeishuChat, 'people' | 'apps'>>
}

export const refused = (words: string): Reply => ({ words, kind: 'refused' })
export const counted: Reply = { words: 'Your approval counts.', kind: 'counted' }

/** Starts it. */
export async function feishuWorld({ locale = 'en', step = 40, people: count = 3, chat: changes = {} }: Options = {}): Promise<FeishuWorld> {
  const clock = tickingClock(step)
  const feishu = await startFeishu({ now: clock.now })
  const app = feishu.addApp()
  const people = Array.from({ length: count }, (_, n) => feishu.addPerson(n === 0 ? 'Alice Li' : `Person ${n}`))
  const alice = people[0] as FeishuPerson // there is at least one
  const chat = feishu.addChat({ people, apps: [app], ...changes })
  const [logged, masked]: [string[], string[]] = [[], []]
  const context = contextOf(clock, logLike(locale, logged, masked), alice)
  const opened: Channel[] = []
  const openAny: FeishuWorld['openAny'] = (settings, more = {}) => {
    const channel = openFeishu(settings, { ...context(), ...more })
    opened.push(channel)
    return channel
  }
  const settings: Settings = { name: 'lark', type: 'feishu', appId: app.id, appSecret: app.secret, chat: chat.id, api: feishu.url }
  return {
    ...{ feishu, clock, app, chat, people, alice, logged, masked, openAny },
    open: (more, rest) => openAny({ ...settings, ...more }, rest) as DecisionChannel, // these settings are those of an app
    card: () => {
      const [card, ...others] = [...feishu.state.messages.values()].filter(({ type, isRecalled }) => type === 'interactive' && !isRecalled)
      if (!card || others.length > 0) throw new Error(`${others.length + (card ? 1 : 0)} cards`)
      return card
    },
    acts: async (channel) => {
      for (;;) {
        const asks = await channel.read()
        if (asks.length > 0) return asks
        await clock.sleep(1000)
      }
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(opened.map((channel) => channel.close()))
      await feishu.close()
      clock.stop()
    },
  }
}

const contextOf = (clock: Clock, log: Log, alice: FeishuPerson) => (): FeishuContext => ({
  clock,
  log,
  env: {},
  signal: new AbortController().signal,
  random: () => 0.5,
  http: httpWith({ env: {} }),
  voters: [{ name: 'alice', roles: [], projects: [], feishu: alice.openId }],
})

function logLike(locale: Locale, logged: string[], masked: string[]): Log {
  const note = (message: string | Text) => void logged.push(typeof message === 'string' ? message : message[locale])
  return {
    locale,
    info: note,
    debug: note,
    from: (_, output) => note(output),
    notice: note,
    warning: note,
    error: note,
    group: (_, body) => body(),
    mask: (secret) => void masked.push(secret),
  }
}

/** Who did what, as told by a channel. */
export const told = (asks: readonly Ask[]): readonly string[] => asks.map(({ userName, does, by }) => `${userName} ${does} by ${by}`)
