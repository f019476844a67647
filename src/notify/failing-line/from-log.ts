import { type Excerpt, excerptAt, type Whose } from './excerpt.ts'
import type { LogLine } from './parse-job-log.ts'
import { pickLine, sentenceAt } from './pick-line.ts'
import { weights } from './rule.ts'
import { exitCodeIn, isCancellation, isGeneric, isKilled, isRelayed } from './runner-words.ts'

/** A step's own lines: without the runner's marks, and without the head that repeats the script. */
export function printedBy(span: readonly LogLine[]): readonly LogLine[] {
  const head = span.findIndex(({ kind }) => kind !== 'debug' && kind !== 'notice')
  const isHeaded = span[head]?.kind === 'group' && span[head].words.startsWith('Run ')
  const body = isHeaded ? span.slice(span.findIndex(({ kind }, index) => index > head && kind === 'endgroup') + 1) : span
  return body.filter(({ kind, words }) => kind === 'said' || kind === 'error' || (kind === 'group' && !words.startsWith('Run ')))
}

/** The first error that the step itself declared (`##[error]`), unless it says nothing of its own. */
export function fromErrors(printed: readonly LogLine[], whose: Whose): Excerpt | undefined {
  const index = printed.findIndex(({ kind, words }) => kind === 'error' && !isGeneric(words) && !isRelayed(words))
  if (index < 0) return undefined
  const lines = printed.map(({ words }) => words)
  // An error whose first line is empty goes on in the next.
  const told = lines.findIndex((line, at) => at >= index && line.trim() !== '')
  return excerptAt(lines, sentenceAt(lines, told), 'error', whose)
}

/** What the step's output says by itself; `least`: how telling it has to be. */
export function fromOutput(printed: readonly LogLine[], whose: Whose, least: number): Excerpt | undefined {
  const lines = printed.filter(({ kind }) => kind !== 'error').map(({ words }) => words)
  const pick = pickLine(lines)
  return pick && pick.weight >= least ? excerptAt(lines, pick.sentence, 'output', whose) : undefined
}

/** A step that was ended from outside: cancelled, or killed. What it printed before says nothing of why. */
export function fromEnd(printed: readonly LogLine[], whose: Whose): Excerpt | undefined {
  const index = printed.findLastIndex(({ kind, words }) => kind === 'error' && (isCancellation(words) || isKilled(exitCodeIn(words) ?? 0)))
  if (index < 0) return undefined
  const lines = printed.map(({ words }) => words)
  const code = exitCodeIn(lines[index] ?? '')
  const said = code === undefined ? undefined : pickLine(lines.slice(0, index))
  // Who was killed could not say why; who aborted or crashed by itself could.
  const least = code === 137 || code === 143 ? weights.killed : weights.crash
  return said && said.weight >= least ? excerptAt(lines, said.sentence, 'output', whose) : excerptAt(lines, [index], 'error', whose)
}

/** What only passes on that another thing failed: better than nothing. */
export function fromRelays(printed: readonly LogLine[], whose: Whose): Excerpt | undefined {
  const index = printed.findIndex(({ kind, words }) => kind === 'error' && isRelayed(words))
  return index < 0
    ? undefined
    : excerptAt(
        printed.map(({ words }) => words),
        [index],
        'error',
        whose,
      )
}
