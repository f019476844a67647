import { type Text, text } from '../../kit/text.ts'
import type { Delivery, Edited } from '../channel.ts'
import { editPlaced, type Lost, noted, type Placed, sendPlaced } from '../delivery/placing.ts'
import type { Trouble } from '../delivery/reading.ts'
import type { TryLimits } from '../delivery/sender.ts'
import { cut } from '../fit.ts'
import type { FormFile } from '../form-body.ts'
import type { Message, Picture } from '../message.ts'
import { oneLine } from '../one-line.ts'
import { fileNameOf, withoutPicture } from '../picture.ts'
import { mayBeThePicture, telegramTrouble } from './answers.ts'
import { moveTo, type NoticeDesk, sendTo } from './notice-desk.ts'
import { hasRoomInCaption, inEitherForm, type Purpose, type Told } from './notice-forms.ts'
import { type NoticePlace, noticePlace, noticeRef, noticeUrl } from './notice-place.ts'
import type { Parameters } from './patient-api.ts'
import { isGone, isUnchanged } from './refusals.ts'
import { longestCaption } from './render.ts'
import type { TelegramMessage } from './shapes.ts'

/** Sends a message, with its picture if it has one. */
export function post(desk: NoticeDesk, message: Message): Promise<Delivery> {
  return message.picture ? postWithPicture(desk, message, message.picture) : postWords(desk, message)
}

const postWords = (desk: NoticeDesk, message: Message): Promise<Delivery> =>
  sendPlaced(desk.deliver, async (limits) => {
    const told = await inEitherForm(message, desk.log.locale, 'message', (body) => sendTo(desk, 'sendMessage', body, limits))
    return placed(desk, told, 'message')
  })

/** As one message where the words have room below a picture; otherwise, or if Telegram does not take it, the words come first. */
async function postWithPicture(desk: NoticeDesk, message: Message, picture: Picture): Promise<Delivery> {
  const whole = hasRoomInCaption(message, desk.log.locale) ? await postCaptioned(desk, message, picture) : undefined
  if (whole && !whole.isPictureRefused) return whole.delivery
  const said = await postWords(desk, message)
  const place = said.state === 'delivered' && said.ref !== undefined ? noticePlace(said.ref) : undefined
  if (said.state !== 'delivered' || !place) return said
  const shown = whole?.delivery ?? (await postBelow(desk, picture, place))
  return shown.state === 'delivered' ? said : noted(said, withoutPicture(shown.reason))
}

interface Captioned {
  readonly delivery: Delivery
  /** It may be the picture that was refused, and not the words. */
  readonly isPictureRefused: boolean
}

async function postCaptioned(desk: NoticeDesk, message: Message, picture: Picture): Promise<Captioned> {
  let isPictureRefused = false
  const delivery = await sendPlaced(desk.deliver, async (limits) => {
    const call = (body: Parameters) => sendTo(desk, 'sendPhoto', body, { ...limits, file: photoOf(picture) })
    const reading = placed(desk, await inEitherForm(message, desk.log.locale, 'caption', call), 'caption')
    isPictureRefused = reading.class !== 'delivered' && mayBeThePicture(reading)
    return reading
  })
  return { delivery, isPictureRefused: isPictureRefused && delivery.state === 'rejected' }
}

/** As an answer to the words, without alerting anybody once more. */
const postBelow = (desk: NoticeDesk, picture: Picture, { chat, message }: NoticePlace): Promise<Delivery> =>
  sendPlaced(desk.deliver, async (limits) => {
    const reply = chat === desk.chat || desk.chat.startsWith('@') ? { message_id: message, allow_sending_without_reply: true } : undefined
    const body = {
      caption: cut(oneLine(picture.alt), longestCaption),
      disable_notification: true,
      ...(reply ? { reply_parameters: reply } : {}),
    }
    const answer = await sendTo(desk, 'sendPhoto', body, { ...limits, file: photoOf(picture) })
    return placed(desk, { answer, isMarked: true }, 'caption')
  })

const photoOf = (picture: Picture): FormFile => ({
  field: 'photo',
  filename: fileNameOf(picture),
  type: picture.type,
  data: picture.data,
})

/** Puts a message in the place of another of the same chat; its picture stays. What was kept about the place may have been written by anybody. */
export function edit(desk: NoticeDesk, place: NoticePlace, message: Message): Promise<Edited> {
  const { chat, message: id, isCaption = false } = place
  const [method, purpose] = isCaption ? (['editMessageCaption', 'caption'] as const) : (['editMessageText', 'message'] as const)
  return editPlaced(desk.deliver, async (limits) => {
    const elsewhere = chat === desk.chat ? undefined : await elsewhereIn(desk, chat, limits)
    if (elsewhere) return elsewhere
    const told = await inEitherForm(message, desk.log.locale, purpose, (body) =>
      desk.api.exchange<TelegramMessage>(method, { chat_id: chat, message_id: id, ...body }, limits),
    )
    return replaced(desk, told, place)
  })
}

/** Why a chat is not the one of the desk, which may be known by a name, or by the number it had as a smaller group. */
async function elsewhereIn(desk: NoticeDesk, chat: string, limits: TryLimits): Promise<Lost | Trouble | undefined> {
  const answer = await desk.api.exchange<TelegramMessage['chat']>('getChat', { chat_id: desk.chat }, limits)
  if (!answer.ok && answer.migrateTo === undefined) return telegramTrouble(answer)
  const known = answer.ok ? String(answer.result.id) : answer.migrateTo
  return chat === known ? undefined : { class: 'lost', reason: inAnotherChat }
}

const inAnotherChat = text('The message is in another chat than the one that is configured.', '该消息所在的会话不是配置中的会话。')

function replaced(desk: NoticeDesk, told: Told<TelegramMessage>, place: NoticePlace): Placed | Lost | Trouble {
  const { answer } = told
  if (answer.ok) return placed(desk, told, place.isCaption ? 'caption' : 'message')
  if (isUnchanged(answer)) return { class: 'delivered', ref: noticeRef(place), ...notesOf(told) }
  if (answer.migrateTo !== undefined) moveTo(desk, answer.migrateTo)
  return isGone(answer) ? { class: 'lost', reason: telegramTrouble(answer).reason } : telegramTrouble(answer)
}

function placed(desk: NoticeDesk, told: Told<TelegramMessage>, purpose: Purpose): Placed | Trouble {
  const { answer } = told
  if (!answer.ok) return telegramTrouble(answer)
  const { result } = answer
  const url = noticeUrl(result, desk.topic)
  const spot = { chat: String(result.chat.id), message: result.message_id }
  const ref = noticeRef(purpose === 'caption' ? { ...spot, isCaption: true } : spot)
  return { class: 'delivered', ref, ...(url === undefined ? {} : { url }), ...notesOf(told) }
}

const notesOf = ({ isMarked }: Pick<Told<unknown>, 'isMarked'>): { note?: Text } => (isMarked ? {} : { note: unmarked })

const unmarked = text('Without its markup, which Telegram did not understand.', 'Telegram 无法解析标记，已改为纯文本。')
