import { spanText } from '../../kit/duration.ts'
import { printable } from '../../kit/printable.ts'
import { type Text, text } from '../../kit/text.ts'
import { checking } from '../delivery/network.ts'
import { findingsOf, type Later } from '../later.ts'
import { type Desk, whoIs } from './desk.ts'
import { patience, resultOf } from './patient-api.ts'
import { webhookError } from './refusals.ts'
import type { BotUser, ChatMember, TelegramChat, WebhookInfo } from './shapes.ts'
import { usableTopic } from './topic.ts'

/**
 * All that can be found out without posting: the token, a webhook in the way, the chat, the bot's rights, the topic, who of the voters is
 * not there, the clocks. Throws what stands in the way; resolves to what is worth saying.
 */
export async function checkChannel(desk: Desk, later?: Later): Promise<readonly Text[]> {
  const asking = [checking(desk.name, whoIs(desk)), chatOf(desk), refuseWebhook(desk)] as const
  await Promise.allSettled(asking)
  const [bot, chat] = await Promise.all(asking)
  desk.state.chats.add(String(chat.id))
  const topic = await checkPlace(desk, bot, chat)
  return [...greeting(bot, chat), ...topic, ...(await findingsOf(() => absentVoters(desk, chat), later)), ...clockNote(desk)]
}

/** The same for a place that only shows messages: the token, the chat, the bot's rights, the topic, the clocks. */
export async function checkToShow(desk: Desk): Promise<readonly Text[]> {
  const asking = [checking(desk.name, whoIs(desk)), chatOf(desk)] as const
  await Promise.allSettled(asking)
  const [bot, chat] = await Promise.all(asking)
  const topic = await checkPlace(desk, bot, chat)
  return [writesIn(bot, chat), ...topic, ...clockNote(desk)]
}

async function checkPlace(desk: Desk, { id }: BotUser, chat: TelegramChat): Promise<readonly Text[]> {
  const member = await ask<ChatMember>(desk, 'getChatMember', { chat_id: desk.state.chat, user_id: id })
  refuseWithoutRights(desk, chat, member)
  return checkTopic(desk, chat)
}

async function ask<T>(desk: Desk, method: string, parameters: Readonly<Record<string, unknown>>): Promise<T> {
  const options = { patience: patience.check, repeatable: true, signal: desk.context.signal }
  return resultOf(await desk.calls.call<T>(method, parameters, options), desk.refuse)
}

const chatOf = (desk: Desk): Promise<TelegramChat> => ask<TelegramChat>(desk, 'getChat', { chat_id: desk.state.chat })

async function refuseWebhook(desk: Desk): Promise<void> {
  const { url = '' } = await ask<WebhookInfo>(desk, 'getWebhookInfo', {})
  if (url !== '') throw webhookError(desk.name, printable(URL.parse(url)?.host ?? '?', 100))
}

function refuseWithoutRights(desk: Desk, { type, permissions }: TelegramChat, member: ChatMember): void {
  const isAdmin = member.status === 'administrator' || member.status === 'creator'
  const isOut = member.status === 'left' || member.status === 'kicked' || (member.status === 'restricted' && member.is_member === false)
  if (isOut) throw desk.refuse({ ok: false, code: 403, description: `Forbidden: bot is not a member (${member.status})` })
  const mayWrite = type === 'channel' ? isAdmin && member.can_post_messages !== false : isAdmin || mayMembersWrite(member, permissions)
  if (!mayWrite)
    throw desk.refuse({ ok: false, code: 400, description: 'Bad Request: not enough rights to send text messages to the chat' })
}

const mayMembersWrite = (member: ChatMember, permissions: TelegramChat['permissions']): boolean =>
  member.status === 'restricted' ? member.can_send_messages !== false : permissions?.can_send_messages !== false

/** Whether a topic exists can be asked only by doing something in it; “is typing” is what is least seen. */
async function checkTopic(desk: Desk, { is_forum: isForum }: TelegramChat): Promise<Text[]> {
  if (desk.topic === undefined) return []
  usableTopic(desk)
  if (!isForum) return [text('The chat has no topics: `topic:` has no effect.', '该会话没有话题：`topic:` 不起作用。')]
  await ask<true>(desk, 'sendChatAction', { chat_id: desk.state.chat, message_thread_id: Number(desk.topic), action: 'typing' })
  return []
}

/** Chats with one person have that person's name. */
type NamedChat = TelegramChat & { readonly first_name?: string }

function writesIn({ username = '' }: BotUser, { title, first_name: person }: NamedChat): Text {
  const where = printable(title ?? person ?? '?', 80)
  return text(`The bot @${username} writes in “${where}”.`, `机器人 @${username} 将在“${where}”中发言。`)
}

function greeting(bot: BotUser, chat: NamedChat): Text[] {
  const { can_read_all_group_messages: readsAll } = bot
  const { type } = chat
  const notes = [writesIn(bot, chat)]
  if (type === 'channel')
    notes.push(text('In a channel people can press the buttons, but give no commands.', '在频道中可以点击按钮，但无法使用命令。'))
  else if (readsAll)
    notes.push(
      text(
        'Privacy mode of the bot is off: Telegram hands it every message. Turn it on in @BotFather (/setprivacy); gates do not need them.',
        '机器人的隐私模式已关闭：Telegram 会把所有消息都发给它。请在 @BotFather（/setprivacy）中开启；审批门不需要这些消息。',
      ),
    )
  return notes
}

/** More are not looked up, each by a call of its own. */
const mostVoters = 30

async function absentVoters(desk: Desk, { type }: TelegramChat): Promise<Text[]> {
  if (type !== 'group' && type !== 'supergroup') return []
  const voters = desk.context.voters.flatMap(({ name, telegram }) => (telegram ? [{ name, telegram }] : [])).slice(0, mostVoters)
  const absent: string[] = []
  // One after the other, so that what is done in the chat meanwhile does not wait for all of them.
  for (const { name, telegram } of voters) if (await isAbsent(desk, telegram)) absent.push(`${name} (${telegram})`)
  const names = printable(absent.join(', '))
  return names === '' ? [] : [text(`Not in the chat, and cannot decide there: ${names}.`, `不在该会话中，无法在那里作决定：${names}。`)]
}

async function isAbsent({ calls, context, state }: Desk, user: string): Promise<boolean> {
  const options = { patience: patience.check, repeatable: true, signal: context.signal }
  const parameters = { chat_id: state.chat, user_id: user }
  const answer = await calls.call<ChatMember>('getChatMember', parameters, options).catch(() => undefined)
  if (!answer) return false
  if (!answer.ok) return /not found|PARTICIPANT_ID_INVALID|USER_ID_INVALID|invalid user_id/i.test(answer.description)
  return answer.result.status === 'left' || answer.result.status === 'kicked' || answer.result.is_member === false
}

/** Milliseconds between the clocks that do not matter. */
const tolerated = 30_000

function clockNote({ api }: Desk): Text[] {
  const span = spanText(Math.abs(api.ahead))
  if (Math.abs(api.ahead) <= tolerated) return []
  return [
    api.ahead < 0
      ? text(`The clock of the runner is ${span.en} ahead of Telegram.`, `运行器的时钟比 Telegram 快 ${span['zh-CN']}。`)
      : text(`The clock of the runner is ${span.en} behind Telegram.`, `运行器的时钟比 Telegram 慢 ${span['zh-CN']}。`),
  ]
}
