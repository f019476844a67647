import { text } from '../../kit/text.ts'
import { emojis } from './taps.ts'

/** How people decide at a card: Markdown of Feishu, which shows `:CheckMark:` as the very reaction. */
export const howToTap = text(
  `Tap :${emojis.approve}: below to approve or :${emojis.reject}: to reject; tap again to take it back. Or reply “approve” or “reject”, with a reason.`,
  `点下方的 :${emojis.approve}: 表示同意，:${emojis.reject}: 表示拒绝；再点一次即撤回。也可回复“同意”或“拒绝”，并附上理由。`,
)

/** The first words in the topic below a card. */
export const howToReply = text(
  'Reply here: “approve” or “reject”, with a reason if you like. “status” tells how far it is.',
  '请在此回复“同意”或“拒绝”，可附上理由；回复“状态”可查看进度。',
)
