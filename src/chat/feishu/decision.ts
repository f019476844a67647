import { InputError } from '../../kit/errors.ts'
import { printable } from '../../kit/printable.ts'
import { text } from '../../kit/text.ts'
import type { Ask, DecisionChannel, Posted } from '../channel.ts'
import { type FeishuApp, openApi } from './api.ts'
import { checkApp } from './check.ts'
import type { FeishuContext } from './context.ts'
import { membersOf } from './members.ts'
import { postedCard } from './posted-card.ts'
import { preview } from './preview.ts'
import { actReader } from './reader.ts'
import type { Place } from './replies.ts'
import { speaking } from './speaking.ts'
import { howToTap } from './words.ts'

/** Milliseconds between two reads: three calls each, of a thousand that an app has a minute. */
const interval = 3000

/** A group in which an app's bot shows the card: people tap a reaction below it, or reply. */
export function feishuDecision(app: FeishuApp & { readonly chat: string }, context: FeishuContext): DecisionChannel {
  const { log, voters } = context
  const { name, chat } = app
  const world = { ...context, api: openApi(app, context), name, chat, appId: app.appId }
  const card = postedCard(world)
  const reader = actReader(card, world)
  const { answer, remind } = speaking({ ...world, cardId: () => card.place?.messageId })
  const namesOf = nameTeller(world)
  return {
    kind: 'decides',
    name,
    platform: 'feishu',
    interval,
    check: (later) => checkApp({ ...world, voters }, later),
    preview: (message) => preview(message, log.locale, howToTap[log.locale]),
    post: async (message) => {
      await card.post(message)
      return postedAt(card.place, app)
    },
    adopt: async (ref, seen) => {
      reader.resume(seen)
      await card.adopt(placeIn(ref, chat, name))
    },
    update: async (message) => {
      if (await card.update(message)) reader.moved()
    },
    ref: () => card.place && postedAt(card.place, app).ref,
    remind,
    read: async () => namesOf(await reader.read()),
    answer,
    close: async () => context.http.close(),
  }
}

function postedAt(place: Place | undefined, { api, chat }: { readonly api: string; readonly chat: string }): Posted {
  const { messageId = '', threadId, request } = place ?? {}
  const isLark = /(^|\.)larksuite\.com$/.test(new URL(api).hostname)
  const url = `https://applink.${isLark ? 'larksuite.com' : 'feishu.cn'}/client/chat/open?openChatId=${encodeURIComponent(chat)}`
  return { ref: JSON.stringify({ chat, message: messageId, thread: threadId, request }), url }
}

/** The place that another process wrote down. Throws where it is of another chat: then the configuration has changed. */
function placeIn(ref: string, chat: string, name: string): Place {
  const { chat: wasIn, message, thread, request } = JSON.parse(ref) as Record<string, unknown> // looked at one by one
  if (wasIn !== chat || typeof message !== 'string') {
    throw new InputError({
      code: 'channel-unusable',
      problem: text(
        `The request was posted in another chat (${printable(String(wasIn), 60)}).`,
        `该请求是在另一个群（${printable(String(wasIn), 60)}）中发出的。`,
      ),
      where: `channels.${name}.chat`,
    })
  }
  const [threadId, id] = [thread, request].map((value) => (typeof value === 'string' ? value : undefined))
  return { messageId: message, threadId, request: id }
}

/** Says who people are: by the configuration, else as the group shows them, which is asked for once when a stranger appears. */
function nameTeller({ api, chat, voters, log, name }: FeishuContext & Parameters<typeof checkApp>[0]) {
  const names = new Map(voters.flatMap(({ name: own, feishu: id }) => (id === undefined ? [] : [[id, own] as const])))
  let isAsked = false
  const askGroup = async (): Promise<void> => {
    isAsked = true
    const members = await membersOf(api, chat)
    if (members instanceof Map) for (const [id, shown] of members) if (!names.has(id)) names.set(id, shown)
  }
  return async (asks: readonly Omit<Ask, 'userName'>[]): Promise<readonly Ask[]> => {
    const isStrange = asks.some(({ user }) => !names.has(user))
    if (isStrange && !isAsked) await askGroup().catch((error: unknown) => log.debug(`${name}: ${String(error)}`))
    return asks.map((ask) => ({ ...ask, userName: names.get(ask.user) || ask.user }))
  }
}
