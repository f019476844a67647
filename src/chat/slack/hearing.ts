import { type Text, text } from '../../kit/text.ts'
import type { Ask } from '../channel.ts'
import { replyKey } from './ballots.ts'
import { type Spoken, spokenIn } from './spoken.ts'
import type { ThreadReply } from './thread.ts'

/** What a reply comes to: an act, or something that looks like one and is none, of which its writer should know. */
export type Heard = { readonly kind: 'act'; readonly spoken: Spoken; readonly key: string } | { readonly kind: 'void'; readonly why: Text }

/** Hears a reply in the thread of request `id` (empty: not known yet); `bot`: the user id of ours, which may be addressed. */
export function hear({ ts, user, text: said, isEdited }: ThreadReply, id: string, bot: string): Heard | undefined {
  const spoken = spokenIn(said, bot, id)
  if (spoken === undefined) return undefined
  if (isEdited) return { kind: 'void', why: editedWords }
  if (spoken.request !== undefined && id !== '' && spoken.request !== id) return { kind: 'void', why: foreignWords(spoken, id) }
  return { kind: 'act', spoken, key: replyKey(ts, user, spoken.does) }
}

const editedWords = text(
  'Not counted: a reply that was edited may have said something else. Please send it again as a new reply.',
  '未计入：编辑过的回复可能与原意不同，请重新发送一条回复。',
)

const foreignWords = ({ request }: Pick<Ask, 'request'>, id: string): Text =>
  text(
    `Not counted: this thread is about request ${id}, and ${request} is another one. If ${request} is part of your reason, put a word before it.`,
    `未计入：此消息列对应请求 ${id}，而 ${request} 是另一个请求。如果 ${request} 是理由的一部分，请在它前面加一个词。`,
  )
