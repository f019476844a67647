import { InputError, type KnownError, RemoteError } from '../../kit/errors.ts'
import { printable } from '../../kit/printable.ts'
import { type Text, text } from '../../kit/text.ts'
import type { AnswerClass } from '../delivery/reading.ts'
import type { Refusal } from './answer.ts'

/** What the user can mend: the word that Slack answers, what it means, what to do. */
export interface Mendable {
  readonly class: AnswerClass
  /** A sentence. */
  readonly problem: (refusal: Refusal) => Text
  readonly remedy: Text
}

const newToken = text(
  'Copy the Bot User OAuth Token (xoxb-…) from “OAuth & Permissions” of the Slack app into the secret, and see that the app is installed.',
  '请从 Slack 应用的“OAuth & Permissions”复制 Bot User OAuth Token（xoxb-…）到密钥中，并确认应用已安装。',
)
const badToken: Mendable = {
  class: 'credentials',
  problem: ({ error }) => text(`Slack does not accept the token (${error}).`, `Slack 不接受该 token（${error}）。`),
  remedy: newToken,
}
const notThere: Mendable = {
  class: 'configuration',
  problem: () => text('Slack has no such channel, or the bot cannot see it.', 'Slack 没有该频道，或机器人看不到它。'),
  remedy: text(
    'Give the id of the channel (C…, at the end of “View channel details”), not its name; invite the bot to a private one.',
    '请填写频道 ID（C…，见“查看频道详情”底部）而不是名称；私有频道需先邀请机器人。',
  ),
}
const archived: Mendable = {
  class: 'gone',
  problem: () => text('The channel is archived.', '该频道已归档。'),
  remedy: text('Choose another channel, or unarchive it.', '请改用其他频道，或取消归档。'),
}
const restricted: Mendable = {
  class: 'forbidden',
  problem: ({ error }) => text(`The workspace does not let the bot write there (${error}).`, `工作区不允许机器人在此发言（${error}）。`),
  remedy: text('Ask an admin of the workspace, or choose another channel.', '请联系工作区管理员，或改用其他频道。'),
}

export const mendable: Readonly<Record<string, Mendable>> = {
  invalid_auth: badToken,
  not_authed: badToken,
  account_inactive: badToken,
  token_revoked: badToken,
  token_expired: badToken,
  not_allowed_token_type: badToken,
  channel_not_found: notThere,
  not_in_channel: {
    class: 'configuration',
    problem: () => text('The bot is not in the channel.', '机器人不在该频道中。'),
    remedy: text('Invite it there: /invite @<the app’s name>', '请在频道中邀请它：/invite @<应用名称>'),
  },
  is_archived: archived,
  is_inactive: archived,
  missing_scope: {
    class: 'credentials',
    problem: ({ needed }) =>
      text(`The token lacks a scope: ${printable(needed) || 'unknown'}.`, `token 缺少权限范围：${printable(needed) || '未知'}。`),
    remedy: text(
      'Add it under “OAuth & Permissions” → “Bot Token Scopes” of the Slack app, and install the app again.',
      '请在 Slack 应用的“OAuth & Permissions”→“Bot Token Scopes”中添加，然后重新安装应用。',
    ),
  },
  restricted_action: restricted,
  restricted_action_read_only_channel: restricted,
  restricted_action_thread_only_channel: restricted,
  restricted_action_non_threadable_channel: restricted,
  access_denied: restricted,
  no_permission: restricted,
}

/** A refusal of Slack as an error for people: what they can mend where that is known, with the channel's name as the place. */
export function refusalError(refusal: Refusal, channel: string): KnownError {
  const known = mendable[refusal.error]
  if (known)
    return new InputError({ code: 'channel-unusable', problem: known.problem(refusal), where: `channels.${channel}`, remedy: known.remedy })
  const word = printable(refusal.error, 60)
  return new RemoteError({ code: 'channel-unusable', party: 'Slack', problem: text(`Slack refuses: ${word}.`, `Slack 拒绝：${word}。`) })
}
