/** What tools put in front of the lines of others: build steps and seconds (docker), a box (terraform), a job's or package's name. */
const prefixes = [/^#\d{1,4} (?:\d+\.\d+ )?/, /^\d{1,5}\.\d{1,3} (?=\S)/, /^[│|╷╵] ?(?=\S|\s)/]

/** A line as the tool itself printed it, when another tool passes it on. */
export const bareLine = (words: string): string => prefixes.reduce((bare, prefix) => bare.replace(prefix, ''), words)
