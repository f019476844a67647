/** Control characters, and those that turn the direction of what follows. */
const controls = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g

/** Words from outside on one line, well-formed and without anything that acts instead of being shown; markup is left as it is. */
export const oneLine = (words: string): string =>
  words
    .toWellFormed()
    .replace(/[\s\u0085]+/g, ' ')
    .replace(controls, '')
    .trim()
