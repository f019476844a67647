/**
 * The pairs in a file that a step writes for the runner (`GITHUB_OUTPUT`, `GITHUB_STATE`, `GITHUB_ENV`): `name=value` lines and
 * `name<<DELIMITER` blocks. Throws as the runner fails the step on anything else.
 */
export function parsePairs(file: string): Record<string, string> {
  const pairs: [string, string][] = []
  const lines = file.split(/\r?\n/)
  while (lines.length > 0) {
    const line = lines.shift() ?? ''
    if (line !== '') pairs.push(readPair(line, lines))
  }
  return Object.fromEntries(pairs)
}

function readPair(line: string, following: string[]): [string, string] {
  const [, name, sign, rest = ''] = /^(.*?)(=|<<)(.*)$/s.exec(line) ?? []
  if (!name) throw new Error(`Invalid format '${line}'`)
  if (sign === '=') return [name, rest]
  const end = rest === '' ? -1 : following.indexOf(rest)
  if (end < 0) throw new Error(`Invalid value. Matching delimiter not found '${rest}'`)
  const value = following.splice(0, end + 1).slice(0, -1)
  return [name, value.join('\n')]
}
