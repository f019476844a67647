import { cut } from '../chat/fit.ts'
import { oneLine } from '../chat/one-line.ts'

const mostLines = 5
const longestLine = 300
/** Of a longer answer, more is not looked at, in UTF-16 units. */
const mostRead = 20_000

/** What is not words, and what is left of it. In this order. */
const markup: readonly (readonly [RegExp, string])[] = [
  // Thinking aloud, as some models do before they answer; with no end, all of it is that
  [/<think(?:ing)?>[\s\S]{0,20000}?(?:<\/think(?:ing)?>|$(?![\s\S]))/gi, ''],
  [/^[ \t]*(?:```|~~~).*$/gm, ''],
  [/!?\[([^\]\n]{0,300})\]\([^)\n]{0,500}\)/g, '$1'],
  // Tags, and mentions as Slack and Discord write them; `List<String>` stays
  [/(?<!\w)<[a-z/][^<>\n]{0,300}>|<[!@#/][^<>\n]{0,300}>/gi, ''],
  // An address that a log talked a model into is a trap
  [/\b(?:https?|ftp|file|javascript|data):\S+|\bwww\.\S+/gi, '…'],
  [/^[ \t]*(?:#{1,6}|>+)[ \t]+/gm, ''],
  [/^[ \t]*[*+•][ \t]+/gm, '- '],
  [/\*\*|__|`/g, ''],
  // Commands of the runner, of both forms
  [/:{2,}/g, ':'],
  [/##\[/g, '['],
  // Names of packages stay: @types/node
  [/(?<![\w.])@+(?=[\w-]+(?![\w-]*\/))/g, ''],
]

/** What is taken out may bring together what acts: it is looked for again, so many times at most. */
const mostRounds = 10

function unmarked(words: string): string {
  let plain = words
  for (let round = 0; round < mostRounds; round++) {
    const next = markup.reduce((rest, [pattern, instead]) => rest.replace(pattern, instead), plain)
    if (next === plain) return plain
    plain = next
  }
  // What still comes apart after that was made for it.
  return plain.replace(/[@:#<>`*[\]/\\]/g, ' ')
}

/** A model's answer as plain words: at most five short lines without markup, links, mentions or anything that acts. */
export function plainLines(answer: string): readonly string[] {
  const lines = answer.slice(0, mostRead).split(/\r\n|[\n\r\u2028\u2029]/)
  return unmarked(lines.map(oneLine).join('\n'))
    .split('\n')
    .map((line) => cut(oneLine(line), longestLine))
    .filter((line) => /[\p{L}\p{N}]/u.test(line))
    .slice(0, mostLines)
}
