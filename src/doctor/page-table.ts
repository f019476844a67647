import { markdown } from '../kit/printable.ts'
import { type Locale, type Text, text } from '../kit/text.ts'
import { areas, type Check, type CheckState, placedWords, type Verdict } from './check.ts'

const marks: Readonly<Record<CheckState, string>> = { ok: '✅', warning: '⚠️', failed: '❌', unknown: '❔' }

/** Characters of one cell: what is longer stands in the log. */
const longest = 1500

/** The checks as Markdown, for the page of the run: a table under the verdict. Words are data in it, never markup. */
export function pageTable(checks: readonly Check[], verdict: Verdict, title: Text, locale: Locale): string {
  const say = ({ [locale]: words }: Text) => words
  const heads = [text('Area', '范围'), text('', ''), text('What', '对象'), text('How it is', '状况'), text('What to do', '处理办法')]
  const rows = checks.map((check, index) => [
    index > 0 && checks[index - 1]?.area === check.area ? '' : say(areas[check.area]),
    marks[check.state],
    markdown(say(check.subject), 100),
    cell(say(placedWords(check))),
    check.remedy ? cell(say(check.remedy)) : '',
  ])
  const table = [heads.map(say), heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`)
  return [`### ${markdown(say(title), 300)}`, '', markdown(say(verdict.words), 300), '', ...table, ''].join('\n')
}

/** Lines stay apart. */
const cell = (words: string): string =>
  words
    .split('\n')
    .map((line) => markdown(line.trim(), longest))
    .join('<br>')
