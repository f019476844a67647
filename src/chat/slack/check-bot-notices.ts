import { printable } from '../../kit/printable.ts'
import { type Text, text } from '../../kit/text.ts'
import { type Body, isBody } from './answer.ts'
import { refusalError } from './refusals.ts'
import type { SlackApi } from './web-api.ts'

interface Place {
  readonly api: SlackApi
  readonly name: string
  readonly chat: string
}

const patience = { patience: 10_000, repeatable: true }

/** All that can be found out without posting: the token, its scopes, the channel, and whether the bot is in it. */
export async function checkBotNotices({ api, name, chat }: Place): Promise<readonly Text[]> {
  const refuse = (error: string, needed = '') => refusalError({ ok: false, error, needed }, name)
  const [identity, info] = await Promise.all([
    api.call('auth.test', {}, patience),
    api.call('conversations.info', { channel: chat }, patience),
  ])
  if (!identity.ok) throw refuse(identity.error, identity.needed)
  const { scopes, body } = identity
  if (scopes && !scopes.includes('chat:write')) throw refuse('missing_scope', 'chat:write')
  if (!info.ok && info.error !== 'missing_scope') throw refuse(info.error, info.needed)
  const stop = info.ok ? inTheWay(info.body, scopes) : undefined
  if (stop) throw refuse(stop)
  return [connected(body, chat), ...(info.ok ? [] : [unknowable]), ...(scopes && !scopes.includes('files:write') ? [noPictures] : [])]
}

/** The word that Slack would answer to a message. */
function inTheWay({ channel }: Body, scopes: readonly string[] | undefined): string | undefined {
  if (!isBody(channel)) return undefined
  if (channel.is_archived === true) return 'is_archived'
  return channel.is_member === false && !scopes?.includes('chat:write.public') ? 'not_in_channel' : undefined
}

function connected({ team, user }: Body, chat: string): Text {
  const [where, who, place] = [printable(String(team ?? '?'), 60), printable(String(user ?? '?'), 60), printable(chat, 40)]
  return text(`Connected to ${where} as @${who}; it writes in ${place}.`, `已连接 ${where}，身份为 @${who}；将在 ${place} 中发言。`)
}

const unknowable = text(
  'Whether the bot is in the channel cannot be seen without the scopes channels:read and groups:read.',
  '没有 channels:read 和 groups:read 权限范围，无法查看机器人是否在该频道中。',
)
const noPictures = text(
  'Pictures need the scope files:write; messages come without them.',
  '发送图片需要 files:write 权限范围；消息将不含图片。',
)
