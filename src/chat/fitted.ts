import { cut, fit as reduced } from './fit.ts'
import type { Message, Section } from './message.ts'

/** The longest of each part, in UTF-16 units, and of each list: more than people read, and little enough for every platform. */
const longest = {
  headline: 200,
  label: 60,
  value: 4000,
  words: 1000,
  hint: 300,
  footer: 300,
  name: 60,
  url: 2000,
  lines: 500,
  list: 50,
} as const

/** The message with each of its parts cut to a length that somebody may read. */
export function bounded(message: Message): Message {
  const { decision, picture } = message
  return {
    ...message,
    headline: cut(message.headline, longest.headline),
    footer: cut(message.footer, longest.footer),
    facts: message.facts.slice(0, longest.list).map((fact) => ({
      ...withoutEndlessUrl(fact),
      label: cut(fact.label, longest.label),
      value: cut(fact.value, longest.value),
    })),
    sections: message.sections.slice(0, longest.list).map(boundedSection),
    links: message.links
      .filter(({ url }) => url.length <= longest.url)
      .slice(0, longest.list)
      .map((link) => ({ ...link, label: cut(link.label, longest.label) })),
    mentions: message.mentions.slice(0, longest.list).map((mention) => ({ ...mention, name: cut(mention.name, longest.name) })),
    ...(decision ? { decision: { ...decision, hint: cut(decision.hint, longest.hint) } } : {}),
    ...(picture ? { picture: { ...picture, alt: cut(picture.alt, longest.hint) } } : {}),
  }
}

function withoutEndlessUrl<T extends { readonly url?: string }>(part: T): Omit<T, 'url'> | T {
  if (part.url === undefined || part.url.length <= longest.url) return part
  const { url: _url, ...rest } = part
  return rest
}

function boundedSection(section: Section): Section {
  const lines = section.lines.slice(0, longest.lines).map((line) => ({ ...withoutEndlessUrl(line), words: cut(line.words, longest.words) }))
  const more = (section.more ?? 0) + section.lines.length - lines.length
  return { ...section, title: cut(section.title, longest.label), lines, ...(more > 0 ? { more } : {}) }
}

/**
 * The message as it goes into a place with a limit. Beyond what `fit` gives up, mentions and then links go, the last first: with
 * sensible ones that never happens, but no message may be lost for its size.
 */
export function fitted(message: Message, fits: (candidate: Message) => boolean): Message {
  let candidate = reduced(bounded(message), fits)
  while (!fits(candidate) && candidate.mentions.length > 0) candidate = { ...candidate, mentions: candidate.mentions.slice(0, -1) }
  while (!fits(candidate) && candidate.links.length > 0) candidate = { ...candidate, links: candidate.links.slice(0, -1) }
  return candidate
}
