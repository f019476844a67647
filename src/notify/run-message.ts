import { cut } from '../chat/fit.ts'
import type { Fact, Line, Link, Message, Section } from '../chat/message.ts'
import { spanText } from '../kit/duration.ts'
import { printable } from '../kit/printable.ts'
import { type Locale, type Text, text } from '../kit/text.ts'
import type { Duration } from './duration.ts'
import type { Outage } from './edge.ts'
import { headlineOf, tones } from './run-headline.ts'
import type { RunNotice } from './run-notice.ts'

interface Wording {
  readonly locale: Locale
  /** IANA name. */
  readonly timeZone: string
}

/** A run as a message: how it went, the line that says why, who and what. Fitted by each platform: facts and sections stand by weight. */
export function runMessage(notice: RunNotice, { locale, timeZone }: Wording): Message {
  const { facts, verdict, event, mentions } = notice
  const say = ({ [locale]: words }: Text) => words
  const attempt = facts.attempt > 1 ? text(`, attempt ${facts.attempt}`, `，第 ${facts.attempt} 次尝试`) : text('', '')
  const run = text(`Run ${facts.number}${attempt.en}`, `运行 ${facts.number}${attempt['zh-CN']}`)
  return {
    headline: say(headlineOf(notice)),
    tone: tones[verdict],
    level: facts.level,
    facts: factsOf(notice, { locale, timeZone }),
    sections: [output, hosts, said, tests, jobs, explained, notes].flatMap((part) => part(notice, locale)),
    links: linksOf(notice, locale),
    mentions,
    footer: `${say(run)} · ${facts.trace}`,
    about: { id: facts.trace, event: event === 'start' || verdict === 'running' ? 'run.started' : 'run.finished' },
  }
}

const oneLine = (words: string, limit = 200): string => cut(printable(words, Number.POSITIVE_INFINITY).trim(), limit)

function factsOf({ facts, edge, isFlapping, duration, approvers, excerpt }: RunNotice, { locale, timeZone }: Wording): readonly Fact[] {
  const fact = (label: Text, value: string, url = ''): Fact[] =>
    value ? [{ label: label[locale], value: oneLine(value, 400), ...(url ? { url } : {}) }] : []
  const people = [...new Set([facts.author, facts.actor].filter(Boolean))].join(text(', ', '、')[locale])
  const title = facts.commitTitle ? ` ${facts.commitTitle}` : ''
  return [
    ...fact(text('Why', '原因'), excerpt ? oneLine(excerpt.why, 400) : ''),
    ...fact(text('Where', '位置'), excerpt ? placeOf(excerpt) : '', excerpt?.url),
    ...fact(text('Environment', '环境'), facts.level === 'production' && facts.environment ? `${facts.environment} ⚠` : facts.environment),
    ...fact(text('Project', '项目'), facts.project),
    ...fact(text('Version', '版本'), facts.version),
    ...fact(text('Commit', '提交'), facts.commit ? `${facts.commit.slice(0, 7)}${title}` : '', facts.commitUrl),
    ...fact(text('By', '提交人与触发人'), people),
    ...fact(text('Broken since', '失败始于'), edge?.kind === 'still-broken' ? brokenSince(edge.outage, { locale, timeZone }) : ''),
    ...fact(text('Note', '提示'), isFlapping ? flapping[locale] : ''),
    ...fact(text('Duration', '用时'), duration ? durationWords(duration, locale) : ''),
    ...fact(text('Approved by', '批准人'), approvers.join(text(', ', '、')[locale])),
    ...fact(text('Ref', '引用'), facts.ref === facts.version ? '' : facts.ref),
    ...fact(text('Workflow', '工作流'), facts.environment ? facts.workflow : ''),
  ]
}

/** `test (22) › Run npm test · src/cart.test.js:3` */
const placeOf = ({ job, step, path }: NonNullable<RunNotice['excerpt']>): string =>
  [
    [job, step]
      .map((name) => oneLine(name, 60))
      .filter(Boolean)
      .join(' › '),
    path,
  ]
    .filter(Boolean)
    .join(' · ')

const flapping = text('Fails and recovers by turns: nobody is alerted.', '反复失败又恢复：不再提醒任何人。')

function brokenSince({ since, first, isAtLeast }: Outage, { locale, timeZone }: Wording): string {
  if (since === undefined) return ''
  const at = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(since)
  const least = isAtLeast ? text('at least ', '至少 ')[locale] : ''
  return `${least}${at} ${timeZone}${first ? ` (#${first.number})` : ''}`
}

function durationWords({ took, difference }: Duration, locale: Locale): string {
  const span = spanText(took)[locale]
  return difference ? text(`${span} (${difference.en})`, `${span}（${difference['zh-CN']}）`)[locale] : span
}

/** What the program printed around the line that says why. */
function output({ excerpt }: RunNotice, locale: Locale): Section[] {
  const lines = (excerpt?.lines ?? []).filter((words) => words.trim() !== '')
  return lines.length < 2 ? [] : [{ title: text('Output', '输出')[locale], isCode: true, lines: lines.map((words) => ({ words })) }]
}

function hosts({ failedHosts }: RunNotice, locale: Locale): Section[] {
  if (failedHosts.length === 0) return []
  const colon = text(': ', '：')[locale]
  const lines = failedHosts.map(({ name, state, error, owner }): Line => {
    const whose = owner ? ` (${oneLine(owner, 60)})` : ''
    return { words: `✗ ${oneLine(name, 60)}${whose}${colon}${oneLine(error || state, 200)}` }
  })
  return [{ title: text('Hosts', '主机')[locale], lines }]
}

function tests({ tests: told }: RunNotice, locale: Locale): Section[] {
  if (!told) return []
  const lines = [{ words: told.totals[locale] }, ...told.failures.map((name) => ({ words: `✗ ${oneLine(name)}` }))]
  return [{ title: text('Tests', '测试')[locale], lines, ...(told.more > 0 ? { more: told.more } : {}) }]
}

function jobs({ jobs: told, verdict }: RunNotice, locale: Locale): Section[] {
  const isWorth = told.length > 1 || told.some(({ isFailed }) => isFailed) || verdict === 'running'
  if (!isWorth || told.length === 0) return []
  const lines = told.map(({ words, url }): Line => ({ words: oneLine(words[locale]), ...(url ? { url } : {}) }))
  return [{ title: text('Jobs', '作业')[locale], lines }]
}

function said({ said: words }: RunNotice, locale: Locale): Section[] {
  if (words.length === 0) return []
  return [
    {
      title: text('Said by the run of the fork', '复刻仓库的运行留言')[locale],
      lines: words.map((line) => ({ words: oneLine(line, 300) })),
    },
  ]
}

function explained({ explanation }: RunNotice, locale: Locale): Section[] {
  if (!explanation) return []
  return [{ title: explanation.title[locale], lines: explanation.lines.map((words) => ({ words: oneLine(words, 400) })) }]
}

function notes({ notes: told }: RunNotice, locale: Locale): Section[] {
  return told.length === 0 ? [] : [{ title: text('To know', '说明')[locale], lines: told.map((words) => ({ words: words[locale] })) }]
}

function linksOf({ facts, excerpt }: RunNotice, locale: Locale): readonly Link[] {
  return [
    ...(facts.runUrl ? [{ label: text('Run', '查看运行')[locale], url: facts.runUrl }] : []),
    ...(excerpt?.url ? [{ label: text('Failed job', '失败的作业')[locale], url: excerpt.url }] : []),
  ]
}

/** What follows the edit of a message where somebody is to be alerted: edits alert nobody. */
export const alertOf = ({ headline, tone, level, links, mentions, footer, about }: Message): Message => ({
  headline,
  tone,
  level,
  facts: [],
  sections: [],
  links,
  mentions,
  footer,
  ...(about ? { about } : {}),
})
