import { printable } from '../../kit/printable.ts'
import { type Text, text } from '../../kit/text.ts'
import {
  type AnswerClass,
  type Meaning,
  party,
  remedies,
  type Trouble,
  troubleOf,
  unknownAnswer,
  unknownCode,
} from '../delivery/reading.ts'
import { statusTrouble } from '../delivery/status.ts'
import type { Refused } from './bot-api.ts'
import { type Mendable, mendable, says } from './refusals.ts'

export const telegram = party('Telegram')

const limited: Meaning = { class: 'limited', what: text('too many messages', '消息过多') }

interface Known extends Omit<Mendable, 'remedy'> {
  readonly remedy?: Text
}

/** What a message or its picture may be refused for, beside what is wrong with the chat (facts/chat.md 1.6). */
const aboutMessages: readonly Known[] = [
  {
    when: ({ code, description }) => code === 413 || /too (?:long|big|large)|MESSAGE_TOO_LONG|MEDIA_CAPTION_TOO_LONG/i.test(description),
    class: 'too-long',
    problem: text('The message or its picture is larger than Telegram takes.', '消息或图片超过 Telegram 的大小限制。'),
  },
  {
    when: says(/not enough rights to send photos|CHAT_SEND_(?:PHOTOS|MEDIA)_FORBIDDEN/i),
    class: 'forbidden',
    problem: text('The bot may not send pictures in this chat.', '机器人无权在该会话中发送图片。'),
    remedy: text('Permit it to send photos, or make it an administrator.', '请允许它发送图片，或将其设为管理员。'),
  },
  {
    when: says(/PHOTO_|IMAGE_PROCESS_FAILED|there is no photo|file must be non-empty|wrong (?:type of|file)|failed to get HTTP URL/i),
    class: 'malformed',
    problem: text('Telegram does not take the picture.', 'Telegram 不接受该图片。'),
    remedy: text(
      'It takes JPEG and PNG up to 10 MB, width and height together up to 10,000 pixels, one at most 20 times the other.',
      'Telegram 接受不超过 10 MB 的 JPEG 和 PNG，宽高之和不超过 10000 像素，长宽比不超过 20。',
    ),
  },
  {
    when: says(/can't parse|unsupported parse_mode|text (?:is empty|must be non-empty)|ENTIT(?:Y|IES)_/i),
    class: 'malformed',
    problem: text('Telegram does not understand the message.', 'Telegram 无法理解该消息。'),
  },
  {
    when: says(/user is deactivated/i),
    class: 'gone',
    problem: text('The person’s account is gone.', '对方账号已注销。'),
  },
  {
    when: says(/upgraded to a supergroup/i),
    class: 'configuration',
    problem: text('The group has become a supergroup, with a new id.', '群组已升级为超级群，ID 已变更。'),
  },
]

/** What Telegram's refusal means for a message: its class, why, what to do, how long to wait. */
export function telegramTrouble(refused: Refused): Trouble {
  const { code, description, wait } = refused
  const said = { code, words: description }
  if (code === 429) return troubleOf(telegram, limited, said, wait)
  const known = [...aboutMessages, ...mendable].find(({ when }) => when(refused))
  if (known) return { class: known.class, reason: sentence(known.problem, refused), remedy: known.remedy ?? remedies[known.class] }
  if (description !== '' && code < 500) return troubleOf(telegram, unknownCode, said)
  const other = statusTrouble(telegram, { status: code, headers: {}, body: '' }, 0)
  return other ?? troubleOf(telegram, unknownAnswer, { code: `HTTP ${code}` })
}

/** `The bot may not write in this chat (400: Bad Request: not enough rights …).` */
function sentence({ en, 'zh-CN': zh }: Text, { code, description }: Refused): Text {
  const said = printable(`${code}${description && `: ${description}`}`, 200)
  return { en: `${en.replace(/\.$/, '')} (${said}).`, 'zh-CN': `${zh.replace(/。$/, '')}（${said}）。` }
}

/** Classes of refusals after which the same words without a picture may be taken. */
const pictureClasses: readonly AnswerClass[] = ['malformed', 'too-long', 'forbidden']
export const mayBeThePicture = ({ class: kind }: Trouble): boolean => pictureClasses.includes(kind)
