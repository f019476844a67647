/** Colours and other commands to a terminal (ECMA-48): what begins with an escape, whole. */
const terminal = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g
/** Control characters, and those that turn the direction of what follows. */
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g

/**
 * A line that a program printed, for a place with a font of fixed width: its spaces kept, tabs as four of them, without anything that acts
 * instead of being shown; markup is left as it is.
 */
export const codeLine = (words: string): string =>
  words
    .toWellFormed()
    .replace(terminal, '')
    .replace(/[\r\n\u0085\u2028\u2029]+/g, ' ')
    .replace(/\t/g, '    ')
    .replace(controls, '')
    .trimEnd()
