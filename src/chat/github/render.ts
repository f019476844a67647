import type { Locale } from '../../kit/text.ts'
import { codeLine } from '../code-line.ts'
import { markOf, moreOf, toneSigns } from '../dress.ts'
import { cut } from '../fit.ts'
import { fitted } from '../fitted.ts'
import { linkUrl } from '../link-url.ts'
import type { Fact, Line, Message, Section } from '../message.ts'
import { oneLine } from '../one-line.ts'
import { mentioned, plain } from './plain.ts'
import { howTo } from './words.ts'

/** GitHub takes 256 characters for a title and 65,536 for a body; the body leaves room for what is written above it. */
const longestTitle = 240
const longestBody = 60_000

/** The title of an issue: no Markdown, one line. */
export function titleOf(message: Message, locale: Locale): string {
  const mark = markOf(message, locale)
  return cut(oneLine(`${toneSigns[message.tone]} ${mark ? `[${mark}] ` : ''}${message.headline}`), longestTitle)
}

interface Form {
  readonly locale: Locale
  /** Whether it is a comment: those have no title, and on a pull request several requests may be open. */
  readonly isComment: boolean
}

/** GitHub's Markdown of a message, fitted. */
export function bodyOf(message: Message, form: Form): string {
  const render = (candidate: Message) => write(candidate, form)
  return render(fitted(message, (candidate) => render(candidate).length <= longestBody))
}

function write(message: Message, { locale, isComment }: Form): string {
  const mark = markOf(message, locale)
  const heading = `### ${toneSigns[message.tone]} ${mark ? `**[${mark}]** ` : ''}${plain(message.headline)}`
  const hint = plain(message.decision?.hint ?? '')
  const parts = [
    ...(isComment ? [heading] : mark ? [`### **[${mark}]**`] : []),
    message.mentions.map(({ name, ids }) => mentioned(ids.github, name)).join(' '),
    tableOf(message.facts),
    ...message.sections.map((section) => sectionOf(section, locale)),
    message.links.map(({ label, url }) => linked(plain(label), url)).join(' · '),
    ...(message.decision ? [`> ${[howTo(message.decision.id, isComment)[locale], hint].filter(Boolean).join(' ')}`] : []),
    message.footer ? `<sub>${plain(message.footer)}</sub>` : '',
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

const linked = (label: string, url: string | undefined): string => {
  const address = url === undefined ? undefined : linkUrl(url)
  return address === undefined ? label : `[${label}](${address})`
}

/** A table needs a head, which may be empty. */
function tableOf(facts: readonly Fact[]): string {
  if (facts.length === 0) return ''
  const rows = facts.map(({ label, value, url }) => `| ${plain(label)} | ${linked(plain(value), url)} |`)
  return ['| | |', '|---|---|', ...rows].join('\n')
}

function sectionOf(section: Section, locale: Locale): string {
  const more = moreOf(section, locale)
  if (section.isCode) return [`**${plain(section.title)}**`, codeBlock(section.lines), ...(more ? [more] : [])].join('\n\n')
  const lines = section.lines.filter(({ words }) => words.trim() !== '').map(({ words, url }) => `- ${linked(plain(words), url)}`)
  return [`**${plain(section.title)}**`, '', ...lines, ...(more ? [`- ${more}`] : [])].join('\n')
}

/** Nothing is markup inside, and nobody is mentioned; only a fence as long as its own could end it. */
function codeBlock(lines: readonly Line[]): string {
  const code = lines.map(({ words }) => codeLine(words))
  const longest = Math.max(2, ...code.flatMap((line) => (line.match(/`+/g) ?? []).map(({ length }) => length)))
  const fence = '`'.repeat(longest + 1)
  return [fence, ...code, fence].join('\n')
}
