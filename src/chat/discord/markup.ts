import { oneLine } from '../one-line.ts'

/** Every sign that Discord's Markdown, its mentions, times and links are made of. */
const special = /[\\*_~`|>#\-+.()[\]<:@&!/]/g

/** Words as data inside Discord's Markdown: a backslash takes the meaning from the sign behind it. Web addresses stay words, too. */
export const escaped = (words: string): string => oneLine(words).replace(special, '\\$&')

/** Ids of people in Discord are numbers; anything else would be markup of somebody's own. */
export const isUserId = (id: string): boolean => /^\d{15,20}$/.test(id)
