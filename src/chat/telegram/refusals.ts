import { spanText } from '../../kit/duration.ts'
import { InputError, type KnownError, RemoteError } from '../../kit/errors.ts'
import { printable } from '../../kit/printable.ts'
import { type Text, text } from '../../kit/text.ts'
import type { AnswerClass } from '../delivery/reading.ts'
import type { Refused } from './bot-api.ts'

/** A refusal that is known by its words or code, what it means, and what to do about it. */
export interface Mendable {
  readonly when: (refused: Refused) => boolean
  readonly class: AnswerClass
  /** A sentence. */
  readonly problem: Text
  readonly remedy: Text
}

export const says = (pattern: RegExp) => (refused: Refused) => pattern.test(refused.description)

/** What the user can mend, by the words of facts/chat.md 1.6. */
export const mendable: readonly Mendable[] = [
  {
    when: ({ code, description }) => code === 401 || (code === 404 && description === 'Not Found'),
    class: 'credentials',
    problem: text('Telegram does not accept the token of the bot.', 'Telegram 不接受该机器人的 token。'),
    remedy: text(
      'Copy the token from @BotFather (/mybots → API Token) into the secret, whole. With `api:`, check that address as well.',
      '请从 @BotFather（/mybots → API Token）完整复制 token 到密钥中；如设置了 `api:`，也请检查该地址。',
    ),
  },
  {
    when: says(/chat not found|PEER_ID_INVALID|CHAT_ID_INVALID|chat_id is empty/i),
    class: 'configuration',
    problem: text('Telegram has no such chat, or the bot has never been in it.', 'Telegram 没有该会话，或机器人从未加入过。'),
    remedy: text(
      'Add the bot to the group and give the group’s id (-100…). For a private chat the person must have written to the bot first.',
      '请把机器人加入群组，并填写群组 ID（-100…）。私聊时对方需先给机器人发过消息。',
    ),
  },
  {
    when: says(/thread not found|TOPIC_(?:CLOSED|DELETED)/i),
    class: 'configuration',
    problem: text('The group has no such topic, or it is closed.', '群组中没有该话题，或话题已关闭。'),
    remedy: text(
      'Give the number from a link to a message of the topic (t.me/c/…/<topic>/…), or leave `topic:` out for General.',
      '请填写话题内消息链接中的编号（t.me/c/…/<话题>/…）；使用 General 时请不要填写 `topic:`。',
    ),
  },
  {
    when: says(/not enough rights|have no rights|need administrator|CHAT_WRITE_FORBIDDEN|CHAT_SEND_PLAIN_FORBIDDEN|CHAT_RESTRICTED/i),
    class: 'forbidden',
    problem: text('The bot may not write in this chat.', '机器人无权在该会话中发言。'),
    remedy: text('Permit it to send messages, or make it an administrator.', '请允许它发送消息，或将其设为管理员。'),
  },
  {
    when: ({ code, description }) => code === 403 && description !== '',
    class: 'forbidden',
    problem: text('The bot is not in this chat any more.', '机器人已不在该会话中。'),
    remedy: text(
      'Add the bot to the chat again; a person who blocked it must unblock it.',
      '请重新把机器人加入会话；屏蔽了它的人需要解除屏蔽。',
    ),
  },
]

/** An edit that changes nothing. */
export const isUnchanged = ({ description }: Refused): boolean => /message is not modified/i.test(description)

/** Somebody deleted it, or the chat it was in is no more. */
export const isGone = ({ description, migrateTo }: Refused): boolean =>
  migrateTo !== undefined ||
  /message to edit not found|message can't be edited|MESSAGE_ID_INVALID|upgraded to a supergroup/i.test(description)

/** A refusal of Telegram as an error for people: what they can mend where that is known, with the channel's name as the place. */
export function refusalError(refused: Refused, channel: string, party: string): KnownError {
  if (refused.code === 409) return conflictError(refused, party)
  const known = mendable.find(({ when }) => when(refused))
  const words = printable(refused.description, 200)
  if (known) {
    const problem = words ? { en: `${known.problem.en} (${words})`, 'zh-CN': `${known.problem['zh-CN']}（${words}）` } : known.problem
    return new InputError({ code: 'channel-unusable', problem, where: `channels.${channel}`, remedy: known.remedy })
  }
  if (words === '') return strangeError(refused.code, party)
  return new RemoteError({ code: 'channel-failed', party, problem: text(`Telegram refuses: ${words}.`, `Telegram 拒绝：${words}。`) })
}

const ownBot = text(
  'Give the gates a bot of their own: @BotFather, /newbot. Any number of gates can share that one.',
  '请为审批门单独创建一个机器人（@BotFather，/newbot）；任意多个审批门可以共用它。',
)

const webhookProblem = (to: string): Text =>
  text(
    `The bot has a webhook (${to}): everything people do is sent there, and a gate gets nothing.`,
    `该机器人设置了 webhook（${to}）：所有操作都会发往那里，审批门收不到。`,
  )

/** A webhook takes all that happens away from those who ask; `to`: its host. */
export const webhookError = (channel: string, to: string): InputError =>
  new InputError({ code: 'channel-unusable', problem: webhookProblem(to), where: `channels.${channel}`, remedy: ownBot })

/** Another program asks for the same updates and confirms them: they are gone for everybody else. */
export const rivalError = (party: string): RemoteError =>
  new RemoteError({
    code: 'channel-failed',
    party,
    retryable: true,
    problem: text(
      'Another program reads the updates of this bot: it takes clicks and commands away before the gate sees them.',
      '有其他程序正在读取该机器人的更新：点击和命令会在审批门看到之前被它取走。',
    ),
    remedy: ownBot,
  })

/** While a gate waits, a conflict is a fault that may pass: somebody may take the webhook away again. */
function conflictError({ description }: Refused, party: string): RemoteError {
  if (!/webhook/i.test(description)) return rivalError(party)
  return new RemoteError({ code: 'channel-failed', party, retryable: true, problem: webhookProblem('?'), remedy: ownBot })
}

/** An answer that is none of the Bot API's. */
const strangeError = (status: number, party: string): RemoteError =>
  new RemoteError({
    code: 'channel-failed',
    party,
    retryable: true,
    problem: text(
      `${party} answered HTTP ${status}, which is no answer of the Bot API.`,
      `${party} 返回了 HTTP ${status}，并非 Bot API 的应答。`,
    ),
    remedy: text('Check `api:` and `proxy:` of the channel.', '请检查该渠道的 `api:` 和 `proxy:`。'),
  })

export const serverError = ({ code, description }: Refused, party: string): RemoteError => {
  const words = printable(`HTTP ${code} ${description}`.trim(), 200)
  return new RemoteError({
    code: 'channel-failed',
    party,
    retryable: true,
    problem: text(`${party} fails: ${words}.`, `${party} 出错：${words}。`),
  })
}

/** `wait`: milliseconds until Telegram takes calls again. */
export function limitedError(party: string, wait: number): RemoteError {
  const span = spanText(wait)
  return new RemoteError({
    code: 'channel-failed',
    party,
    retryable: true,
    problem: text(`Telegram asks to wait for ${span.en}.`, `Telegram 要求等待 ${span['zh-CN']}。`),
  })
}
