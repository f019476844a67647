/**
 * A name and its value as the runner takes them from a file, whatever lines the value has: the line that ends it is longer than any of
 * the value's own dashes.
 */
export function runnerPair(name: string, value: string): string {
  const longest = (value.match(/-+/g) ?? []).reduce((most, dashes) => Math.max(most, dashes.length), 0)
  const end = '-'.repeat(longest + 1)
  return `${name}<<${end}\n${value}\n${end}\n`
}
