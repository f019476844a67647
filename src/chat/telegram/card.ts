import { text } from '../../kit/text.ts'
import type { Message } from '../message.ts'
import type { Refused } from './bot-api.ts'
import { keyboardOf } from './buttons.ts'
import { type Desk, whoIs } from './desk.ts'
import { patience } from './patient-api.ts'
import { isSame, type Place, type Spot } from './place.ts'
import { isGone, isUnchanged } from './refusals.ts'
import { type RenderOptions, render } from './render.ts'
import { inWhateverForm, send } from './send.ts'

/** Posts the card of a request; what was posted before stays known. */
export async function postCard(desk: Desk, message: Message, note?: string): Promise<Place> {
  const { state, context } = desk
  const { id: botId, username = '' } = await whoIs(desk)
  const { nonce } = state
  const content = { message, options: { ...looks(desk), note } }
  const options = {
    patience: message.decision ? patience.post : patience.final,
    repeatable: true,
    ...(message.decision ? { signal: context.signal } : {}),
    onDoubt: () => {
      state.hasTwin = true
    },
  }
  state.isPosting = true
  const spot = await send(desk, { content, keyboard: keyboardOf(message.decision, nonce), options }).finally(() => {
    state.isPosting = false
  })
  state.isLost = false
  state.card = message
  state.shown = facts(desk, message)
  const { id, cards } = state.place ?? { id: message.decision?.id ?? '', cards: [] } // the spot is known already if it was pressed meanwhile
  state.place = { id, nonce, bot: { id: botId, username }, cards: [...cards.filter((card) => !isSame(card, spot)), spot] }
  return state.place
}

const looks = ({ context, state }: Desk): RenderOptions => ({
  locale: context.log.locale,
  botName: state.bot?.username ?? state.place?.bot.username,
})

/** All of a card that people see, to tell whether anything is new. */
const facts = (desk: Desk, message: Message): string =>
  JSON.stringify([render(message, looks(desk)), keyboardOf(message.decision, desk.state.nonce)])

/**
 * Brings the newest card up to date, and posts it anew where that is gone. With the final form every card that is known loses its buttons:
 * one that was lost may still be seen. Whether there was anything to change.
 */
export async function updateCard(desk: Desk, message: Message): Promise<boolean> {
  const { state } = desk
  state.card = message
  const newest = state.place?.cards.at(-1)
  const isNews = newest !== undefined && (state.isLost || state.shown !== facts(desk, message))
  if (isNews && state.isLost) await repost(desk, message)
  else if (isNews) await editOrRepost(desk, message, newest)
  if (!message.decision) await retireOthers(desk, message)
  return isNews
}

async function editOrRepost(desk: Desk, message: Message, spot: Spot): Promise<void> {
  const { state } = desk
  const refused = await edit(desk, message, spot)
  if (refused && isGone(refused)) return repost(desk, message)
  if (refused && !isUnchanged(refused)) throw desk.refuse(refused)
  state.shown = facts(desk, message)
}

/** The refusal, if there is one. The last edit is made even when the run is cancelled. */
async function edit(desk: Desk, message: Message, { chat, message: number }: Spot): Promise<Refused | undefined> {
  const { calls, state, context } = desk
  const options = message.decision
    ? { patience: patience.edit, repeatable: true, signal: context.signal }
    : { patience: patience.final, repeatable: true, isLast: true }
  const place = { chat_id: chat, message_id: number, reply_markup: keyboardOf(message.decision, state.nonce) }
  const answer = await inWhateverForm({ message, options: looks(desk) }, (body) =>
    calls.call<unknown>('editMessageText', { ...place, ...body }, options),
  )
  return answer.ok ? undefined : answer
}

const postedAnew = text('Posted again: the message from before is gone.', '重新发布：之前的消息已不存在。')

async function repost(desk: Desk, message: Message): Promise<void> {
  const { context, name } = desk
  context.log.info(text(`${name}: the message is gone from the chat; posting it again.`, `${name}：消息已从会话中消失，正在重新发布。`))
  await postCard(desk, message, postedAnew[context.log.locale])
}

/** The chat has moved: the request moves with it, unless somebody has seen to that already. */
export async function followChat(desk: Desk): Promise<void> {
  const { isLost, card } = desk.state
  if (isLost && card?.decision) await repost(desk, card)
}

async function retireOthers(desk: Desk, message: Message): Promise<void> {
  const cards = desk.state.place?.cards ?? []
  const newest = cards.at(-1)
  const others = cards.filter((card) => newest && !isSame(card, newest)).slice(-mostRetired)
  await Promise.all(others.map((card) => edit(desk, message, card).catch(() => {})))
}
const mostRetired = 5
