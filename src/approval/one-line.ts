import { printable } from '../kit/printable.ts'

/** Words from outside on one line: a line break in a reason must not look like an approval of somebody else. */
export const oneLine = (words: string): string => printable(words, Number.POSITIVE_INFINITY).trim()
