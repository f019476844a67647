import { type Text, text } from '../../kit/text.ts'
import type { Message } from '../message.ts'
import { byName, type Form } from './forms.ts'

/** A way to say the same with less that the service could object to. */
export interface Variant {
  readonly message: Message
  readonly form: Form
  /** What was given up. */
  readonly note?: Text
}

/**
 * What is tried, one after the other, as long as the service objects to the content: somebody who is mentioned and does not exist spoils
 * the whole message, and a card that cannot be built says the same as text.
 */
export function variantsOf(message: Message, form: Form): readonly Variant[] {
  const first: readonly Variant[] = [{ message, form }]
  const named = byName(message)
  const hasIds = message.mentions.some(({ ids }) => ids.feishu !== undefined)
  const second: readonly Variant[] = hasIds ? [{ message: named, form, note: nobodyAlerted }] : []
  const third: readonly Variant[] = form === 'card' ? [{ message: named, form: 'text', note: asText }] : []
  return [...first, ...second, ...third]
}

const nobodyAlerted = text(
  'Nobody was alerted: Feishu does not know somebody of those who were to be. Check the open ids (ou_…) under “people”.',
  '未提醒任何人：飞书不认识其中某人。请检查“people”中的 open_id（ou_…）。',
)

const asText = text('Feishu refused the card; the message was sent as text.', '飞书拒绝了该卡片，消息已改为文本发送。')
