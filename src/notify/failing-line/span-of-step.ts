import type { Step } from '../../github/jobs.ts'
import type { LogLine } from './parse-job-log.ts'
import { isCleanUp } from './runner-words.ts'

/** GitHub tells the times of steps in whole seconds, cut off. */
const second = 1000

/**
 * The lines of one step. Its log does not name it: the step's times cut it out, and the heads of steps (`Run …`) set it apart from the
 * neighbours within the same second. Without times, what surrounds the last error.
 */
export function spanOfStep(lines: readonly LogLine[], step: Step | undefined): readonly LogLine[] {
  const kept = withoutCleanUp(lines, step)
  if (step?.startedAt === undefined) return aroundLastError(kept)
  const begin = step.startedAt
  const end = step.completedAt ?? Number.POSITIVE_INFINITY
  const window = kept.filter(({ at }) => at >= begin && at < end + second)
  return window.length > 0 ? untilNextHead(fromOwnHead(window, step), end) : aroundLastError(kept)
}

/** Steps called so are the runner's clean-up themselves; one that fails there has the reason there. */
const isPost = (step: Step | undefined): boolean => step?.name.startsWith('Post ') ?? false

function withoutCleanUp(lines: readonly LogLine[], step: Step | undefined): readonly LogLine[] {
  const begin = lines.findIndex(({ kind, words }) => kind === 'said' && isCleanUp(words))
  if (begin < 0) return lines
  return isPost(step) ? lines.filter(({ words }) => !isCleanUp(words)) : lines.slice(0, begin)
}

const isHead = ({ kind, words }: LogLine): boolean => kind === 'group' && words.startsWith('Run ')

/** The step before may have ended in the second in which this one began. */
function fromOwnHead(window: readonly LogLine[], { name, startedAt = 0, completedAt = 0 }: Step): readonly LogLine[] {
  const named = window.findIndex((line) => isHead(line) && line.words === name)
  if (named >= 0) return window.slice(named)
  const own = window.findLastIndex((line) => isHead(line) && line.at < startedAt + second)
  // An error before that head may be ours when all of it took less than a second: steps that run on failure follow at once.
  const isOver = window.slice(0, Math.max(own, 0)).some(({ kind, at }) => kind === 'error' && at >= completedAt)
  return own > 0 && !isOver ? window.slice(own) : window
}

/** The step after may have begun in the second in which this one ended. */
function untilNextHead(window: readonly LogLine[], end: number): readonly LogLine[] {
  const next = window.findIndex(
    (line, index) => index > 0 && isHead(line) && line.at >= end && window.slice(0, index).some(({ kind }) => kind === 'error'),
  )
  return next < 0 ? window : window.slice(0, next)
}

function aroundLastError(lines: readonly LogLine[]): readonly LogLine[] {
  const last = lines.findLastIndex(({ kind }) => kind === 'error')
  const end = last < 0 ? lines.length : last + 1
  const begin = lines.slice(0, end).findLastIndex(isHead)
  return lines.slice(Math.max(begin, 0), end)
}
