import { basename } from 'node:path'
import { scrubberOf } from '../chat/delivery/scrub.ts'
import { printable } from '../kit/printable.ts'
import type { Io } from '../kit/run.ts'
import { text } from '../kit/text.ts'
import { auditTable } from '../notify/audit-table.ts'
import { eventMessage } from '../notify/event-message.ts'
import { routeEvents, routeOf } from '../notify/event-routes.ts'
import { foldEvents } from '../notify/fold-events.ts'
import { usualFormats } from '../notify/log-formats.ts'
import { parsePatterns } from '../notify/log-pattern.ts'
import { readLogFile } from '../notify/read-log-file.ts'
import { newTrace } from '../notify/trace.ts'
import type { Deliver } from './deliver-notice.ts'
import { foundWords, unheardWords, warningsOf } from './log-words.ts'
import { mentionsOf } from './mentioned.ts'
import type { Told } from './notify-outcome.ts'
import type { NotifyOrder } from './read-notify.ts'
import { nobody } from './routed.ts'
import { runFactsFrom } from './run-facts.ts'

/** Makes events of the lines of a log and sends each where its level leads; all of them stand on the page of the run. */
export async function tellLog(io: Io, order: NotifyOrder, deliver: Deliver): Promise<Told> {
  const { inputs, project, environment } = order
  const { locale } = io.log
  const patterns = inputs['log-pattern'] ? parsePatterns(inputs['log-pattern']) : usualFormats
  const scrub = scrubberOf(io.secrets())
  const workspace = io.env.GITHUB_WORKSPACE ?? process.cwd()
  const reading = await readLogFile({ path: inputs['log-file'], workspace, patterns, scrub })
  const events = foldEvents(reading.events)
  const trace = newTrace()
  const { url } = runFactsFrom(io.env, project, environment?.name ?? '')
  const log = printable(basename(inputs['log-file']), 80)
  io.log.info(foundWords(trace, log, reading))
  const told = routeEvents(events, routesOf(order))
  const unheard = routeOf('error', routesOf(order)).to.length > 0 ? [] : events.filter(({ level }) => level === 'error')
  for (const warning of warningsOf(reading, unheard, log)) io.log.warning(warning)
  const context = {
    locale,
    log,
    ...(inputs.title ? { title: scrub(inputs.title) } : {}),
    level: environment?.level ?? ('test' as const),
    unmatched: reading.unmatched,
    beyond: reading.beyond,
    links: url ? [{ label: run[locale], url }] : [],
    footer: `${project} · ${trace}`,
    id: trace,
  }
  const targets = await Promise.all(
    told.map(async ({ channel, events: heard, mention, fallback }) => {
      const message = eventMessage(heard, { ...context, mentions: await mentionsOf(io, order, mention) })
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

const run = text('Run', '查看运行')

/** The routes of the configuration; channels that the step names hear of errors and warnings. */
function routesOf({ inputs, config }: NotifyOrder) {
  if (inputs.channels.length === 0) return config.routes
  return (['error', 'warning'] as const).map((level) => ({ level, to: [...inputs.channels], mention: [], fallback: [] }))
}
