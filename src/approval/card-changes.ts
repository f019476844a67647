import { cut } from '../chat/fit.ts'
import type { Section } from '../chat/message.ts'
import { joinText, type Locale, type Text, text } from '../kit/text.ts'
import type { Changes } from './changes.ts'
import { oneLine } from './one-line.ts'

/** What a release would change, as a section of the card: empty where not even why it is not known is known. */
export function changesSection({ changes, locale }: { readonly changes: Changes; readonly locale: Locale }): Section[] {
  const title = text('Changes', '变更')[locale]
  if (changes.kind === 'unknown' && changes.why === '') return [] // nothing is known, not even why: a clean-up after the run
  if (changes.kind !== 'known' && changes.kind !== 'back') return [{ title, lines: [{ words: noChanges(changes)[locale] }] }]
  const { total } = changes
  const count = countOf(changes)
  const sign = changes.kind === 'back' ? '− ' : ''
  const lines = changes.commits.map(({ commit, subject, author, url }) => ({
    words: `${sign}${commit.slice(0, 7)} ${cut(oneLine(subject), 160)} — ${cut(oneLine(author), 80)}`,
    url,
  }))
  const more = total - lines.length
  return [{ title: `${title}${text(': ', '：')[locale]}${count[locale]}`, lines, ...(more > 0 ? { more } : {}) }]
}

/** How much comes, and how much goes away: going back must not look like a release in which nothing changes. */
function countOf(changes: Extract<Changes, { kind: 'known' | 'back' }>): Text {
  const since = oneLine(changes.since)
  const all = commits(changes.total)
  if (changes.kind === 'back') return text(`goes back ${all.en} from ${since}`, `从 ${since} 退回 ${all['zh-CN']}`)
  const come = text(`${all.en} since ${since}`, `自 ${since} 以来 ${all['zh-CN']}`)
  const away = commits(changes.behind)
  return changes.behind > 0 ? joinText([come, text(`, ${away.en} of it taken away`, `，并去掉其中 ${away['zh-CN']}`)], '') : come
}

const commits = (count: number): Text => (count === 1 ? text('1 commit', '1 个提交') : text(`${count} commits`, `${count} 个提交`))

function noChanges(changes: Exclude<Changes, { kind: 'known' | 'back' }>): Text {
  if (changes.kind === 'first') return text('The first release to this environment.', '该环境的首次发布。')
  const words = oneLine(changes.kind === 'same' ? changes.since : changes.why)
  return changes.kind === 'same'
    ? text(`The same commit as ${words}, released before.`, `与上次发布 ${words} 为同一提交。`)
    : text(`Not known: ${words}`, `未知：${words}`)
}
