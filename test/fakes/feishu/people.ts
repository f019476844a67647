import { addMessage, rewrite } from './messages.ts'
import { addReaction } from './reactions.ts'
import type { FeishuChat, FeishuMessage, FeishuState } from './state.ts'

/** What people do in a group: everything that a bot may come to see. */
export interface FeishuPeople {
  /** Taps a reaction under a message. Returns its id. */
  react(openId: string, messageId: string, emoji: string): string
  /** Takes it back. */
  unreact(openId: string, messageId: string, emoji: string): void
  /** Writes into the chat, or answers a message: in its topic or with a quotation. Returns the id of what was written. */
  say(openId: string, chatId: string, words: string): string
  reply(openId: string, messageId: string, words: string, options?: { readonly inThread?: boolean; readonly rich?: boolean }): string
  edit(messageId: string, words: string): void
  /** Recalls a message: one's own, or another's as the owner of the group. */
  recall(messageId: string): void
}

export function peopleOf(state: FeishuState, now: () => number): FeishuPeople {
  const message = (id: string): FeishuMessage => known(state.messages.get(id), id)
  const chat = (id: string): FeishuChat => known(state.chats.get(id), id)
  const write = (
    openId: string,
    place: FeishuChat,
    words: string,
    rest: { type: string; content: string; isTopic: boolean; parent?: FeishuMessage },
  ) => {
    if (!place.people.has(openId)) throw new Error(`${openId} is not in ${place.id}: ${words}`)
    return addMessage(state, place, { sender: { id: openId, type: 'user' }, at: now(), ...rest }).id
  }
  return {
    react: (openId, messageId, emoji) =>
      addReaction(state, message(messageId), { operator: { id: openId, type: 'user' }, emoji, at: now() }).id,
    unreact: (openId, messageId, emoji) => {
      const { reactions } = message(messageId)
      const found = reactions.findIndex((reaction) => reaction.operator.id === openId && reaction.emoji === emoji)
      if (found < 0) throw new Error(`no ${emoji} of ${openId}`)
      reactions.splice(found, 1)
    },
    say: (openId, chatId, words) => {
      const place = chat(chatId)
      const isTopic = place.mode === 'topic' || place.messages === 'thread'
      return write(openId, place, words, { ...plain(words), isTopic })
    },
    reply: (openId, messageId, words, { inThread = true, rich = false } = {}) => {
      const parent = message(messageId)
      const place = chat(parent.chatId)
      const isTopic = inThread || place.mode === 'topic' || place.messages === 'thread'
      return write(openId, place, words, { ...(rich ? richText(words) : plain(words)), isTopic, parent })
    },
    edit: (messageId, words) => rewrite(message(messageId), plain(words).content, now()),
    recall: (messageId) => {
      message(messageId).isRecalled = true
    },
  }
}

function known<T>(found: T | undefined, id: string): T {
  if (found === undefined) throw new Error(`there is no ${id}`)
  return found
}

const plain = (text: string) => ({ type: 'text', content: JSON.stringify({ text }) })

/** As the client sends what has styles or several paragraphs. It comes back without a language around it. */
const richText = (words: string) => ({
  type: 'post',
  content: JSON.stringify({ title: '', content: words.split('\n').map((text) => [{ tag: 'text', text, style: ['bold'] }]) }),
})
