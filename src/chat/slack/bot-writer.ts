import { type Text, text } from '../../kit/text.ts'
import type { ChannelContext } from '../channel.ts'
import type { Placed } from '../delivery/placing.ts'
import type { Trouble } from '../delivery/reading.ts'
import type { TryLimits } from '../delivery/sender.ts'
import { cut } from '../fit.ts'
import type { Message } from '../message.ts'
import { type BotAnswer, isAboutBlocks, readBot } from './bot-answers.ts'
import { escaped } from './markup.ts'
import { contentOf } from './post.ts'
import { previewOf } from './preview.ts'
import { render } from './render.ts'
import type { Place } from './thread.ts'

/** A message that was written, or not. */
export interface Written {
  readonly answer: BotAnswer
  /** It went as text: Slack did not understand its blocks. */
  readonly isPlain: boolean
}

/** Writes a message by a method of the Web API, once: new or in the place of another one. Throws a NetworkFault where there was no answer. */
export type Write = (method: 'chat.postMessage' | 'chat.update', where: Where, message: Message, limits: TryLimits) => Promise<Written>

type Where = Readonly<Record<string, string>>

interface ApiSettings {
  readonly token: string
  readonly api?: string
}

const formType = 'application/x-www-form-urlencoded; charset=utf-8'

export function botWriter({ token, api = 'https://slack.com/api/' }: ApiSettings, { clock, http, log }: ChannelContext): Write {
  const base = api.replace(/\/?$/, '/')
  // A kept connection that the server has just given up would leave it open whether the message arrived, and it cannot be sent twice.
  const headers = { authorization: `Bearer ${token}`, 'content-type': formType, connection: 'close' }
  const call = async (method: string, params: Where, limits: TryLimits): Promise<BotAnswer> => {
    const body = new URLSearchParams(params).toString()
    return readBot(await http.send({ url: `${base}${method}`, method: 'POST', headers, body, ...limits }), clock.now())
  }
  return async (method, where, message, limits) => {
    const rendered = render(message, log.locale, 'notify')
    const answer = await call(method, { ...where, ...contentOf(rendered) }, limits)
    if (!isAboutBlocks(answer.error)) return { answer, isPlain: false }
    const plain = contentOf({ text: plainOf(previewOf(rendered)), blocks: [] })
    return { answer: await call(method, { ...where, ...plain }, limits), isPlain: true }
  }
}

/** Characters of an edit: 4,000, and each may become five when it is escaped. */
const longestText = 3900
function plainOf(words: string): string {
  let limit = longestText
  while (escaped(cut(words, limit)).length > longestText) limit = Math.floor(limit * 0.8)
  return escaped(cut(words, limit))
}

/** What became of it; `place`: where it is, where Slack has taken it. */
export function placedAt({ answer: { reading }, isPlain }: Written, place: Place | undefined): Placed | Trouble {
  if (reading.class !== 'delivered') return reading
  return { class: 'delivered', ...(place ? { ref: JSON.stringify(place) } : {}), ...(isPlain ? { note: unmarked } : {}) }
}

const unmarked: Text = text('Without its markup, which Slack did not understand.', 'Slack 无法解析标记，已改为纯文本。')
