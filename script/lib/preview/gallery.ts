import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Locale, locales, text } from '../../../src/kit/text.ts'
import { type Example, examplesIn } from './examples.ts'
import { page } from './page.ts'
import { type Posted, postAll } from './post-all.ts'
import { element, escaped, type Html } from './views/html.ts'
import { objectIn, wordsIn } from './views/json.ts'
import { platformNames, type Shown, type ShownPlatform, shownPlatforms } from './views/shown.ts'
import { viewOf } from './views/view.ts'

export interface Gallery {
  readonly index: string
  /** A page for each platform, with every message in every dialect of it. */
  readonly pages: ReadonlyMap<ShownPlatform, string>
  readonly posted: readonly Posted[]
}

/** Writes every dialect of the examples to a folder: the bodies as they were sent, what the platforms make of them, and a page of all. */
export async function writeGallery(
  folder: string,
  examplesOf: (locale: (typeof locales)[number]) => readonly Example[] = examplesIn,
): Promise<Gallery> {
  const posted: Posted[] = []
  for (const locale of locales) posted.push(...(await postAll(examplesOf(locale), locale)))
  const write = (path: string, words: string): string => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), words)
    return join(folder, path)
  }
  for (const one of posted) one.shown.forEach((shown, index) => void write(bodyPath(one, index), bodyOf(shown)))
  const pages = shownPlatforms.map((platform) => [platform, write(`${platform}.html`, platformPage(platform, posted))] as const)
  for (const locale of locales) write(sideBySide(locale), sideBySidePage(posted, locale))
  return { index: write('index.html', indexPage(posted)), pages: new Map(pages), posted }
}

/** One message in the chats that look least alike. */
const compared = { example: 'run-failed', dialects: ['feishu-card', 'slack-bot', 'telegram', 'wecom'] } as const
const sideBySide = (locale: Locale): string => `side-by-side.${locale}.html`

function sideBySidePage(posted: readonly Posted[], locale: Locale): Html {
  const shown = compared.dialects.flatMap((dialect) => {
    const [message] =
      posted.find((one) => one.dialect === dialect && one.example === compared.example && one.locale === locale)?.shown ?? []
    return message ? [message] : []
  })
  const notes = shown.map((one) =>
    element('section', 'note', element('div', 'caption', element('b', '', platformNames[one.platform])), viewOf(one)),
  )
  const title = text('One message, as each chat shows it', '同一条消息在各平台的显示效果')[locale]
  return page({ title, locale, body: element('div', 'board', ...notes) })
}

const bodyPath = ({ dialect, example, locale, platform }: Posted, index: number): string =>
  `bodies/${dialect}/${example}.${locale}${index > 0 ? `.${index + 1}` : ''}.${platform === 'email' ? 'html' : platform === 'github' ? 'md' : 'json'}`

/** Of a mail its page, of an issue its Markdown, of anything else the JSON. */
function bodyOf({ platform, body }: Shown): string {
  const { html, title, body: words } = objectIn(body)
  if (platform === 'email') return wordsIn(html)
  return platform === 'github' ? `${wordsIn(title)}\n\n${wordsIn(words)}\n` : `${JSON.stringify(body, undefined, 2)}\n`
}

const anchorOf = ({ dialect, example, locale }: Posted): string => `${dialect}-${example}-${locale}`

function platformPage(platform: ShownPlatform, posted: readonly Posted[]): Html {
  const all = posted.filter((one) => one.platform === platform)
  return page({
    title: platformNames[platform],
    locale: 'en',
    lead: '<a href="index.html">All platforms</a>',
    body: element('div', 'board', ...all.map(postedView)),
  })
}

function postedView(one: Posted): Html {
  const { dialect, example, locale, shown, problem } = one
  const bodies = shown.map((_, index) => `<a href="${escaped(bodyPath(one, index))}">${text('body', '原文')[locale]}</a>`).join(' ')
  const note = problem === undefined ? '' : element('div', 'caption', escaped(problem))
  const head = element('div', 'caption', element('b', '', escaped(`${dialect} · ${example} · ${locale}`)), ' · ', bodies)
  return `<section class="note" id="${escaped(anchorOf(one))}">${head}${note}${shown.map(viewOf).join('')}</section>`
}

function indexPage(posted: readonly Posted[]): Html {
  const dialects = [...new Set(posted.map(({ dialect }) => dialect))]
  const names = [...new Set(posted.map(({ example, locale }) => `${example} · ${locale}`))]
  const cell = (name: string, dialect: string) => {
    const one = posted.find((candidate) => candidate.dialect === dialect && `${candidate.example} · ${candidate.locale}` === name)
    return element('td', '', one ? `<a href="${one.platform}.html#${escaped(anchorOf(one))}">${one.shown.length > 0 ? '✓' : '–'}</a>` : '')
  }
  const head = `<tr><th></th>${dialects.map((dialect) => element('th', '', escaped(dialect))).join('')}</tr>`
  const rows = names.map((name) => `<tr><th>${escaped(name)}</th>${dialects.map((dialect) => cell(name, dialect)).join('')}</tr>`)
  const links = shownPlatforms.map((platform) => `<a href="${platform}.html">${platformNames[platform]}</a>`)
  const pairs = locales.map((locale) => `<a href="${sideBySide(locale)}">${text('Side by side', '并排比较')[locale]}</a>`)
  return page({
    title: 'What people see',
    locale: 'en',
    lead: [...links, ...pairs].join(' · '),
    body: element('div', 'wide', `<table>${head}${rows.join('')}</table>`),
  })
}
