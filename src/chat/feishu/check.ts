import { InputError } from '../../kit/errors.ts'
import { joinText, type Text, text } from '../../kit/text.ts'
import type { ChannelContext } from '../channel.ts'
import { findingsOf, type Later } from '../later.ts'
import type { Refusal } from './answers.ts'
import { type FeishuApi, type FeishuCall, faultOf } from './api.ts'
import { missingRight } from './codes.ts'
import { isOpenId } from './markdown.ts'
import { membersOf } from './members.ts'
import { emojis } from './taps.ts'

interface World extends Pick<ChannelContext, 'voters'> {
  readonly api: FeishuApi
  readonly name: string
  readonly chat: string
}

/** A message that there is none of: asking for it shows whether the app may ask, and changes nothing. */
const nowhere = `om_${'0'.repeat(32)}`

/**
 * Everything that can be found out without posting: the app, the chat, the bot in it, each right that a gate needs, and whether those who
 * decide are there. Throws what stands in the way; resolves to what is worth knowing.
 */
export async function checkApp(world: World, later?: Later): Promise<readonly Text[]> {
  const { api, name, chat } = world
  if (!/^oc_[\w-]+$/.test(chat)) throw notAChat(chat, name)
  const asking = [lastMessage(chat), ...callsNeeded(chat)].map((call) => api.ask(call))
  await Promise.allSettled(asking)
  const [history, ...needed] = await Promise.all(asking)
  if (history && 'trouble' in history) throw faultOf(history, name)
  for (const answer of needed) if ('trouble' in answer && answer.trouble.class === missingRight.class) throw faultOf(answer, name)
  return findingsOf(async () => (await Promise.all([chatNotes(world), voterNotes(world)])).flat(), later)
}

const lastMessage = (chat: string): FeishuCall => ({
  method: 'GET',
  path: 'im/v1/messages',
  query: { container_id_type: 'chat', container_id: chat, page_size: '1' },
})

/** The gateway found a field missing: it looked at the rights before. */
const fieldMissing = 99992402

/** What can be found out about sending alone, without posting: the app, its right to send, and what the service says of the chat. */
export async function checkSending({ api, name, chat }: Omit<World, 'voters'>): Promise<readonly Text[]> {
  if (!/^oc_[\w-]+$/.test(chat)) throw notAChat(chat, name)
  const answer = await api.ask(emptyMessage(chat))
  if ('trouble' in answer && answer.code !== fieldMissing) throw faultOf(answer, name)
  return []
}

const emptyMessage = (chat: string): FeishuCall => ({
  method: 'POST',
  path: 'im/v1/messages',
  query: { receive_id_type: 'chat_id' },
  body: { receive_id: chat },
})

/** Calls that can do nothing, and are refused for the right reason only where a right is missing. */
const callsNeeded = (chat: string): readonly FeishuCall[] => [
  { method: 'GET', path: `im/v1/messages/${nowhere}/reactions` },
  { method: 'POST', path: `im/v1/messages/${nowhere}/reactions`, body: { reaction_type: { emoji_type: emojis.approve } } },
  emptyMessage(chat),
]

const notAChat = (chat: string, name: string): InputError =>
  new InputError({
    code: 'channel-unusable',
    problem: text(`“${chat}” is no chat of Feishu.`, `“${chat}”不是飞书的群 ID。`),
    where: `channels.${name}.chat`,
    remedy: text(
      'Put the id of the group (oc_…) there; it stands at the end of the group’s settings.',
      '请填写群 ID（oc_…），可在群设置底部查看。',
    ),
  })

async function chatNotes({ api, chat }: World): Promise<readonly Text[]> {
  const answer = await api.ask({ method: 'GET', path: `im/v1/chats/${encodeURIComponent(chat)}` })
  if ('trouble' in answer) return [joinText([couldNot('chat'), answer.trouble.reason, answer.trouble.remedy])]
  const { chat_mode: mode, group_message_type: messages } = answer.data
  if (mode !== 'topic' && messages !== 'thread') return []
  return [text('The group shows topics: answers to single people are seen by all of it.', '该群为话题形式：对个人的答复会被全群看到。')]
}

const couldNot = (what: 'chat' | 'people'): Text =>
  what === 'chat'
    ? text('The kind of the group could not be found out.', '无法查询群的类型。')
    : text('Whether the approvers are in the group could not be found out.', '无法查询审批人是否在群中。')

async function voterNotes({ api, chat, voters }: World): Promise<readonly Text[]> {
  const known = voters.flatMap(({ name, feishu: id }) => (id === undefined ? [] : [{ name, id }]))
  const odd = known.filter(({ id }) => !isOpenId(id)).map(({ name, id }) => oddId(name, id))
  const members = await membersOf(api, chat)
  if (!(members instanceof Map)) {
    const { trouble } = members as Refusal // the other of two
    return [...odd, joinText([couldNot('people'), trouble.reason, trouble.remedy])]
  }
  const absent = known.filter(({ id }) => isOpenId(id) && !members.has(id)).map(({ name }) => notThere(name))
  return [...odd, ...absent]
}

const oddId = (name: string, id: string): Text =>
  text(
    `${name}: “${id}” is no open id (ou_…); what this person does in Feishu will not be known as theirs.`,
    `${name}：“${id}”不是 open_id（ou_…），此人在飞书中的操作将无法识别。`,
  )

const notThere = (name: string): Text =>
  text(`${name} is not in the group, or its open id belongs to another app.`, `${name} 不在该群中，或其 open_id 属于其他应用。`)
