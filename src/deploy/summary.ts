import { formatBytes } from '../kit/bytes.ts'
import { formatDuration } from '../kit/duration.ts'
import { markdown } from '../kit/printable.ts'
import { type Locale, type Text, text } from '../kit/text.ts'
import type { HostEnd, HostReport } from './host-report.ts'

export const hostEnds: Readonly<Record<HostEnd, Text>> = {
  unchanged: text('unchanged', '无需改动'),
  released: text('released', '已发布'),
  'rolled-back': text('rolled back', '已回退'),
  left: text('left as it was', '未触及'),
  failed: text('failed', '失败'),
}

/** A table with a line a host: how it ended, what it served, what it serves now, what is wrong and who is in charge. */
export function hostTable(hosts: readonly HostReport[], locale: Locale): string {
  const heads =
    locale === 'en'
      ? ['Host', 'Result', 'Before', 'Now', 'Time', 'Sent', 'Note']
      : ['主机', '结果', '之前', '现在', '用时', '已发送', '说明']
  const rows = hosts.map((host) => [
    `**${markdown(host.host)}**`,
    hostEnds[host.state][locale],
    release(host.from, locale),
    release(host.to, locale),
    formatDuration(host.seconds * 1000),
    host.bytes > 0 ? formatBytes(host.bytes) : '–',
    note(host, locale),
  ])
  return [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function release(name: string | undefined, locale: Locale): string {
  if (name === undefined) return text('unknown', '未知')[locale]
  return name === '' ? '–' : `<code>${markdown(name)}</code>`
}

function note({ fault, owner }: HostReport, locale: Locale): string {
  if (!fault) return ''
  const charge = owner ? text(`<br>In charge: ${markdown(owner)}.`, `<br>负责人：${markdown(owner)}。`)[locale] : ''
  const remedy = fault.remedy ? `<br>${markdown(fault.remedy[locale], 400)}` : ''
  return `${markdown(fault.problem[locale].split('\n')[0] ?? '', 400)}${remedy}${charge}`
}

/** The releases that stay on each host, hosts with the same list together. */
export function keptList(hosts: readonly HostReport[], locale: Locale): string {
  const byList = Map.groupBy(
    hosts.filter(({ kept }) => kept.length > 0),
    ({ kept }) => kept.map((name) => `<code>${markdown(name)}</code>`).join(' '),
  )
  if (byList.size === 0) return ''
  const lines = [...byList].map(([list, same]) => `- ${same.map(({ host }) => markdown(host)).join(', ')}: ${list}`)
  return [`**${text('Releases that stay', '保留的版本')[locale]}**`, '', ...lines].join('\n')
}

interface Verdict {
  readonly title: Text
  readonly hosts: readonly HostReport[]
  readonly diagram: string
}

/** The part of the run's page that a deployment writes. */
export const deploySummary = ({ title, hosts, diagram }: Verdict, locale: Locale): string =>
  [`## ${markdown(title[locale], 300)}`, hostTable(hosts, locale), diagram, keptList(hosts, locale)]
    .filter((part) => part !== '')
    .join('\n\n')
