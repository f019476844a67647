import { basename, resolve } from 'node:path'
import { printable } from '../kit/printable.ts'
import type { Io } from '../kit/run.ts'
import { type Text, text } from '../kit/text.ts'
import { auditTable } from '../notify/audit-table.ts'
import { eventMessage } from '../notify/event-message.ts'
import { routeEvents } from '../notify/event-routes.ts'
import { foldEvents } from '../notify/fold-events.ts'
import type { LogEvent } from '../notify/log-event.ts'
import type { LogReading } from '../notify/log-events.ts'
import { usualFormats } from '../notify/log-formats.ts'
import { parsePatterns } from '../notify/log-pattern.ts'
import { readLogFile } from '../notify/read-log-file.ts'
import { newTrace } from '../notify/trace.ts'
import type { Deliver } from './deliver-notice.ts'
import { mentioned } from './mentioned.ts'
import type { Told } from './notify-outcome.ts'
import type { NotifyOrder } from './read-notify.ts'
import { nobody } from './routed.ts'
import { runFactsFrom } from './run-facts.ts'

/** Makes events of the lines of a log and sends each where its level leads; all of them stand on the page of the run. */
export async function tellLog(io: Io, order: NotifyOrder, deliver: Deliver): Promise<Told> {
  const { inputs, project, environment } = order
  const { locale } = io.log
  const patterns = inputs['log-pattern'] ? parsePatterns(inputs['log-pattern']) : usualFormats
  const reading = await readLogFile(resolve(io.env.GITHUB_WORKSPACE ?? process.cwd(), inputs['log-file']), patterns)
  const events = foldEvents(reading.events)
  const trace = newTrace()
  const { url } = runFactsFrom(io.env, project, environment?.name ?? '')
  const log = printable(basename(inputs['log-file']), 80)
  io.log.info(
    text(
      `Message ${trace}: ${reading.events.length} kinds of events in ${log}, ${reading.unmatched.count} lines that no pattern fits.`,
      `消息 ${trace}：${log} 中有 ${reading.events.length} 种事件，${reading.unmatched.count} 行与模式不符。`,
    ),
  )
  const { told, silent } = routeEvents(events, routesOf(order))
  const unheard = silent.filter(({ level }) => level === 'error')
  for (const warning of warningsOf(reading, unheard, log)) io.log.warning(warning)
  const context = {
    locale,
    log,
    ...(inputs.title ? { title: inputs.title } : {}),
    level: environment?.level ?? ('test' as const),
    unmatched: reading.unmatched,
    beyond: reading.beyond,
    links: url ? [{ label: run[locale], url }] : [],
    footer: `${project} · ${trace}`,
    id: trace,
  }
  const targets = await Promise.all(
    told.map(({ channel, events: heard, mention, fallback }) => {
      const message = eventMessage(heard, { ...context, mentions: mentioned(order, mention) })
      return deliver({ channels: [channel], fallback, showing: { message, order: 0, verdict: '', isOver: true }, subject: undefined })
    }),
  )
  return {
    targets: targets.flat(),
    trace,
    page: [...(unheard.length > 0 ? [`> ⚠️ ${unheardWords(unheard)[locale]}`, ''] : []), auditTable(events, reading.unmatched, locale)].join(
      '\n',
    ),
    ...(told.length === 0 ? { silence: nobody } : {}),
  }
}

/** What whoever set this up should know: lines that nobody reads, and errors that nobody hears of. */
function warningsOf({ events, unmatched }: LogReading, unheard: readonly LogEvent[], log: string): readonly Text[] {
  const { count, samples } = unmatched
  const line = samples[0]?.line ?? 0
  const none = text(
    `No line of ${log} fits the pattern (${count} lines, the first is line ${line}): nobody hears of it. Give “log-pattern”.`,
    `${log} 中没有与模式相符的行（共 ${count} 行，首行为第 ${line} 行）：不会通知任何人。请提供“log-pattern”。`,
  )
  const some = text(
    `${count} lines of ${log} fit no pattern, from line ${line} on: they stand on the page of the run.`,
    `${log} 中有 ${count} 行与模式不符（自第 ${line} 行起）：已写入运行页面。`,
  )
  return [...(count > 0 ? [events.length === 0 ? none : some] : []), ...(unheard.length > 0 ? [unheardWords(unheard)] : [])]
}

function unheardWords(events: readonly LogEvent[]): Text {
  const count = events.reduce((sum, event) => sum + event.count, 0)
  return text(
    `${count === 1 ? 'One error leads' : `${count} errors lead`} to no channel: no route of the level “error” names one.`,
    `${count} 个错误没有通知任何渠道：没有级别为“error”的路由指定渠道。`,
  )
}

const run = text('Run', '查看运行')

/** The routes of the configuration; channels that the step names hear of errors and warnings. */
function routesOf({ inputs, config }: NotifyOrder) {
  if (inputs.channels.length === 0) return config.routes
  return (['error', 'warning'] as const).map((level) => ({ level, to: [...inputs.channels], mention: [], fallback: [] }))
}
