import * as v from 'valibot'
import { list, section } from './section.ts'
import { about, choice, label, name } from './values.ts'

const channels = (en: string, zh: string) => v.optional(about(list(name), en, zh), [])

/** People, groups or roles, or one of {@link mentionKeywords}. */
const mention = v.optional(
  about(
    list(label),
    'Whom to mention: author, approvers, owners, or people and groups.',
    '提及谁：author、approvers、owners，或人员和组。',
  ),
  [],
)

/** Where a message goes that a channel did not take; the first that takes it. */
const fallback = channels(
  'Channels tried in this order where another one did not take the message.',
  '其他渠道未能送达时，依次尝试的渠道。',
)

/** Words that stand for people whom only the run knows. No person, group or role may have such a name. */
export const mentionKeywords = ['author', 'approvers', 'owners'] as const

export const notifySchema = section({
  start: channels('Channels told when a run starts.', '运行开始时通知的渠道。'),
  success: channels('Channels told of success.', '成功时通知的渠道。'),
  failure: channels('Channels told of failure.', '失败时通知的渠道。'),
  cancelled: channels('Channels told when a run is cancelled.', '取消时通知的渠道。'),
  fixed: channels('Channels told of the first success after failures.', '失败后首次成功时通知的渠道。'),
  repeat: v.optional(
    about(
      choice(['always', 'change']),
      'Whether every failure is told, or only the first one of several in a row: always or change.',
      '是每次失败都通知（always），还是连续失败时只通知第一次（change）。',
    ),
    'always',
  ),
  mention,
  fallback,
})

/** Which channels hear of what. */
export type NotifySettings = v.InferOutput<typeof notifySchema>

export const routesSchema = about(
  list(
    section({
      level: about(choice(['error', 'warning', 'info']), 'Level of the event.', '事件级别。'),
      to: about(list(name), 'Channels; none: the job summary only.', '渠道；不填：仅写入作业摘要。'),
      mention,
      fallback,
    }),
  ),
  'Where log events and free messages go, by level.',
  '日志事件和自由消息按级别的去向。',
)

export type Route = v.InferOutput<typeof routesSchema>[number]
