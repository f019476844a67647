/** The name of a job, taken apart: `ci (18) / test (windows, x64)` is `ci / test` with the values `18`, `windows` and `x64`. */
export interface JobName {
  readonly base: string
  /** Of its matrices, outermost first. */
  readonly values: readonly string[]
}

/** Takes the name of a job apart. A value may hold parentheses and commas of its own: of those, only what is balanced is understood. */
export function jobNameOf(name: string): JobName {
  const parts = splitOutside(name, ' / ').map(partOf)
  return { base: parts.map(({ base }) => base).join(' / '), values: parts.flatMap(({ values }) => values) }
}

function partOf(part: string): JobName {
  const start = part.endsWith(')') ? openingOf(part) : -1
  if (start < 1) return { base: part, values: [] }
  return { base: part.slice(0, start).trimEnd(), values: splitOutside(part.slice(start + 1, -1), ', ').map((value) => value.trim()) }
}

/** Where the parenthesis begins that ends with the part; it has a space before it. -1: there is none. */
function openingOf(part: string): number {
  let depth = 0
  for (let index = part.length - 1; index >= 0; index--) {
    if (part[index] === ')') depth++
    if (part[index] === '(' && --depth === 0) return part[index - 1] === ' ' ? index : -1
  }
  return -1
}

/** Splits where no parenthesis is open. */
function splitOutside(words: string, separator: string): readonly string[] {
  const parts: string[] = []
  let [depth, from] = [0, 0]
  for (let index = 0; index < words.length; index++) {
    if (words[index] === '(') depth++
    if (words[index] === ')') depth = Math.max(0, depth - 1)
    if (depth > 0 || !words.startsWith(separator, index)) continue
    parts.push(words.slice(from, index))
    from = index + separator.length
    index = from - 1
  }
  return [...parts, words.slice(from)]
}
