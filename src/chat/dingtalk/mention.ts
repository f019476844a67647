import { fullWidth } from '../full-width.ts'
import type { Mention } from '../message.ts'

/** People who may be mentioned at once (facts/chat.md 3.1). */
const most = 50

/** The id by which somebody is alerted; nothing that could break out of its place. */
const idOf = ({ ids }: Mention): string | undefined =>
  ids.dingtalk && /^(?!all$)[\w.$@:-]{1,64}$/i.test(ids.dingtalk) ? ids.dingtalk : undefined

/** Whom the robot alerts. */
export const idsOf = (mentions: readonly Mention[]): readonly string[] => mentions.flatMap((mention) => idOf(mention) ?? []).slice(0, most)

/** The text must name whom the robot alerts. */
export const mentionOf = (mention: Mention): string => `@${idOf(mention) ?? fullWidth(mention.name)}`
