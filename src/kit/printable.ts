/**
 * Text from outside, made safe to print as log lines. The runner takes a line that starts with `::` as a command, and `##[`
 * anywhere in a line as one of the older form; it ends a line at a carriage return too. Colour sequences stay, other control
 * characters go.
 */
export function printableLines(words: string): string[] {
  return words.split(/\r\n|[\n\r\u2028\u2029]/).map(printableLine)
}

const colours = /\u001b\[[0-9;]*m/g
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g

function printableLine(line: string): string {
  const kept: string[] = []
  const bare = line.replace(colours, (sequence) => {
    kept.push(sequence)
    return '\u0000'
  })
  let next = 0
  const clean = bare.replace(controls, (character) => (character === '\u0000' ? (kept[next++] ?? '') : '\u00b7'))
  return clean.replaceAll('##[', '# #[').replace(/^(\s*)::/, '$1: :')
}

/** Same on one line, without colours, cut to `limit` characters: for names and values inside our own sentences. */
export function printable(words: string, limit = 200): string {
  const line = printableLines(words.replace(colours, '')).join('⏎')
  return line.length > limit ? `${line.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, '')}…` : line
}

/** Text as data inside Markdown: no markup, no HTML, no link, no mention, on one line. Table cells included. */
export const markdown = (words: string, limit = 200): string =>
  printable(words, limit)
    .replace(/[&<>]/g, (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[character] ?? '')
    .replace(/[\\`*_{}[\]()#+!|~@]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/:(?=\/\/)/g, '&#58;')
    .replace(/\bwww\./gi, (start) => `${start.slice(0, 3)}&#46;`)
