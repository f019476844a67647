import type { InlineKeyboardButton, InlineKeyboardMarkup } from 'grammy/types'
import { parseJson } from './parameters.ts'
import { badRequest } from './refusal.ts'

/** `reply_markup` as the server takes it; undefined where there is none or it is empty (facts/chat.md 1.2, 1.6). */
export function readMarkup(words: string | undefined): InlineKeyboardMarkup | undefined {
  if (words === undefined || words === '') return undefined
  const given = parseJson(words)
  if (given === undefined) throw badRequest("can't parse reply keyboard markup JSON object")
  if (typeof given !== 'object' || given === null) throw badRequest('object expected as reply markup')
  const rows = 'inline_keyboard' in given ? given.inline_keyboard : []
  const problem = 'Field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'
  if (!Array.isArray(rows) || !rows.every(Array.isArray)) throw badRequest(problem)
  const keyboard = rows.filter((row) => row.length > 0).map((row: unknown[]) => row.map(readButton))
  if (keyboard.flat().length > 100) throw badRequest('REPLY_MARKUP_TOO_LONG')
  return keyboard.length > 0 ? { inline_keyboard: keyboard } : undefined
}

function readButton(given: unknown): InlineKeyboardButton {
  const fault = (words: string) => badRequest(`can't parse inline keyboard button: ${words}`)
  if (typeof given !== 'object' || given === null) throw fault('InlineKeyboardButton must be an Object')
  const { text, url, callback_data: data, style } = given as Readonly<Record<string, unknown>>
  if (typeof text !== 'string') throw fault('Can\'t find field "text"')
  if (text.trim() === '') throw badRequest('BUTTON_TEXT_INVALID')
  if (style !== undefined && !['danger', 'success', 'primary'].includes(String(style))) throw fault('Invalid button style specified')
  const dress = style === undefined ? {} : { style: style as 'danger' } // one of three, looked at above
  if (typeof url === 'string' && url !== '') return { text, url: readUrl(url), ...dress }
  if (typeof data !== 'string' || data === '') throw fault('Text buttons are unallowed in the inline keyboard')
  if (Buffer.byteLength(data) > 64) throw badRequest('BUTTON_DATA_INVALID')
  return { text, callback_data: data, ...dress }
}

function readUrl(url: string): string {
  const address = /^[a-z][a-z0-9+.-]*:/i.test(url) ? url : `http://${url}`
  const isGood = URL.canParse(address) && /^(?:https?|tg|ton|tonsite):$/.test(new URL(address).protocol)
  if (!isGood) throw badRequest(`inline keyboard button URL '${url}' is invalid: Wrong HTTP URL`)
  return address
}
