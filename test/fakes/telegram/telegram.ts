import type { Clock } from '../../../src/kit/clock.ts'
import { systemClock } from '../../../src/kit/clock.ts'
import { clickDesk } from './clicks.ts'
import { type Fault, faultList, type RateLimit, rateKeeper } from './faults.ts'
import { methodsOf } from './methods.ts'
import { type People, peopleOf } from './people.ts'
import { updateQueue } from './queue.ts'
import { type Call, serve } from './server.ts'
import { updateDesk } from './update-desk.ts'
import { type BotAccount, type FakeChat, type FakeChatOptions, type FakeMessage, worldOf } from './world.ts'

export type { ClickAnswer } from './clicks.ts'
export type { People } from './people.ts'
export { Refusal } from './refusal.ts'
export type { Call } from './server.ts'
export type { FakeChat, FakeChatOptions, FakeMessage, FakeUser } from './world.ts'

export interface TelegramOptions {
  readonly token?: string
  readonly clock?: Clock
  readonly bot?: Partial<BotAccount>
  /** Stands before `/bot…`, as with a reverse proxy. */
  readonly prefix?: string
  /** None by default. */
  readonly rate?: RateLimit
  /** Seconds in which a click can be answered; 150 by default, as long as its update lives. */
  readonly answerWithin?: number
  readonly firstUpdate?: number
}

/** A Bot API server on 127.0.0.1 with one bot, its chats, and people to use them. Its rules are those of facts/chat.md 1 and 9. */
export interface FakeTelegram {
  /** What goes into `api:`. */
  readonly url: string
  readonly token: string
  readonly bot: BotAccount
  readonly people: People
  /** Every call that came in, in order, with the status it was answered with. */
  readonly calls: readonly Call[]
  addChat(options: FakeChatOptions): FakeChat
  chat(id: number): FakeChat
  message(chat: number, id: number): FakeMessage
  /** How many updates wait. */
  readonly pending: number
  fail(fault: Fault): void
  /** Forgets the faults that have not happened yet. */
  mend(): void
  /** Cuts every connection, old and new, until the returned function is called. */
  outage(): () => void
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

export async function startTelegram(options: TelegramOptions = {}): Promise<FakeTelegram> {
  const { clock = systemClock, token = '7654321098:AAF-fake_token_for_tests_0123456789a', prefix = '' } = options
  const bot: BotAccount = {
    id: Number(token.split(':')[0]),
    first_name: 'Gatekeeper',
    username: 'gatekeeper_bot',
    readsAll: false,
    ...options.bot,
  }
  const world = worldOf(bot)
  const queue = updateQueue(options.firstUpdate ?? 2_000_001 + Math.floor(Math.random() * 500_000_000))
  const desk = updateDesk(clock, queue)
  const clicks = clickDesk(clock, (options.answerWithin ?? 150) * 1000)
  const faults = faultList()
  const methods = methodsOf({ world, clock, queue, desk, clicks, keepRate: rateKeeper(clock, options.rate) })
  const server = await serve({ token, prefix, clock, methods, faults })
  const chat = (id: number): FakeChat => {
    const found = world.chats.get(id)
    if (!found) throw new Error(`there is no chat ${id}`)
    return found
  }
  const close = async () => {
    desk.close()
    clicks.close()
    await server.close()
  }
  return {
    url: server.url,
    token,
    bot,
    people: peopleOf(world, desk, clicks, clock),
    calls: server.calls,
    addChat: world.addChat,
    chat,
    message: (chatId, id) => {
      const found = chat(chatId).messages.get(id)
      if (!found) throw new Error(`there is no message ${id} in ${chatId}`)
      return found
    },
    get pending() {
      return queue.size
    },
    fail: faults.add,
    mend: faults.clear,
    outage: server.outage,
    close,
    [Symbol.asyncDispose]: close,
  }
}
