import { codeLine } from '../code-line.ts'
import { linkUrl } from '../link-url.ts'
import type { Mention } from '../message.ts'
import { oneLine } from '../one-line.ts'

/**
 * Words as data inside the Markdown of a card, on one line. What could mark up, link, mention (`<at …>`) or become an emoji (`:OK:`) is
 * written as a numeric entity, which is how Feishu's page on cards says to escape; so is what begins a list, a heading or a line.
 */
export const escaped = (words: string): string =>
  oneLine(words)
    .replace(/[&<>~*\\[\]`_|:]/g, entity)
    .replace(/^[-+=#]/, entity)
    .replace(/^(\d+)([.)])/, (_, number: string, sign: string) => number + entity(sign))

const entity = (character: string): string => `&#${character.charCodeAt(0)};`

/** Words, with a link on them where there is an address that may become one. */
export function linked(words: string, url: string | undefined): string {
  const safe = escaped(words) || '–'
  const address = url === undefined ? undefined : linkUrl(url)
  return address ? `[${safe}](${address})` : safe
}

/** The open id of somebody, if it is one: nothing that could break out of its place. */
export const openIdOf = ({ ids }: Pick<Mention, 'ids'>): string | undefined => (ids.feishu && isOpenId(ids.feishu) ? ids.feishu : undefined)

export const isOpenId = (id: string): boolean => /^ou_[0-9A-Za-z_-]{1,60}$/.test(id)

/** Alerts somebody from within a card; by name where there is no open id. */
export const mentioned = (mention: Mention): string => {
  const id = openIdOf(mention)
  return id ? `<at id=${id}></at>` : escaped(mention.name)
}

/** A space of no width: what it stands in is not read as markup, and looks the same. */
const apart = '\u200b'

/**
 * Lines as a block of code. Nothing can be escaped in there, so what could end the block, or be taken for a tag (`<at …>`) by a client that
 * looks for tags first, is taken apart.
 */
export function codeBlock(lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return []
  const safe = lines.map((line) =>
    codeLine(line)
      .replace(/`(?=``)/g, `\`${apart}`)
      .replace(/<(?=[/!a-z])/gi, `<${apart}`),
  )
  return ['```', ...safe, '```']
}
