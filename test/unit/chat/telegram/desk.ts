import { expect } from '@jest/globals'
import type { Ask, ChannelContext, DecisionChannel } from '../../../../src/chat/channel.ts'
import type { Message } from '../../../../src/chat/message.ts'
import { openTelegram } from '../../../../src/chat/telegram/telegram.ts'
import { type Person, personFrom } from '../../../../src/config/people.ts'
import type { Clock } from '../../../../src/kit/clock.ts'
import { httpWith } from '../../../../src/kit/http.ts'
import type { Log } from '../../../../src/kit/log.ts'
import type { Locale, Text } from '../../../../src/kit/text.ts'
import {
  type FakeChatOptions,
  type FakeMessage,
  type FakeTelegram,
  type FakeUser,
  startTelegram,
} from '../../../fakes/telegram/telegram.ts'
import { seededRandom } from '../../../support/random.ts'
import { type ScaledClock, scaledClock } from '../../../support/scaled-clock.ts'

export const group = -1001234567890
export const request = 'K7QF2M'

export const user = (number: number): FakeUser => ({ id: 1000 + number, first_name: `person ${number}`, username: `p${number}` })
export const voters = (count: number): Person[] =>
  Array.from({ length: count }, (_, index) => personFrom(`person-${index + 1}`, { telegram: String(1001 + index) }))

export interface DeskOptions<C extends Clock = ScaledClock> extends NonNullable<Parameters<typeof startTelegram>[0]> {
  readonly clock?: C
  readonly chat?: Partial<FakeChatOptions>
  readonly people?: number
  readonly locale?: Locale
  readonly signal?: AbortSignal
  readonly random?: () => number
  /** Milliseconds by which the clock of the gates is behind Telegram's. */
  readonly behind?: number
}

export interface OpenSettings {
  readonly topic?: string
  readonly chat?: string
  readonly token?: string
  readonly api?: string
  readonly proxy?: string
}

/** A Bot API server, a group with people in it, and gates: each as a process of its own, which shares nothing but the bot. */
export interface Desk<C extends Clock = ScaledClock> {
  readonly telegram: FakeTelegram
  readonly clock: C
  /** All that was logged, in the order of logging, and all that was masked. */
  readonly logged: string[]
  readonly masked: string[]
  readonly context: ChannelContext
  open(settings?: OpenSettings): DecisionChannel
  /** The bot's messages in the group that are still there, oldest first. */
  messages(chat?: number): FakeMessage[]
  close(): Promise<void>
}

export async function openDesk(options: DeskOptions & { readonly speed?: number } = {}): Promise<Desk> {
  return openDeskWith(options.clock ?? scaledClock(options.speed ?? 100), options)
}

export async function openDeskWith<C extends Clock>(clock: C, options: DeskOptions<C> = {}): Promise<Desk<C>> {
  const { chat, people = 5, locale = 'en', signal = new AbortController().signal, behind = 0, random, ...rules } = options
  const telegram = await startTelegram({ ...rules, clock })
  const members = Array.from({ length: people }, (_, index) => user(index + 1))
  telegram.addChat({ id: group, type: 'supergroup', title: 'Operations', members, ...chat })
  const [logged, masked]: [string[], string[]] = [[], []]
  const channels: DecisionChannel[] = []
  const contextWith = (proxy?: string): ChannelContext => ({
    clock: { ...clock, now: () => clock.now() - behind },
    log: logInto(logged, masked, locale),
    env: {},
    signal,
    random: random ?? seededRandom(channels.length + 1),
    http: httpWith({ env: {}, proxy }),
    voters: voters(people),
    github: { client: { get: async () => undefined }, repository: 'acme/shop' } as unknown as ChannelContext['github'], // not for Telegram
  })
  return {
    telegram,
    clock,
    logged,
    masked,
    context: contextWith(),
    open: ({ proxy, ...settings } = {}) => {
      const base = { name: 'ops', token: telegram.token, chat: String(chat?.id ?? group), api: telegram.url }
      const channel = openTelegram({ ...base, ...settings }, contextWith(proxy))
      channels.push(channel)
      return channel
    },
    messages: (id = chat?.id ?? group) => [...telegram.chat(id).messages.values()].filter(({ from, deleted }) => !from && !deleted),
    close: async () => {
      await Promise.all(channels.map((channel) => channel.close()))
      await telegram.close()
    },
  }
}

function logInto(logged: string[], masked: string[], locale: Locale): Log {
  const note = (message: Text | string, title?: Text | string) =>
    void logged.push(
      [title, message].flatMap((words) => (words === undefined ? [] : [typeof words === 'string' ? words : words[locale]])).join(': '),
    )
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

/** A card that asks; the deadline is far away. */
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

/** A desk with a gate whose card is posted, and which has looked once. */
export async function openPosted(options: DeskOptions = {}, settings: OpenSettings = {}): Promise<{ desk: Desk; gate: DecisionChannel }> {
  const desk = await openDesk(options)
  const gate = desk.open(settings)
  await gate.post(card())
  await gate.read()
  return { desk, gate }
}

/** The only act there is. */
export function only(asks: readonly Ask[]): Ask {
  expect(asks).toHaveLength(1)
  return asks[0] as Ask // there is one
}

/** The labels of a message's buttons. */
export const buttonsOf = ({ markup }: FakeMessage): string[] => markup?.inline_keyboard.flat().map(({ text }) => text) ?? []
