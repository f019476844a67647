import type { Message, Section } from './message.ts'

/**
 * The message with as little detail given up as it takes to fit: lines of sections from the last section on, then long facts and the last
 * facts. Never the headline, the links, the decision or the footer. `fits` renders and measures in the platform's own way.
 */
export function fit(message: Message, fits: (candidate: Message) => boolean): Message {
  let candidate = message
  for (const smaller of reductions) {
    for (let next = smaller(candidate); !fits(candidate) && next; next = smaller(candidate)) candidate = next
  }
  return candidate
}

/** Each gives up a little; undefined when it has nothing more to give. */
const reductions: readonly ((message: Message) => Message | undefined)[] = [dropLines, shortenLines, dropSection, shortenFacts, dropFact]

/** Half of the lines of the longest section, the last of equals. */
function dropLines(message: Message): Message | undefined {
  const longest = Math.max(0, ...message.sections.map(({ lines }) => lines.length))
  if (longest < 2) return undefined
  const index = message.sections.findLastIndex(({ lines }) => lines.length === longest)
  return withSections(message, message.sections.with(index, shortened(message.sections[index] as Section))) // found above
}

function shortened(section: Section): Section {
  const kept = Math.floor(section.lines.length / 2)
  return { ...section, lines: section.lines.slice(0, kept), more: (section.more ?? 0) + section.lines.length - kept }
}

const lineLength = 120
function shortenLines(message: Message): Message | undefined {
  if (!message.sections.some(({ lines }) => lines.some(({ words }) => words.length > lineLength))) return undefined
  const cutLines = (section: Section) => ({
    ...section,
    lines: section.lines.map((line) => ({ ...line, words: cut(line.words, lineLength) })),
  })
  return withSections(message, message.sections.map(cutLines))
}

function dropSection(message: Message): Message | undefined {
  return message.sections.length > 0 ? withSections(message, message.sections.slice(0, -1)) : undefined
}

const factLength = 80
function shortenFacts(message: Message): Message | undefined {
  if (!message.facts.some(({ value }) => value.length > factLength)) return undefined
  return { ...message, facts: message.facts.map((fact) => ({ ...fact, value: cut(fact.value, factLength) })) }
}

function dropFact(message: Message): Message | undefined {
  return message.facts.length > 0 ? { ...message, facts: message.facts.slice(0, -1) } : undefined
}

const withSections = (message: Message, sections: readonly Section[]): Message => ({ ...message, sections })

/** At most so many UTF-16 units, cut between characters as people see them, with an ellipsis. */
export function cut(words: string, limit: number): string {
  if (words.length <= limit) return words
  let kept = ''
  for (const { segment } of new Intl.Segmenter().segment(words.slice(0, 2 * limit))) {
    if (kept.length + segment.length > limit - 1) break
    kept += segment
  }
  return `${kept}…`
}
