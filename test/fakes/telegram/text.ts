import { type FormattedText, parseHtml } from './html.ts'
import { badRequest } from './refusal.ts'

const longest = 4096
const longestCaption = 1024

/** `text` with `parse_mode` as the server takes it: parsed, trimmed, and no longer than 4096 UTF-16 units after that (facts/chat.md 1.6). */
export function readText(text: string | undefined, mode: string | undefined): FormattedText {
  if (text === undefined || text === '') throw badRequest('message text is empty')
  if (Buffer.byteLength(text) > 32_768) throw badRequest('text is too long')
  const trimmed = trim(parse(text, (mode ?? '').toLowerCase()))
  if (trimmed.text === '') throw badRequest('text must be non-empty')
  if (trimmed.text.length > longest) throw badRequest('message is too long')
  return trimmed
}

/** `caption` with `parse_mode`: none at all is one, too. */
export function readCaption(caption: string | undefined, mode: string | undefined): FormattedText {
  if (caption === undefined || caption === '') return { text: '', entities: [] }
  if (Buffer.byteLength(caption) > 32_768) throw badRequest('text is too long')
  const trimmed = trim(parse(caption, (mode ?? '').toLowerCase()))
  if (trimmed.text.length > longestCaption) throw badRequest('message caption is too long')
  return trimmed
}

function parse(text: string, mode: string): FormattedText {
  if (mode === '' || mode === 'none') return { text, entities: [] }
  if (mode === 'html') return parseHtml(text)
  throw badRequest('unsupported parse_mode')
}

function trim({ text, entities }: FormattedText): FormattedText {
  const end = text.trimEnd().length
  const start = Math.min(/^[ \n]*/.exec(text)?.[0].length ?? 0, entities[0]?.offset ?? text.length, end)
  const kept = entities.flatMap((entity) => {
    const length = Math.min(entity.length, end - entity.offset)
    return length > 0 ? [{ ...entity, offset: entity.offset - start, length }] : []
  })
  return { text: text.slice(start, end), entities: kept }
}
