/** Names of one project differ in case and in what separates the words: `Order_Service` is `order-service`. */
const loose = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replace(/[_\s]+/g, '-')

/** Whether a project goes by one of the names, aliases or patterns (`*` any letters, `?` one). Case and `_`/`-` do not matter. */
export const matchesProject = (project: string, patterns: readonly string[]): boolean =>
  patterns.some((pattern) => globMatches(loose(pattern), loose(project)))

/** Linear in practice: each star is tried once more only after the letters behind it failed. */
function globMatches(pattern: string, words: string): boolean {
  let [p, w, star, mark] = [0, 0, -1, 0]
  while (w < words.length) {
    if (p < pattern.length && pattern[p] !== '*' && (pattern[p] === '?' || pattern[p] === words[w])) [p, w] = [p + 1, w + 1]
    else if (pattern[p] === '*') [star, mark, p] = [p, w, p + 1]
    else if (star >= 0) [p, mark, w] = [star + 1, mark + 1, mark + 1]
    else return false
  }
  return /^\**$/.test(pattern.slice(p))
}
