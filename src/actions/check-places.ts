import { scrub } from '../chat/delivery/scrub.ts'
import { scrubbed } from '../chat/delivery/scrubbed.ts'
import type { Message } from '../chat/message.ts'
import { explain, isKnownError, type KnownError, textOf } from '../kit/errors.ts'
import type { Outcome } from '../kit/outcome.ts'
import { markdown } from '../kit/printable.ts'
import type { Io } from '../kit/run.ts'
import { type Locale, type Text, text } from '../kit/text.ts'
import type { Deliver } from './deliver-notice.ts'
import type { Place, Places } from './notice-places.ts'
import type { Told } from './notify-outcome.ts'

/** What a place for notices said of itself before anything was sent. */
export interface Checked {
  readonly name: string
  readonly findings: readonly Text[]
  /** Why it cannot be used at the moment. */
  readonly fault?: Text
  /** All that is known of it. */
  readonly error?: KnownError
}

/** A dry run: what each channel would show, and whether it could be used. Nothing is sent, and nothing kept. */
export async function checkPlaces(io: Io, places: Places, tell: (deliver: Deliver) => Promise<Told>): Promise<Outcome> {
  const checked = new Map<string, Checked>()
  const told = await tell(async ({ channels, showing }) => {
    if (showing.onlyThere) return []
    for (const name of channels) {
      const place = await places.named(name)
      await preview(io, place, showing.message)
      checked.set(name, await checkPlace(io, place))
    }
    return []
  })
  const all = [...checked.values()]
  io.summary(scrub(pageOf(all, told, io.log.locale), io.secrets()))
  return {
    outcome: 'skipped',
    reasonCode: 'dry-run',
    succeeded: all.every(({ fault }) => fault === undefined),
    result: { trace: told.trace, channels: all.map(({ name, fault }) => ({ name, ready: fault === undefined })), ...told.facts },
    outputs: { delivered: '', undelivered: '', deliveries: [], 'message-ids': {}, edge: told.edge ?? '', parcel: '' },
  }
}

async function preview(io: Io, place: Place, message: Message): Promise<void> {
  if (!('channel' in place)) return
  await io.log.group(place.name, async () => io.log.info(place.channel.preview(scrubbed(message, io.secrets()))))
}

function pageOf(all: readonly Checked[], told: Told, locale: Locale): string {
  const say = ({ [locale]: words }: Text) => words
  const rows = all.map(({ name, findings, fault }) => {
    const words = [...(fault ? [fault] : []), ...findings].map((finding) => markdown(say(finding), 400)).join('<br>')
    return `| ${markdown(name)} | ${fault ? '❌' : '✅'} | ${words} |`
  })
  const title = `### ${say(text('Dry run: nobody was told', '试运行：没有通知任何人'))}`
  const head = say(text('| Channel | Ready | What it says |', '| 渠道 | 可用 | 说明 |'))
  const table = all.length > 0 ? [head, '| --- | --- | --- |', ...rows].join('\n') : ''
  return `${[title, table, told.page ?? ''].filter((part) => part !== '').join('\n\n')}\n`
}

/** Asks a place whether messages could be shown there. Nothing is sent. */
export async function checkPlace(io: Io, place: Place): Promise<Checked> {
  const { name } = place
  if (!('channel' in place)) {
    io.log.error(explain(place.error, io.log.locale), name)
    return { name, findings: [], fault: place.fault.reason, error: place.error }
  }
  try {
    const findings = await place.channel.check()
    for (const finding of findings) io.log.info(text(`${name}: ${finding.en}`, `${name}：${finding['zh-CN']}`))
    return { name, findings }
  } catch (error) {
    if (!isKnownError(error)) throw error
    io.log.error(explain(error, io.log.locale), name)
    return { name, findings: [], fault: textOf(error), error }
  }
}
