import type { Channel, ChannelContext, DecisionChannel } from '../../../../src/chat/channel.ts'
import type { Message } from '../../../../src/chat/message.ts'
import { openSlack } from '../../../../src/chat/slack/slack.ts'
import { type Person, personFrom } from '../../../../src/config/people.ts'
import type { Clock } from '../../../../src/kit/clock.ts'
import { httpWith } from '../../../../src/kit/http.ts'
import type { Log } from '../../../../src/kit/log.ts'
import type { Locale, Text } from '../../../../src/kit/text.ts'
import { botScopes, type Slack, type SlackOptions, startSlack } from '../../../fakes/slack/slack.ts'
import type { SlackToken } from '../../../fakes/slack/workspace.ts'
import { seededRandom } from '../../../support/random.ts'
import { tickingClock } from '../../../support/ticking-clock.ts'

export const chat = 'C01'
export const request = 'K7QF2M'

/** Slack with a bot in a channel, and people in it: U01, U02 … */
export interface Desk {
  readonly slack: Slack
  readonly bot: SlackToken
  readonly clock: Clock
  /** All that was logged, in the order of logging, and all that was masked. */
  readonly logged: string[]
  readonly masked: string[]
  readonly context: ChannelContext
  open(settings?: { readonly webhook?: string; readonly name?: string }): Channel
  /** The same, which decides. */
  gate(name?: string): DecisionChannel
  /** Another process: nothing is shared with what was opened before. */
  close(): Promise<void>
}

interface DeskOptions extends Omit<SlackOptions, 'now'> {
  readonly scopes?: readonly string[]
  readonly isPrivate?: boolean
  /** Milliseconds that pass with each turn of the event loop, about. */
  readonly step?: number
  readonly locale?: Locale
  readonly people?: number
  readonly signal?: AbortSignal
}

export const person = (number: number): string => `U${String(number).padStart(2, '0')}`

export async function openDesk(options: DeskOptions = {}): Promise<Desk> {
  const { scopes = botScopes, isPrivate = false, step = 100, locale = 'en', people = 9, signal, ...rules } = options
  const clock = tickingClock(step, Date.UTC(2026, 9, 1, 8))
  const slack = await startSlack({ ...rules, now: clock.now })
  const bot = slack.addBot(scopes)
  slack.addChannel(chat, { isPrivate, bots: [bot] })
  for (let number = 1; number <= people; number++) slack.people.join(person(number), `person ${number}`, chat)
  const [logged, masked]: [string[], string[]] = [[], []]
  const https: { close(): void }[] = []
  const channels: Channel[] = []
  const contextOf = (): ChannelContext => {
    const http = httpWith({ env: {} })
    https.push(http)
    return {
      clock,
      http,
      log: logInto(logged, masked, locale),
      env: {},
      signal: signal ?? new AbortController().signal,
      random: seededRandom(https.length),
      voters: voters(people),
      github: { client: { get: async () => undefined }, repository: 'acme/shop' } as unknown as ChannelContext['github'], // not for Slack
    }
  }
  const open: Desk['open'] = ({ webhook, name = 'team' } = {}) => {
    const channel = openSlack(
      webhook === undefined ? { type: 'slack', name, token: bot.token, chat, api: slack.api } : { type: 'slack', name, webhook },
      contextOf(),
    )
    channels.push(channel)
    return channel
  }
  return {
    slack,
    bot,
    clock,
    logged,
    masked,
    context: contextOf(),
    open,
    gate: (name) => open(name === undefined ? {} : { name }) as DecisionChannel, // the token form decides
    close: async () => {
      await Promise.all(channels.map((channel) => channel.close()))
      for (const http of https) http.close()
      await slack.close()
      clock.stop()
    },
  }
}

export const voters = (count: number): Person[] =>
  Array.from({ length: count }, (_, index) => personFrom(`person-${index + 1}`, { slack: person(index + 1) }))

function logInto(logged: string[], masked: string[], locale: Locale): Log {
  const note = (message: Text | string) => void logged.push(typeof message === 'string' ? message : message[locale])
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

/** A card that asks; `deadline` far away. */
export const card = (changes: Partial<Message> = {}): Message => ({
  headline: 'Release shop v2 to production?',
  tone: 'waiting',
  level: 'production',
  facts: [
    { label: 'Project', value: 'shop' },
    { label: 'Commit', value: 'abcdef123456', url: 'https://github.test/acme/shop/commit/abcdef' },
  ],
  sections: [{ title: 'Changes', lines: [{ words: 'abc1234 Mend the cart — ann', url: 'https://github.test/c/abc1234' }], more: 3 }],
  links: [{ label: 'Run', url: 'https://github.test/acme/shop/actions/runs/7' }],
  decision: { id: request, approve: 'Approve', reject: 'Reject', hint: '', deadline: Date.UTC(2027, 0, 1) },
  mentions: [],
  footer: `Request ${request}`,
  ...changes,
})

/** The same when it is over. */
export const finalCard = (changes: Partial<Message> = {}): Message => {
  const { decision: _, ...rest } = card({
    headline: 'Approved: shop v2 to production',
    tone: 'good',
    footer: 'Approved by ann.',
    ...changes,
  })
  return rest
}

/** Where the one message of the channel is. */
export const tsOf = (ref: string): string => (JSON.parse(ref) as { ts: string }).ts // a reference of ours
