import { randomUUID } from 'node:crypto'
import { RemoteError, textOf } from '../../kit/errors.ts'
import { retry } from '../../kit/retry.ts'
import type { Ask, ChannelContext, Reply } from '../channel.ts'
import type { Mention, Message } from '../message.ts'
import { isGone } from './answers.ts'
import { type FeishuAnswer, type FeishuApi, faultOf } from './api.ts'
import { wordsCard } from './card.ts'
import { mention, noteOf, type Paragraph, postContent, words } from './rich-text.ts'
import { messageOf } from './taps.ts'

/** What is said beside a card: answers to people, and reminders. */
export interface Speaking {
  /** Never throws. */
  answer(ask: Ask, reply: Reply): Promise<void>
  remind(note: Message): Promise<void>
}

interface World extends Pick<ChannelContext, 'clock' | 'log' | 'random' | 'signal'> {
  readonly api: FeishuApi
  readonly name: string
  readonly chat: string
  /** The card, below which it is said. */
  readonly cardId: () => string | undefined
}

/** The bot's own reaction to words that counted: seen, and nobody is disturbed. */
const noted = 'OK'
/** Cards for one person's eyes exist in plain groups alone. */
const isTopicGroup = 18053
/** Somebody who is mentioned and does not exist spoils the whole message. */
const mayBeMention: readonly number[] = [230001, 230099]

export function speaking(world: World): Speaking {
  const { api, name, chat, clock, log, random, signal, cardId } = world
  let canWhisper = true

  const write = (path: string, paragraphs: readonly Paragraph[], more: Readonly<Record<string, unknown>>): Promise<FeishuAnswer> =>
    api.ask({ method: 'POST', path, body: { msg_type: 'post', content: postContent(paragraphs, log.locale), uuid: randomUUID(), ...more } })
  const reply = (messageId: string, paragraphs: readonly Paragraph[]) =>
    write(`im/v1/messages/${messageId}/reply`, paragraphs, { reply_in_thread: true })

  /** Below the card, or in the chat where there is no card any more. */
  const say = async (paragraphs: readonly Paragraph[]): Promise<FeishuAnswer> => {
    const id = cardId()
    const answer = id === undefined ? undefined : await reply(id, paragraphs)
    if (answer && !('trouble' in answer && isGone(answer.code))) return answer
    return api.ask({
      method: 'POST',
      path: 'im/v1/messages',
      query: { receive_id_type: 'chat_id' },
      body: { receive_id: chat, msg_type: 'post', content: postContent(paragraphs, log.locale), uuid: randomUUID() },
    })
  }

  /** To this person alone. Whether that was possible. */
  const whisper = async (openId: string, said: string): Promise<boolean> => {
    if (!canWhisper) return false
    const body = { chat_id: chat, open_id: openId, msg_type: 'interactive', card: wordsCard(said) }
    const answer = await api.ask({ method: 'POST', path: 'ephemeral/v1/send', body })
    if (answer.code === isTopicGroup) canWhisper = false
    return answer.code === 0
  }

  const answerTo = async ({ user, userName, key }: Ask, said: string): Promise<void> => {
    if (await whisper(user, said)) return
    const somebody: Mention = { name: userName, ids: { feishu: user } }
    const paragraph = [mention(somebody), words(` ${said}`)]
    const written = messageOf(key)
    const answer = written === undefined ? undefined : await reply(written, [paragraph])
    if (answer?.code !== 0) await say([paragraph])
  }

  /** A tap that counts shows on the card; words that count get a sign. */
  const sign = async ({ key }: Ask): Promise<void> => {
    const written = messageOf(key)
    if (written === undefined) return
    await api.ask({ method: 'POST', path: `im/v1/messages/${written}/reactions`, body: { reaction_type: { emoji_type: noted } } })
  }

  /** An outage is waited out: whoever did something before it still wants to know what became of that. */
  const afterOutages = async (task: () => Promise<void>): Promise<void> => {
    const policy = { attempts: 20, base: 2000, ceiling: 20_000 }
    const isRetryable = (error: unknown) => error instanceof RemoteError && error.retryable
    await retry(task, { policy, clock, signal, random, isRetryable }).catch((error: unknown) => log.debug(`${name}: ${textOf(error).en}`))
  }

  return {
    answer: (ask, { kind, words: said }) => afterOutages(() => (kind === 'counted' ? sign(ask) : answerTo(ask, said))),
    remind: async (note) => {
      const first = await say(noteOf(note))
      const answer = mayBeMention.includes(first.code) && note.mentions.length > 0 ? await say(noteOf(note, true)) : first
      if ('trouble' in answer) throw faultOf(answer, name)
    },
  }
}
