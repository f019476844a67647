import { InputError } from '../../kit/errors.ts'
import { printable } from '../../kit/printable.ts'
import { type Text, text } from '../../kit/text.ts'
import { findingsOf, type Later } from '../later.ts'
import { type Body, isBody, type Result } from './answer.ts'
import type { SlackDesk } from './card.ts'
import { isUserId } from './markup.ts'

const patience = { patience: 10_000, repeatable: true }
const needed = ['chat:write', 'reactions:read', 'reactions:write']
const history = ['channels:history', 'groups:history']

/**
 * All that can be found out without posting: the token, its scopes, the channel, whether the bot is in it, and who of the voters is. Whether
 * the bot may read there is tried, by reading one message: that takes no scope but those that a gate needs anyway.
 */
export async function checkSlack(desk: SlackDesk, later?: Later): Promise<readonly Text[]> {
  const { api, chat, refuse } = desk
  const asking = [
    api.call('auth.test', {}, patience),
    api.call('conversations.history', { channel: chat, limit: '1' }, patience),
    api.call('conversations.info', { channel: chat }, patience),
  ] as const
  await Promise.allSettled(asking)
  const [identity, read, info] = await Promise.all(asking)
  if (!identity.ok) throw refuse(identity)
  requireScopes(desk, identity.scopes)
  if (!read.ok) throw refuse(read)
  const about = identity.body
  const connected = text(
    `Connected to ${said(about.team)} as @${said(about.user)}; it may read and write in ${printable(chat, 40)}.`,
    `已连接 ${said(about.team)}，身份为 @${said(about.user)}；可在 ${printable(chat, 40)} 中读写。`,
  )
  const isKnown = isChannelKnown(desk, info)
  const present = isKnown ? await findingsOf(() => absentVoters(desk), later) : [unknowable]
  return [connected, ...present, ...strangeIds(desk)]
}

const said = (value: unknown): string => printable(String(value ?? '?'), 60)

/** The answer's header lists the scopes; where a proxy has dropped it, nothing is known. */
function requireScopes({ name }: SlackDesk, scopes: readonly string[] | undefined): void {
  if (!scopes) return
  const missing = needed.filter((scope) => !scopes.includes(scope))
  const all = history.some((scope) => scopes.includes(scope)) ? missing : [...missing, history.join(' / ')]
  if (all.length === 0) return
  throw new InputError({
    code: 'channel-unusable',
    problem: text(`The token lacks scopes: ${all.join(', ')}.`, `token 缺少权限范围：${all.join('、')}。`),
    where: `channels.${name}`,
    remedy: text(
      'Add them under “OAuth & Permissions” → “Bot Token Scopes” of the Slack app, and install the app again.',
      '请在 Slack 应用的“OAuth & Permissions”→“Bot Token Scopes”中添加，然后重新安装应用。',
    ),
  })
}

/** Only the scopes `channels:read` and `groups:read` let us know the channel. Throws where nobody could be asked there. */
function isChannelKnown({ refuse }: SlackDesk, info: Result): boolean {
  if (!info.ok && info.error === 'missing_scope') return false
  if (!info.ok) throw refuse(info)
  if (isBody(info.body.channel) && info.body.channel.is_archived === true) throw refuse({ ok: false, error: 'is_archived', needed: '' })
  return true
}

async function absentVoters(desk: SlackDesk): Promise<readonly Text[]> {
  const members = await membersOf(desk)
  if (!members) return [unknowable]
  const absent = desk.context.voters.filter(({ slack }) => slack !== undefined && isUserId(slack) && !members.has(slack))
  if (absent.length === 0) return []
  const names = absent.map(({ name, slack }) => `${name} (${slack})`).join(', ')
  return [text(`Not in the channel, and thus unable to decide there: ${names}.`, `以下人员不在该频道中，无法在此作决定：${names}。`)]
}

/** All pages, of a channel that is not enormous; undefined where it cannot be told. */
async function membersOf({ api, chat }: SlackDesk): Promise<ReadonlySet<string> | undefined> {
  const members = new Set<string>()
  let cursor = ''
  for (let page = 0; page < 20; page++) {
    const answer: Result = await api.call(
      'conversations.members',
      { channel: chat, limit: '1000', ...(cursor ? { cursor } : {}) },
      patience,
    )
    if (!answer.ok) return undefined
    for (const member of listIn(answer.body)) members.add(member)
    cursor = nextIn(answer.body)
    if (cursor === '') return members
  }
  return undefined
}

const listIn = ({ members }: Body): readonly string[] =>
  Array.isArray(members) ? members.filter((member) => typeof member === 'string') : []

const nextIn = ({ response_metadata: metadata }: Body): string =>
  isBody(metadata) && typeof metadata.next_cursor === 'string' ? metadata.next_cursor : ''

/** A name is no id: nobody would ever be recognised by it. */
function strangeIds({ context: { voters } }: SlackDesk): readonly Text[] {
  return voters
    .filter(({ slack }) => slack !== undefined && !isUserId(slack))
    .map(({ name, slack = '' }) =>
      text(
        `people.${name}.slack: “${printable(slack, 40)}” is no member id (U…); see “Copy member ID” in the person’s profile.`,
        `people.${name}.slack：“${printable(slack, 40)}”不是成员 ID（U…）；请在其个人资料中选择“复制成员 ID”。`,
      ),
    )
}

const unknowable = text(
  'Whether the approvers are in the channel cannot be seen without the scopes channels:read and groups:read.',
  '没有 channels:read 和 groups:read 权限范围，无法查看审批人是否在该频道中。',
)
