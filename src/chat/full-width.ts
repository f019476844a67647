import { oneLine } from './one-line.ts'

/** Characters that mark something up, and their twins that only look like them. */
const twins: Readonly<Record<string, string>> = {
  '`': '｀',
  '*': '＊',
  '~': '～',
  '[': '［',
  ']': '］',
  '<': '＜',
  '>': '＞',
  '\\': '＼',
  '|': '｜',
  _: '＿',
  '&': '＆',
  '#': '＃',
  '-': '－',
  '+': '＋',
  '=': '＝',
}
/** The colon of an address that is none of the web (`dtmd://…` acts instead of leading somewhere), whatever stands before it. */
export const actingScheme = /(?<!(?<![a-z0-9+.-])https?):(?=\/\/)/gi

const twin = (character: string): string => twins[character] ?? character

/**
 * Words as data inside the Markdown of clients that do not say how to escape (DingTalk, WeCom): what could become markup, a link, an image
 * or a mention is replaced by its full-width twin. An underscore inside a word stays, and so do bare web addresses: they show where they
 * lead.
 */
export const fullWidth = (words: string): string =>
  oneLine(words)
    .replace(/[`*~[\]<>\\|]/g, twin)
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, twin)
    .replace(/&(?=#|\w{1,31};)/g, twin)
    .replace(/^[#+=-]+/, (start) => [...start].map(twin).join(''))
    .replace(actingScheme, '：')
