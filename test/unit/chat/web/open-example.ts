import type { Ask, DecisionChannel, Reply } from '../../../../src/chat/channel.ts'
import type { Message } from '../../../../src/chat/message.ts'
import { type Limits, usualLimits } from '../../../../src/chat/web/limits.ts'
import type { WebContext } from '../../../../src/chat/web/run-site.ts'
import { openWeb } from '../../../../src/chat/web/web.ts'
import { systemClock } from '../../../../src/kit/clock.ts'
import type { Log } from '../../../../src/kit/log.ts'
import type { Locale, verbatim } from '../../../../src/kit/text.ts'
import { exampleCard, hour } from './example-card.ts'

export type WebChannel = Parameters<typeof openWeb>[0]

export const webChannel: WebChannel = { name: 'page', type: 'web', listen: '127.0.0.1:0', url: 'http://127.0.0.1:8787', links: 'mail' }

export interface Opened {
  readonly channel: DecisionChannel
  readonly card: Message
  readonly ref: string
  /** The address at which one can look on. */
  readonly url: string
  /** The personal link of a person. */
  readonly link: (person: string) => string
  /** All that was logged, and all that was masked. */
  readonly logged: readonly string[]
  readonly masked: readonly string[]
}

interface Options {
  readonly locale?: Locale
  readonly channel?: Partial<WebChannel>
  readonly context?: Partial<WebContext>
  readonly limits?: Partial<Limits>
  readonly card?: Partial<Message>
  /** Takes over what another process posted. */
  readonly adopt?: string
}

const quick: Limits = { ...usualLimits, patience: 2000, lastCall: 10, grace: 500, afterglow: 30 }
const people = ['alice', 'bob', 'carol'].map((name) => ({ name, roles: [], projects: [] }))

/** What a channel of tests has of the world, and what it said. */
export function webContext(locale: Locale, changes: Partial<WebContext> = {}) {
  const [logged, masked]: [string[], string[]] = [[], []]
  const note = (message: string | ReturnType<typeof verbatim>) => void logged.push(typeof message === 'string' ? message : message[locale])
  const log: Log = {
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
  const context: WebContext = { clock: systemClock, log, env: {}, voters: people, ...changes }
  return { context, logged, masked }
}

/** A page that is open. Whoever opens it closes its channel. */
export async function openExample({ locale = 'en', channel, context: changes, limits, card: parts, adopt }: Options = {}): Promise<Opened> {
  const { context, logged, masked } = webContext(locale, changes)
  const web = openWeb({ ...webChannel, ...channel }, context, { ...quick, ...limits })
  const card = { ...exampleCard(locale, context.clock.now() + hour - 100_000), ...parts }
  if (adopt !== undefined) await web.adopt(adopt, [])
  if (adopt !== undefined) await web.update(card)
  const { ref, url = '' } = adopt === undefined ? await web.post(card) : { ref: adopt }
  return { channel: web, card, ref, url, link: (person) => web.personalLink?.(person) ?? '', logged, masked }
}

/** Answers what people do as a gate would, until the channel is closed: `judge` says what each is told. */
export function answering({ channel }: Opened, judge: (ask: Ask) => Reply | undefined): { readonly asks: readonly Ask[]; stop(): void } {
  const asks: Ask[] = []
  const timer = setInterval(async () => {
    for (const ask of await channel.read()) {
      asks.push(ask)
      const reply = judge(ask)
      if (reply) await channel.answer(ask, reply)
    }
  }, 10)
  return { asks, stop: () => clearInterval(timer) }
}
