import type { Locale } from '../../kit/text.ts'
import { cut } from '../fit.ts'
import type { Message } from '../message.ts'
import type { Answer } from './bot-api.ts'
import { textOf } from './html.ts'
import type { Parameters } from './patient-api.ts'
import { longestCaption, plain, render } from './render.ts'
import { isAboutText, longestWords } from './send.ts'

/** Words as they are sent. */
export interface Form {
  readonly words: string
  readonly isMarked: boolean
}

/** An answer, and the form that it was given to. */
export interface Told<T> {
  readonly answer: Answer<T>
  readonly isMarked: boolean
}

/** Where the words stand: alone, or below a picture, where there is less room. */
export type Purpose = 'message' | 'caption'

/** With markup; without, should Telegram not understand it; shorter, should it count differently. */
export async function inEitherForm<T>(
  message: Message,
  locale: Locale,
  purpose: Purpose,
  call: (body: Parameters) => Promise<Answer<T>>,
): Promise<Told<T>> {
  const options = purpose === 'caption' ? { locale, room: longestCaption } : { locale }
  const tell = async (form: Form) => ({ answer: await call(bodyOf(form, purpose)), isMarked: form.isMarked })
  const marked = await tell({ words: render(message, options), isMarked: true })
  if (marked.answer.ok || !isAboutText(marked.answer)) return marked
  const room = purpose === 'caption' ? longestCaption - 100 : longestWords
  return tell({ words: cut(plain(message, options), room), isMarked: false })
}

function bodyOf({ words, isMarked }: Form, purpose: Purpose): Parameters {
  const mode = isMarked ? { parse_mode: 'HTML' } : {}
  return purpose === 'caption'
    ? { caption: words, show_caption_above_media: true, ...mode }
    : { text: words, link_preview_options: { is_disabled: true }, ...mode }
}

/** Whether all of a message has room below a picture. */
export const hasRoomInCaption = (message: Message, locale: Locale): boolean => textOf(render(message, { locale })).length <= longestCaption
