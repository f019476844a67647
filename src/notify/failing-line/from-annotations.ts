import type { Annotation } from '../../github/annotations.ts'
import { cleanLine } from './clean-line.ts'
import { type Excerpt, excerptOf, type Whose } from './excerpt.ts'
import type { LogLine } from './parse-job-log.ts'
import { isCancellation, isGeneric, isRelayed } from './runner-words.ts'

const linesOf = ({ message }: Annotation): readonly string[] =>
  message
    .slice(0, 20_000)
    .split(/\r?\n/)
    .map(cleanLine)
    .filter((line) => line.trim() !== '')

const firstOf = (annotation: Annotation): string => linesOf(annotation)[0] ?? ''

/** Annotations that say why something failed; not what the runner says of every failure. */
const tellingOf = (annotations: readonly Annotation[]): readonly Annotation[] =>
  annotations.filter((annotation) => {
    const first = firstOf(annotation)
    return annotation.level === 'failure' && first !== '' && !isGeneric(first) && !isRelayed(first)
  })

/**
 * The first annotation that says why. Annotations do not name their step: one that stands in the log outside of the failed step is of
 * another step, which was allowed to fail, and is left out.
 */
export function fromAnnotations(
  annotations: readonly Annotation[],
  log: readonly LogLine[],
  span: readonly LogLine[],
  whose: Whose,
): Excerpt | undefined {
  const telling = tellingOf(annotations)
  const isIn = (lines: readonly LogLine[], annotation: Annotation) => {
    const first = firstOf(annotation).trim()
    return lines.some(({ kind, words }) => kind !== 'group' && words.includes(first))
  }
  const chosen = telling.find((annotation) => isIn(span, annotation)) ?? telling.find((annotation) => !isIn(log, annotation))
  return chosen && excerptFrom(chosen, whose)
}

function excerptFrom(annotation: Annotation, whose: Whose): Excerpt {
  const lines = linesOf(annotation)
  const title = cleanLine(annotation.title)
  const isTitled = title !== '' && !lines.some((line) => line.includes(title)) && title !== whose.job
  const said = [...(isTitled ? [`${title}:`] : []), lines[0] ?? '']
  // The runner's own have `.github` for a path, and the line of the log for a line.
  const isPlaced = annotation.path !== '' && annotation.path !== '.github'
  const place = isPlaced ? { path: annotation.path, lineNumber: annotation.line } : undefined
  return excerptOf(said, isTitled ? [title, ...lines] : lines, 'annotation', whose, place)
}

/** What the runner said of the end, where nothing says why: that the job was cancelled. */
export function cancellationIn(annotations: readonly Annotation[], whose: Whose): Excerpt | undefined {
  const found = annotations.find((annotation) => isCancellation(firstOf(annotation)))
  return found && excerptOf(linesOf(found), linesOf(found), 'annotation', whose, undefined)
}
