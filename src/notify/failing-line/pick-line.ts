import { ruledPart } from './bare-line.ts'
import { type Joined, type Rule, weights } from './rule.ts'
import { rules } from './rules.ts'
import { relays } from './rules-general.ts'

/** A line that says why, by its index, with those that complete its sentence. */
export interface Pick {
  /** In ascending order; at least one. */
  readonly sentence: readonly number[]
  readonly weight: number
}

/** Of longer outputs the end is read, in lines. */
const mostRead = 20_000

/**
 * Which of the lines that a step printed says why it failed: the most telling one by {@link rules}; of equals the one nearest to the end,
 * where the step died. Undefined where none says anything at all.
 */
export function pickLine(printed: readonly string[]): Pick | undefined {
  const skipped = Math.max(0, printed.length - mostRead)
  const bare = printed.slice(skipped).map(ruledPart)
  const speaking = bare.map((line) => line.trim() !== '' && !relays.some((relay) => relay.test(line)))
  const picks = rules.flatMap((rule) => pickBy(rule, bare, speaking) ?? [])
  const best = picks.reduce<Pick | undefined>((champion, pick) => (champion && isAhead(champion, pick) ? champion : pick), undefined)
  const found = best ?? lastResort(bare, speaking)
  return found && { ...found, sentence: found.sentence.map((index) => index + skipped) }
}

const isAhead = (one: Pick, other: Pick): boolean =>
  one.weight === other.weight ? (one.sentence[0] ?? 0) >= (other.sentence[0] ?? 0) : one.weight > other.weight

/** The line of this rule, with its company. */
function pickBy(rule: Rule, lines: readonly string[], speaking: readonly boolean[]): Pick | undefined {
  const indices = rule.take === 'last' ? lines.map((_, index) => lines.length - 1 - index) : lines.keys()
  for (const index of indices) {
    if (!speaking[index]) continue
    const sentence = completed(rule, lines, index)
    if (sentence) return { sentence, weight: weights[rule.weight] }
  }
  return undefined
}

/** The sentence that this rule finds at a line; undefined when it finds none there. */
export function completed(rule: Rule, lines: readonly string[], index: number): readonly number[] | undefined {
  if (!rule.pattern.test(lines[index] ?? '')) return undefined
  const next = lines[index + 1] ?? ''
  if (rule.followedBy && !rule.followedBy.test(next)) return undefined
  if (rule.unlessFollowedBy?.test(next)) return undefined
  if (!rule.and) return [index]
  const joined = joinedTo(rule.and, lines, index)
  if (joined.length === 0 && rule.and.isNeeded) return undefined
  return [...(rule.and.isAll ? [] : [index]), ...joined].sort((a, b) => a - b)
}

function joinedTo(and: Joined, lines: readonly string[], index: number): readonly number[] {
  const { where = 'after' } = and
  const after = where === 'before' ? [] : joinedOn(and, lines, index, 1)
  return after.length > 0 || where === 'after' ? after : joinedOn(and, lines, index, -1)
}

function joinedOn(
  { pattern, within, atMost = 1, until }: Joined,
  lines: readonly string[],
  index: number,
  step: 1 | -1,
): readonly number[] {
  const joined: number[] = []
  for (let distance = 1; distance <= within && joined.length < atMost; distance++) {
    const line = lines[index + step * distance]
    if (line === undefined || until?.test(line)) break
    if (pattern.test(line)) joined.push(index + step * distance)
  }
  return joined
}

/** Words, rather than the frame of a picture made of characters. */
const prose = /\p{L}{2}/u

function lastResort(lines: readonly string[], speaking: readonly boolean[]): Pick | undefined {
  const relayed = lines.findIndex((line, index) => !speaking[index] && line.trim() !== '')
  const last = lines.findLastIndex((line) => prose.test(line))
  const index = relayed >= 0 ? relayed : last
  return index < 0 ? undefined : { sentence: [index], weight: 1 }
}

/** The company of a line that is known to be the one: what any rule would add to it. */
export function sentenceAt(printed: readonly string[], index: number): readonly number[] {
  const bare = printed.map(ruledPart)
  const found = rules.map((rule) => completed(rule, bare, index)).find((sentence) => sentence?.includes(index))
  return found ?? [index]
}
