import { oneLine } from '../../chat/one-line.ts'
import { bareLine } from './bare-line.ts'
import { withoutWorkspace } from './clean-line.ts'
import { fileIn, lowestFrame, placeIn, type SourcePlace } from './place-in.ts'

/** Why a job failed, in its own words: hostile. */
export interface Excerpt {
  /** The line that says why; where a tool says it in several, they are one here. */
  readonly line: string
  /** What stood around it, in order, the line included; at most {@link mostAround}. */
  readonly around: readonly string[]
  readonly source: 'annotation' | 'error' | 'test' | 'output'
  /** From the root of the repository. */
  readonly path?: string
  readonly lineNumber?: number
  readonly job: string
  /** Empty where it is not known. */
  readonly step: string
}

/** Whom an excerpt is about. */
export interface Whose {
  readonly job: string
  readonly step: string
}

export const mostAround = 12
const longestLine = 400
const longestAround = 240
/** Lines shown before the sentence. */
const lead = 3

const cut = (words: string, limit: number): string =>
  words.length > limit ? `${words.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, '')}…` : words

/** An excerpt of printed lines around a sentence of one or more of them (indices in ascending order). */
export function excerptAt(printed: readonly string[], sentence: readonly number[], source: Excerpt['source'], whose: Whose): Excerpt {
  const said = sentence.map((index) => withoutWorkspace(bareLine(printed[index] ?? '')))
  const around = windowAround(printed, sentence).map((line) => cut(withoutWorkspace(line), longestAround))
  return excerptOf(said, around, source, whose, placeNear(printed, sentence, said))
}

/** How far below, and above, a place may be told: stacks begin soon after what was thrown. */
const farthest = 40

function placeNear(printed: readonly string[], sentence: readonly number[], said: readonly string[]): SourcePlace | undefined {
  const [first = 0] = sentence
  const last = sentence.at(-1) ?? first
  const whole = said.map(oneLine).join(' ')
  const file = fileIn(whole)
  const near = [...printed.slice(first, last), ...printed.slice(last + 1, last + 1 + farthest)].map(withoutWorkspace)
  if (file) return placeIn(near.filter((line) => line.includes(file.path))) ?? file
  const above = printed.slice(Math.max(0, first - farthest), first).map(withoutWorkspace)
  return placeIn([whole, ...said]) ?? placeIn(near) ?? lowestFrame(above)
}

/** An excerpt of what is known without a log. */
export function excerptOf(
  said: readonly string[],
  around: readonly string[],
  source: Excerpt['source'],
  whose: Whose,
  place: SourcePlace | undefined,
): Excerpt {
  const line = said.map((words) => oneLine(words.replace(/[\s─━⎯│╷]+$/, '').replace(/^[│╷]\s*/, ''))).filter((words) => words !== '')
  return { line: cut(line.join(' '), longestLine), around: around.slice(0, mostAround), source, ...place, ...whose }
}

/** The sentence whole where it is short enough, a little of what came before, and what follows; without empty lines. */
function windowAround(printed: readonly string[], sentence: readonly number[]): readonly string[] {
  const isSpoken = (index: number) => (printed[index] ?? '').trim() !== ''
  const [first = 0] = sentence
  const last = sentence.at(-1) ?? first
  if (last - first >= mostAround) return sentence.slice(0, mostAround).map((index) => printed[index] ?? '')
  const before = spokenFrom(first - 1, -1, printed.length, isSpoken)
  const inside = Array.from({ length: last - first + 1 }, (_, offset) => first + offset).filter(isSpoken)
  const after = spokenFrom(last + 1, 1, printed.length, isSpoken)
  const room = mostAround - inside.length
  const leading = before
    .slice(0, Math.max(lead, room - after.length))
    .slice(0, room)
    .reverse()
  return [...leading, ...inside, ...after.slice(0, room - leading.length)].map((index) => printed[index] ?? '')
}

function spokenFrom(begin: number, step: 1 | -1, length: number, isSpoken: (index: number) => boolean): readonly number[] {
  const found: number[] = []
  for (let index = begin; index >= 0 && index < length && found.length < mostAround; index += step) if (isSpoken(index)) found.push(index)
  return found
}
