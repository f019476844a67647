/** A place in the repository's files, as tools tell it. */
export interface SourcePlace {
  readonly path: string
  readonly lineNumber?: number
}

/** A path, as far as one can tell it from prose: with an ending, relative to the repository. */
const path = String.raw`((?:\.{1,2}[\\/])?[\w@][\w@.+-]*(?:[\\/][\w@.+ -]*[\w@.+-])*\.[A-Za-z]\w{0,9})`
const shapes = [
  new RegExp(`(?:^|[\\s("'\`❯])${path}:\\[?(?:line )?(\\d{1,7})(?![\\d.])`),
  new RegExp(`(?:^|[\\s("'\`])${path}\\((\\d{1,7})[,)]`),
  new RegExp(`File "${path}", line (\\d{1,7})`),
  new RegExp(`(?:^|\\s)(?:on|in|In) ${path} (?:on )?line (\\d{1,7})`),
  new RegExp(`^${path} (\\d{1,7}):\\d{1,7} `),
]
/** A file without a line: how test runners begin. */
const bareShape = new RegExp(`^(?:FAILED|ERROR|FAIL) +${path}(?:::|\\s|$)`)
/** Files that are not the repository's own. */
const foreign = /(?:^|\/)(?:node_modules|site-packages|vendor|\.cargo|rustc|usr|opt|java\.base)\/|^node:|^\.\.|\/_temp\//

/** The first place with a line that is named; undefined where there is none. */
export function placeIn(lines: readonly string[]): SourcePlace | undefined {
  for (const line of lines) {
    for (const shape of shapes) {
      const [, found, number] = shape.exec(line) ?? []
      if (found !== undefined && !foreign.test(found)) return { path: tidy(found), lineNumber: Number(number) }
    }
  }
  return undefined
}

/** The file of a failed test, where its line is not told. */
export function fileIn(line: string): SourcePlace | undefined {
  const [, found] = bareShape.exec(line.trim()) ?? []
  return found === undefined || foreign.test(found) ? undefined : { path: tidy(found) }
}

const tidy = (path: string): string => path.replaceAll('\\', '/').replace(/^\.\//, '')
