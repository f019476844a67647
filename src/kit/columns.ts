const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u

const columnsOfLetter = (letter: string): number => (/\p{Mn}/u.test(letter) ? 0 : wide.test(letter) ? 2 : 1)

/** Columns of a terminal that the words take: Chinese characters and their punctuation take two. */
export const columnsOf = (words: string): number => [...words].reduce((sum, letter) => sum + columnsOfLetter(letter), 0)

/** The words, with blanks behind them up to so many columns. */
export const padded = (words: string, columns: number): string => words + ' '.repeat(Math.max(0, columns - columnsOf(words)))

/** The words in lines of at most so many columns: broken at blanks and behind Chinese characters, a longer word where it must be. */
export function wrapped(words: string, columns: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const piece of words.match(pieces) ?? []) {
    for (const part of columnsOf(piece.trimEnd()) > columns ? [...piece] : [piece]) {
      if (line !== '' && columnsOf((line + part).trimEnd()) > columns) {
        lines.push(line.trimEnd())
        line = ''
      }
      line += line === '' ? part.trimStart() : part
    }
  }
  return line.trimEnd() === '' && lines.length > 0 ? lines : [...lines, line.trimEnd()]
}

/** What is not broken: a word with the blanks behind it, a Chinese character with the punctuation that may not begin a line. */
const pieces = /(?:\p{Script=Han}[、。，；：！？）》”’]*|[^\s\p{Script=Han}]+)\s*|\s+/gu
