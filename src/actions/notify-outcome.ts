import { scrub } from '../chat/delivery/scrub.ts'
import type { Outcome } from '../kit/outcome.ts'
import { markdown } from '../kit/printable.ts'
import type { ReasonCode } from '../kit/reason-codes.ts'
import type { Io } from '../kit/run.ts'
import { type Text, text } from '../kit/text.ts'
import { deliveriesOf, deliveryTable, type Judgement, judge, messageIdsOf, type Target } from '../notify/delivery-report.ts'
import type { NotifyOrder } from './read-notify.ts'
import { nobody } from './routed.ts'

/** What was told, and how it went. */
export interface Told {
  readonly targets: readonly Target[]
  /** Of a run, against the runs before; empty where it is not known, or none was told of. */
  readonly edge?: string
  readonly trace: string
  /** More for the page of the run: what a log held. */
  readonly page?: string
  /** Why nobody was told, where that is so. */
  readonly silence?: { readonly code: ReasonCode; readonly words: Text }
  /** Where the message was written to, for a workflow that may send it. */
  readonly parcel?: string
  readonly facts?: Readonly<Record<string, unknown>>
  /** What could not be found out, and why. */
  readonly notes?: readonly Text[]
}

/** The outputs of what was told; the table of channels goes on the page of the run. */
export function notifyOutcome(io: Io, { inputs }: Pick<NotifyOrder, 'inputs'>, told: Told): Outcome {
  const { locale } = io.log
  const verdict = judge(told.targets)
  const say = ({ [locale]: words }: Text) => words
  const silence = told.silence ?? (told.targets.length === 0 ? nobody : undefined)
  const table = told.targets.length > 0 ? deliveryTable(told.targets, locale) : ''
  const notes = (told.notes ?? []).map((note) => `- ${markdown(say(note), 600)}`).join('\n')
  const parts = [table, notes, told.page ?? ''].filter((part) => part !== '')
  if (table || told.page) io.summary(scrub(`${[`### ${say(title(verdict))} · ${told.trace}`, ...parts].join('\n\n')}\n`, io.secrets()))
  if (silence) io.log.info(silence.words)
  const succeeded =
    inputs['fail-on'] === 'never' || verdict.undelivered.length === 0 || (inputs['fail-on'] === 'all' && verdict.delivered.length > 0)
  const deliveries = deliveriesOf(told.targets, locale)
  const edge = told.edge ?? ''
  return {
    outcome: verdict.outcome,
    reasonCode: silence?.code ?? reasonOf(verdict),
    succeeded,
    result: { trace: told.trace, edge, deliveries, ...told.facts },
    outputs: {
      delivered: verdict.delivered.join(','),
      undelivered: verdict.undelivered.join(','),
      deliveries,
      'message-ids': messageIdsOf(told.targets),
      edge,
      parcel: told.parcel ?? '',
    },
  }
}

const reasonOf = ({ outcome }: Judgement): ReasonCode =>
  outcome === 'delivered' ? 'delivered' : outcome === 'skipped' ? 'told-before' : 'undelivered'

const titles: Readonly<Record<Judgement['outcome'], Text>> = {
  delivered: text('🔔 Told', '🔔 已通知'),
  'partly-delivered': text('🔔 Told in part', '🔔 部分送达'),
  undelivered: text('🔕 Not told', '🔕 未送达'),
  skipped: text('🔕 Nothing new to tell', '🔕 没有新内容'),
}
const title = ({ outcome }: Judgement): Text => titles[outcome]
