/** What tools put in front of the lines of others: build steps and seconds (docker), a box (terraform), a job's or package's name. */
const prefixes = [/^#\d{1,4} (?:\d+\.\d+ )?/, /^\d{1,5}\.\d{1,3} (?=\S)/, /^[│|╷╵] ?(?=\S|\s)/]

/** What is looked at of a line, in UTF-16 units: rules are tried on each, and what tells is at its beginning. */
const looked = 400

/** The part of a line that rules are tried on. */
export const ruledPart = (words: string): string =>
  bareLine(words.slice(0, 2 * looked))
    .replace(/^\s{24,}/, ' '.repeat(24))
    .slice(0, looked)

/** A line as the tool itself printed it, when another tool passes it on. */
export const bareLine = (words: string): string => prefixes.reduce((bare, prefix) => bare.replace(prefix, ''), words)
