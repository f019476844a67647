import { InputError } from '../../kit/errors.ts'
import { text } from '../../kit/text.ts'

interface TopicSettings {
  readonly name: string
  readonly topic?: string | undefined
}

/** The topic to write in; undefined for General, which must not be named (facts/chat.md 1.6). What is no number Telegram would take for General. */
export function usableTopic({ name, topic }: TopicSettings): number | undefined {
  if (topic === undefined || topic === '1') return undefined
  if (/^\d{1,10}$/.test(topic)) return Number(topic)
  throw new InputError({
    code: 'channel-unusable',
    problem: text('A topic is a number.', '话题应为数字。'),
    where: `channels.${name}.topic`,
    remedy: text(
      'It is the number in a link to a message of the topic: t.me/c/…/<topic>/…',
      '它是话题内消息链接中的编号：t.me/c/…/<话题>/…',
    ),
  })
}
