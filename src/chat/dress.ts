import { type Locale, text } from '../kit/text.ts'
import type { Message, Section, Tone } from './message.ts'

/** A sign in front of a headline, where there are no colours. */
export const toneSigns: Readonly<Record<Tone, string>> = { waiting: '⏳', good: '✅', bad: '❌', neutral: '🔹', warning: '⚠️' }

const productionMark = text('PRODUCTION', '生产')

/** What makes production unmistakable; undefined for anything else. */
export const markOf = ({ level }: Pick<Message, 'level'>, locale: Locale): string | undefined =>
  level === 'production' ? productionMark[locale] : undefined

/** Says how many lines a section has beyond those given. */
export function moreOf({ more = 0 }: Section, locale: Locale): string | undefined {
  return more > 0 ? text(`… and ${more} more`, `……另有 ${more} 条`)[locale] : undefined
}
