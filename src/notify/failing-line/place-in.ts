/** A place in the repository's files, as tools tell it. */
export interface SourcePlace {
  readonly path: string
  readonly lineNumber?: number
}

const endings =
  'js ts jsx tsx mjs cjs mts cts vue svelte astro css scss less html py pyi go rs java kt kts scala groovy gradle c cc cpp cxx h hh hpp hxx m mm swift cs fs vb rb php ex exs erl dart lua pl pm sh bash zsh ps1 sql tf hcl yml yaml json toml xml ini txt md proto zig nix cmake mk bazel'
/** A path, as far as one can tell it from prose: with an ending that source files have, relative to the repository. */
const path = String.raw`((?:\.{1,2}[\\/])?[\w@][\w@.+-]*(?:[\\/][\w@.+-]+)*\.(?:${endings.replaceAll(' ', '|')}))`
const pythonFrame = new RegExp(`File "${path}", line (\\d{1,7})`)
const pytestFrame = new RegExp(`^${path}:(\\d{1,7}): in `)
const shapes = [
  new RegExp(`(?:^|[\\s("'\`❯])${path}:\\[?(?:line )?(\\d{1,7})(?![\\d.])`),
  new RegExp(`(?:^|[\\s("'\`])${path}\\((\\d{1,7})[,)]`),
  pythonFrame,
  new RegExp(`(?:^|\\s)(?:on|in|In) ${path} (?:on )?line (\\d{1,7})`),
  new RegExp(`(?:^|\\s)in ${path} (\\d{1,7}):`),
  new RegExp(`^${path} (\\d{1,7}):\\d{1,7} `),
]
/** A file without a line: how test runners begin. */
const bareShape = new RegExp(`^(?:FAILED|ERROR|FAIL) +${path}(?:::|\\s|$)`)
/** Files that are not the repository's own. */
const foreign = /(?:^|\/)(?:node_modules|site-packages|vendor|\.cargo|rustc|usr|opt|java\.base)\/|^node:|^\.\.|\/_temp\//

/** The first place with a line that is named; undefined where there is none. */
export const placeIn = (lines: readonly string[]): SourcePlace | undefined => placeBy(shapes, lines)

/** Of a traceback of Python, which ends with what was thrown: the lowest frame in own files. */
export const lowestFrame = (lines: readonly string[]): SourcePlace | undefined => placeBy([pythonFrame, pytestFrame], [...lines].reverse())

function placeBy(known: readonly RegExp[], lines: readonly string[]): SourcePlace | undefined {
  for (const line of lines) {
    for (const shape of known) {
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
