import { type Locale, text } from '../../kit/text.ts'
import { codeLine } from '../code-line.ts'
import { markOf, moreOf } from '../dress.ts'
import { linkUrl } from '../link-url.ts'
import type { Fact, Line, Link, Message, Picture, Section, Tone } from '../message.ts'
import { oneLine } from '../one-line.ts'
import { darkStyle, styles } from './styles.ts'

/** By which the HTML names the picture that comes with the mail. */
export const pictureId = 'picture@sallyport'

/**
 * The message as a page that mail programs show alike: inline styles, one column, nothing loaded from elsewhere (a picture comes with the mail);
 * links only ever lead somewhere.
 */
export function htmlMail(message: Message, locale: Locale): string {
  return [
    `<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">`,
    `<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">`,
    `<title>${literal(message.headline)}</title><style>${darkStyle}</style></head>`,
    `<body class="page" style="${styles.page}"><div class="card" style="${styles.card};border-top-color:${accents[message.tone]}">`,
    markLine(message, locale),
    `<h1 style="${styles.headline}">${literal(message.headline)}</h1>`,
    message.facts.length > 0 ? `<div style="${styles.block}">${message.facts.map((fact) => factLine(fact, locale)).join('')}</div>` : '',
    ...message.sections.map((section) => sectionBlock(section, locale)),
    message.picture ? pictureBlock(message.picture) : '',
    message.decision?.hint ? `<p style="${styles.block}">${literal(message.decision.hint)}</p>` : '',
    buttons(message),
    mentionLine(message),
    message.footer ? `<p class="quiet line" style="${styles.footer}">${literal(message.footer)}</p>` : '',
    '</div></body></html>',
  ].join('\n')
}

const accents: Readonly<Record<Tone, string>> = {
  waiting: '#2563eb',
  good: '#15803d',
  bad: '#b91c1c',
  neutral: '#64748b',
  warning: '#b45309',
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

const withEntities = (words: string): string => words.replace(/[&<>"']/g, (character) => entities[character] ?? '')

/** Words as data: no markup, one line. */
const literal = (words: string): string => withEntities(oneLine(words))

function markLine(message: Message, locale: Locale): string {
  const mark = markOf(message, locale)
  return mark ? `<div style="margin:0 0 10px"><span style="${styles.mark}">${mark}</span></div>` : ''
}

const factLine = ({ label, value, url }: Fact, locale: Locale): string =>
  `<div style="${styles.fact}"><span class="quiet" style="${styles.label}">${literal(label)}${text(':', '：')[locale]}</span> ${linked(value, url)}</div>`

function sectionBlock(section: Section, locale: Locale): string {
  const more = moreOf(section, locale)
  const lines = section.isCode
    ? [`<pre class="code" style="${styles.code}">${section.lines.map(codeOf).join('\n')}</pre>`]
    : section.lines.map((line) => `<div style="${styles.line}">${lineOf(line)}</div>`)
  const rest = more ? `<div class="quiet" style="${styles.line};color:#64748b">${more}</div>` : ''
  return `<div style="${styles.block}"><h2 class="quiet" style="${styles.title}">${literal(section.title)}</h2>${lines.join('\n')}${rest}</div>`
}

/** As it was printed, its spaces kept. */
const codeOf = ({ words, url }: Line): string => link(withEntities(codeLine(words)), url)

const pictureBlock = ({ alt }: Picture): string =>
  `<p style="${styles.block}"><img src="cid:${pictureId}" alt="${literal(alt)}" style="${styles.picture}"></p>`

const lineOf = ({ words, url }: Line): string => (words === '' ? '&nbsp;' : linked(words, url))

const linked = (words: string, url: string | undefined): string => link(literal(words), url)

function link(html: string, url: string | undefined): string {
  const address = url === undefined ? undefined : linkUrl(url)
  return address ? `<a class="link" href="${literal(address)}" style="${styles.link}">${html || '–'}</a>` : html
}

/** The first is where a decision is made, while one is asked for. */
function buttons({ links, decision }: Message): string {
  const buttonOf = ({ label, url }: Link, index: number): string => {
    const address = linkUrl(url)
    const isFirst = decision !== undefined && index === 0
    const look = isFirst ? `class="first" style="${styles.first}"` : `class="other" style="${styles.other}"`
    return address ? `<a href="${literal(address)}" ${look}>${literal(label)}</a>` : ''
  }
  return links.length > 0 ? `<p style="${styles.block}">${links.map(buttonOf).join(' ')}</p>` : ''
}

function mentionLine({ mentions }: Message): string {
  if (mentions.length === 0) return ''
  return `<p style="${styles.block}">${mentions.map(({ name }) => `<strong>@${literal(name)}</strong>`).join(' ')}</p>`
}
