import { scrubberOf } from '../chat/delivery/scrub.ts'
import { scrubData } from '../chat/delivery/scrub-data.ts'
import { cut } from '../chat/fit.ts'
import type { Message, Tone } from '../chat/message.ts'
import { markdown, printable, printableLines } from '../kit/printable.ts'
import type { Io } from '../kit/run.ts'
import { type Text, text } from '../kit/text.ts'
import type { Level } from '../notify/log-level.ts'
import { newTrace } from '../notify/trace.ts'
import type { Deliver } from './deliver-notice.ts'
import { mentionsOf } from './mentioned.ts'
import type { Told } from './notify-outcome.ts'
import type { NotifyOrder } from './read-notify.ts'
import { nobody, routed } from './routed.ts'
import { runFactsFrom } from './run-facts.ts'

const tones: Readonly<Record<Level, Tone>> = { error: 'bad', warning: 'warning', info: 'neutral' }

/** Sends a message of the user's own: to the channels that the step names, or where the routes of its level lead. */
export async function tellMessage(io: Io, order: NotifyOrder, deliver: Deliver): Promise<Told> {
  const level = order.inputs.level || 'info'
  const { channels, mention, fallback } = routed(order, level)
  const trace = newTrace()
  io.log.info(text(`Message ${trace}.`, `消息 ${trace}。`))
  const message = { ...freeMessage(io, order, level, trace), mentions: await mentionsOf(io, order, mention) }
  const targets = await deliver({ channels, fallback, showing: { message, order: 0, verdict: level, isOver: true }, subject: undefined })
  const page = channels.length === 0 ? pageOf(message) : undefined
  return { targets, trace, ...(page ? { page, silence: nobody } : {}) }
}

/** More lines than any platform shows; each is looked at for secrets, for each channel. */
const mostLines = 500

function freeMessage(io: Io, { inputs: given, project, environment, picture }: NotifyOrder, level: Level, trace: string): Message {
  const say = ({ [io.log.locale]: words }: Text) => words
  const { title, message, version } = given
  // Before anything is cut: a part of a secret would not be known again.
  const inputs = scrubData({ title, message, version }, scrubberOf(io.secrets()))
  const { url } = runFactsFrom(io.env, project, environment?.name ?? '')
  const [first = '', ...rest] = printableLines(inputs.message.trim())
  const headline = inputs.title || first
  const all = inputs.title ? [first, ...rest] : rest
  const lines = all.slice(0, mostLines).map((words) => ({ words }))
  const more = all.length - lines.length
  return {
    headline: cut(printable(headline, Number.POSITIVE_INFINITY), 200) || project,
    tone: tones[level],
    level: environment?.level ?? 'test',
    facts: [
      ...(environment ? [{ label: say(text('Environment', '环境')), value: environment.name }] : []),
      ...(inputs.version ? [{ label: say(text('Version', '版本')), value: printable(inputs.version) }] : []),
    ],
    sections: lines.some(({ words }) => words.trim())
      ? [{ title: say(text('Message', '内容')), lines, ...(more > 0 ? { more } : {}) }]
      : [],
    links: url ? [{ label: say(text('Run', '查看运行')), url }] : [],
    mentions: [],
    footer: `${project} · ${trace}`,
    about: { id: trace, event: 'message' },
    ...(picture ? { picture } : {}),
  }
}

const pageOf = ({ headline, sections }: Message): string =>
  [headline, ...sections.flatMap(({ lines }) => lines.map(({ words }) => words))].map((words) => `> ${markdown(words, 1000)}`).join('\n>\n')
