import { codeLine } from '../code-line.ts'
import { oneLine } from '../one-line.ts'

/** Every sign that Discord's Markdown, its mentions, times and links are made of. */
const special = /[\\*_~`|>#\-+.()[\]<:@&!/]/g

/** Words as data inside Discord's Markdown: a backslash takes the meaning from the sign behind it. Web addresses stay words, too. */
export const escaped = (words: string): string => oneLine(words).replace(special, '\\$&')

/** Of three backticks in a row the last is set off by a space of no width: nothing else keeps them from ending the block. */
const unfenced = (words: string): string => words.replace(/``(?=`)/g, '``\u200b')

/** Lines that a program printed, as a block of fixed width, in which nothing is markup; nothing where there is nothing to see. */
export function printed(lines: readonly string[]): string {
  const words = lines.map((line) => unfenced(codeLine(line))).join('\n')
  return words.trim() === '' ? '' : `\`\`\`\n${words}\n\`\`\``
}

/** Ids of people in Discord are numbers; anything else would be markup of somebody's own. */
export const isUserId = (id: string): boolean => /^\d{15,20}$/.test(id)
