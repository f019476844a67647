import { oneLine } from '../one-line.ts'

const entity = (character: string): string => `&#${character.charCodeAt(0)};`

/** GitHub looks for mentions and references in what it has rendered, where an entity is a character again. A space of no width stops it. */
const apart = '\u200b'

/**
 * Words from outside as nothing but words of GitHub's Markdown, on one line: no markup, no HTML, no link, nobody mentioned, no other issue
 * referred to. Good in lists and in cells of tables.
 */
export const plain = (words: string): string =>
  oneLine(words)
    .replace(/[@#](?=[\p{L}\p{N}])/gu, `$&${apart}`)
    .replace(/\bGH-(?=\d)/gi, `$&${apart}`)
    .replace(/&/g, '&amp;')
    .replace(/[\\`*_{}[\]()!|~+<>$]/g, entity)
    .replace(/:(?=\/\/)/g, entity)
    .replace(/\bwww\./gi, (match) => `${match.slice(0, 3)}&#46;`)
    .replace(/^(?:[-=]|#(?=\s|#|$)|\d+(?=[.)]))/, (start) => (/\d/.test(start) ? `${start}${apart}` : entity(start)))

/** A login of GitHub, or of an enterprise (with a short code behind it), or of an app. */
const loginPattern = /^[a-z\d](?:[a-z\d-]{0,38})(?:_[a-z\d]+)?$/i

/** Alerts somebody; what is no login is only named. */
export const mentioned = (login: string | undefined, name: string): string =>
  login !== undefined && loginPattern.test(login) ? `@${login}` : plain(name)
