import type { Fact, Line, Link, Message, Section } from '../message.ts'
import { type Span, scrub, secretSpans, without } from './scrub.ts'

/** The message without secrets, in all that is said and in all addresses. Identifiers of people are none. */
export function scrubbed(message: Message, secrets: readonly string[]): Message {
  const clean = (words: string) => scrub(words, secrets)
  const { decision, picture } = message
  return {
    ...message,
    headline: clean(message.headline),
    facts: message.facts.map((fact): Fact => ({ ...withAddress(fact, clean), label: clean(fact.label), value: clean(fact.value) })),
    sections: message.sections.map((section) => scrubbedSection(section, secrets)),
    links: message.links.map(({ label, url }): Link => ({ label: clean(label), url: clean(url) })),
    mentions: message.mentions.map((mention) => ({ ...mention, name: clean(mention.name) })),
    footer: clean(message.footer),
    ...(decision ? { decision: { ...decision, hint: clean(decision.hint) } } : {}),
    ...(picture ? { picture: { ...picture, alt: clean(picture.alt) } } : {}),
  }
}

const withAddress = <T extends { readonly url?: string }>(part: T, clean: (words: string) => string): T =>
  part.url === undefined ? part : { ...part, url: clean(part.url) }

/** Lines are looked at together: a key has many. */
function scrubbedSection(section: Section, secrets: readonly string[]): Section {
  const clean = (words: string) => scrub(words, secrets)
  const spans = secretSpans(section.lines.map(({ words }) => words).join('\n'), secrets)
  let start = 0
  const lines = section.lines.map((line): Line => {
    const words = clean(without(line.words, within(spans, start, start + line.words.length)))
    start += line.words.length + 1
    return { ...withAddress(line, clean), words }
  })
  return { ...section, title: clean(section.title), lines }
}

/** The parts of spans that lie between two places, counted from the first. */
const within = (spans: readonly Span[], start: number, end: number): readonly Span[] =>
  spans.map(([from, to]): Span => [Math.max(from, start) - start, Math.min(to, end) - start]).filter(([from, to]) => to > from)
