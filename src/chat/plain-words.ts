import { actingScheme } from './full-width.ts'
import { oneLine } from './one-line.ts'

/**
 * Words as data where nothing is markup, on one line. Clients still make links of addresses: those of schemes that act instead of leading to
 * a page (`dtmd:`) are broken.
 */
export const plainWords = (words: string): string => oneLine(words).replace(actingScheme, '：')
