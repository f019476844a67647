import type { MessageEntity } from 'grammy/types'
import { badRequest, type Refusal } from './refusal.ts'

/** Text and what is marked in it; offsets and lengths in UTF-16 units. */
export interface FormattedText {
  readonly text: string
  readonly entities: readonly MessageEntity[]
}

interface OpenTag {
  readonly name: string
  readonly argument: string
  readonly offset: number
}

const tags = 'a b strong i em s strike del u ins tg-spoiler tg-emoji tg-time span pre code blockquote'.split(' ')
const cannotParse = (words: string): Refusal => badRequest(`can't parse entities: ${words}`)

/** The server's own parser for `parse_mode: HTML`, by its rules and in its words (`parse_html` of tdlib, facts/chat.md 1.6). */
export function parseHtml(source: string): FormattedText {
  const entities: MessageEntity[] = []
  const open: OpenTag[] = []
  let text = ''
  let at = 0
  while (at < source.length) {
    const rest = source.slice(at)
    const character = /^&(?:#x[0-9a-f]+|#[0-9]+|[a-z]+);?/i.exec(rest)?.[0]
    const decoded = character === undefined ? undefined : decodeEntity(character)
    if (decoded !== undefined && character !== undefined) {
      text += decoded
      at += character.length
    } else if (!rest.startsWith('<')) {
      text += rest.charAt(0)
      at += 1
    } else if (rest.startsWith('</')) {
      at += closeTag(source, at, open, entities, text)
    } else {
      at += openTag(source, at, open, text.length)
    }
  }
  const last = open.at(-1)
  if (last) throw cannotParse(`Can't find end tag corresponding to start tag "${last.name}"`)
  return { text, entities: entities.sort((a, b) => a.offset - b.offset || b.length - a.length) }
}

const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' }

function decodeEntity(written: string): string | undefined {
  const body = written.replace(/^&|;$/g, '')
  if (!body.startsWith('#')) return named[body]
  const code = body.startsWith('#x') ? Number.parseInt(body.slice(2), 16) : Number.parseInt(body.slice(1), 10)
  return code > 0 && code < 0x10ffff && body.length < 10 ? String.fromCodePoint(code) : undefined
}

const decoded = (words: string): string => words.replace(/&(?:#x[0-9a-f]+|#[0-9]+|[a-z]+);?/gi, (found) => decodeEntity(found) ?? found)
const bytesBefore = (source: string, at: number): number => Buffer.byteLength(source.slice(0, at))

/** Takes a start tag; returns how long it is. */
function openTag(source: string, at: number, open: OpenTag[], offset: number): number {
  const where = `at byte offset ${bytesBefore(source, at)}`
  const [, written = ''] = /^<([^\s>]*)/.exec(source.slice(at)) ?? []
  const name = written.toLowerCase()
  let next = at + 1 + written.length
  if (next >= source.length) throw cannotParse(`Unclosed start tag ${where}`)
  if (!tags.includes(name)) throw cannotParse(`Unsupported start tag "${name}" ${where}`)
  let argument = ''
  for (;;) {
    next += /^\s*/.exec(source.slice(next))?.[0].length ?? 0
    if (source.charAt(next) === '>') break
    if (next >= source.length) throw cannotParse(`Unclosed start tag "${name}" ${where}`)
    const attribute = readAttribute(source.slice(next), name, where, bytesBefore(source, next))
    next += attribute.length
    argument = argumentOf(name, attribute.name, attribute.value) ?? argument
  }
  if (name === 'span' && argument !== 'spoiler') throw cannotParse(`Tag "span" must have class "tg-spoiler" ${where}`)
  open.push({ name, argument, offset })
  return next + 1 - at
}

function readAttribute(rest: string, tag: string, where: string, start: number): { name: string; value: string; length: number } {
  const [head = '', name = '', sign = ''] = /^([^\s=>/"']*)\s*(=?)\s*/.exec(rest) ?? []
  if (name === '') throw cannotParse(`Empty attribute name in the tag "${tag}" ${where}`)
  if (sign === '') return { name, value: '', length: head.length }
  const after = rest.slice(head.length)
  const quoted = /^(["'])([\s\S]*?)\1/.exec(after)
  if (quoted) return { name, value: decoded(quoted[2] ?? ''), length: head.length + quoted[0].length }
  if (/^["']/.test(after)) throw cannotParse(`Unclosed start tag ${where}`)
  const token = /^[a-z0-9.-]*/i.exec(after)?.[0] ?? ''
  if (!/^[\s>]/.test(after.slice(token.length))) throw cannotParse(`Unexpected end of name token at byte offset ${start + head.length}`)
  return { name, value: token.toLowerCase(), length: head.length + token.length }
}

function argumentOf(tag: string, attribute: string, value: string): string | undefined {
  if (tag === 'a' && attribute === 'href') return value
  if (tag === 'code' && attribute === 'class' && value.startsWith('language-')) return value.slice(9)
  if (tag === 'span' && attribute === 'class' && value.startsWith('tg-')) return value.slice(3)
  if (tag === 'blockquote' && attribute === 'expandable') return '1'
  return tag === 'tg-emoji' && attribute === 'emoji-id' ? value : undefined
}

/** Takes an end tag; returns how long it is. */
function closeTag(source: string, at: number, open: OpenTag[], entities: MessageEntity[], text: string): number {
  const where = `at byte offset ${bytesBefore(source, at)}`
  const tag = open.pop()
  if (!tag) throw cannotParse(`Unexpected end tag ${where}`)
  const [whole = '', written = '', end = ''] = /^<\/([^\s>]*)\s*(>?)/.exec(source.slice(at)) ?? []
  if (end === '') throw cannotParse(`Unclosed end tag ${where}`)
  const name = written.toLowerCase()
  if (name !== '' && name !== tag.name) throw cannotParse(`Unmatched end tag ${where}, expected "</${tag.name}>", found "</${name}>"`)
  const length = text.length - tag.offset
  const entity = length > 0 ? entityOf(tag, length, text.slice(tag.offset)) : undefined
  if (entity) entities.push(entity)
  return whole.length
}

const simple: Readonly<Record<string, 'bold' | 'italic' | 'strikethrough' | 'underline' | 'spoiler' | 'pre' | 'code' | 'blockquote'>> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  u: 'underline',
  ins: 'underline',
  'tg-spoiler': 'spoiler',
  span: 'spoiler',
  pre: 'pre',
  code: 'code',
  blockquote: 'blockquote',
}

function entityOf({ name, argument, offset }: OpenTag, length: number, words: string): MessageEntity | undefined {
  if (name === 'a') return linkEntity(argument === '' ? words : argument, offset, length)
  if (name === 'blockquote' && argument !== '') return { type: 'expandable_blockquote', offset, length }
  if (name === 'tg-emoji') return { type: 'custom_emoji', offset, length, custom_emoji_id: argument }
  const type = simple[name]
  return type ? { type, offset, length } : undefined
}

/** A link to a user mentions; one that is no link is plain text. */
function linkEntity(url: string, offset: number, length: number): MessageEntity | undefined {
  const [, user] = /^tg:(?:\/\/)?user\/?\?id=(\d+)$/.exec(url) ?? []
  if (user !== undefined) {
    return { type: 'text_mention', offset, length, user: { id: Number(user), is_bot: false, first_name: '' } }
  }
  const address = /^[a-z][a-z0-9+.-]*:/i.test(url) ? url : `http://${url}`
  const isLink = URL.canParse(address) && /^(?:https?|tg|ton|tonsite):$/.test(new URL(address).protocol) && /[.:?]/.test(address.slice(7))
  return isLink ? { type: 'text_link', offset, length, url: /^https?:/.test(address) ? new URL(address).href : address } : undefined
}
