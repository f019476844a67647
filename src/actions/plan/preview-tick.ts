import type { Outcome } from '../../kit/outcome.ts'
import { markdown, printable } from '../../kit/printable.ts'
import type { Io } from '../../kit/run.ts'
import { type Text, text } from '../../kit/text.ts'
import { isPlanned } from '../../plan/act.ts'
import type { Books } from '../../plan/book.ts'
import { lookBack } from '../../plan/book.ts'
import { decide, type Step } from '../../plan/decide.ts'
import type { PlanEntry } from '../../plan/entry.ts'
import { type EntryRecord, newRecord } from '../../plan/entry-record.ts'
import { lookAhead } from '../../plan/look-around.ts'
import { plannedOf } from '../../plan/planned.ts'
import { readPlan } from '../../plan/read-plan.ts'
import type { Kept, Records } from '../../plan/records.ts'
import { situationOf } from '../../plan/situation.ts'
import { instantWords, refusalOf } from '../../plan/words.ts'
import type { PlanInputs } from '../plan-inputs.ts'
import type { OpenPlan } from './open-plan.ts'
import { portsOf, wishesOf } from './tick-plan.ts'

/** A dry run: what a tick would do with each entry now. Nothing is written, started or told. */
export async function previewTick(
  io: Io,
  inputs: PlanInputs,
  plan: OpenPlan,
  { books, records }: { readonly books: Books; readonly records: Records },
): Promise<Outcome> {
  const ports = portsOf(io, inputs, plan)
  const desk = { ...ports, books, records, tell: async () => undefined, later: () => undefined }
  const now = plan.clock.now()
  const [{ found, faults }, calendar, book] = await Promise.all([
    readPlan(ports, { from: now - lookBack, until: now + lookAhead }),
    plan.calendar(),
    books.read(),
  ])
  for (const { fault } of faults) throw fault
  const around = { wishes: wishesOf(inputs), since: book?.since ?? now, calendar }
  const rows: (readonly [string, Text])[] = []
  for (const { entry } of found) {
    const kept: Kept = entry.id ? await records.read(entry.id) : { id: '', record: undefined, entry: undefined }
    const words = isPlanned(entry) ? await stepWords(entry, kept) : refusalOf(entry.refusal)
    rows.push([entry.id || entry.where, words])
  }
  async function stepWords(entry: PlanEntry, { record }: Kept): Promise<Text> {
    const at = await situationOf(desk, entry, record, around)
    const first = decide(entry, record, at)
    // A reminder is given beside whatever else is done.
    const step = first.do === 'remind' ? decide(entry, reminded(entry, record), at) : first
    const refusal = step.do === 'claim' || step.do === 'start' ? await ports.starter.examine(entry) : undefined
    return refusal ? refusalOf(refusal) : wordsFor(step, entry)
  }
  for (const [id, words] of rows) io.log.info(text(`${printable(id)}: ${words.en}`, `${printable(id)}：${words['zh-CN']}`))
  const title = text('Dry run: nothing was started', '试运行：没有启动任何条目')[io.log.locale]
  io.summary(`### ${title}\n\n${rows.map(([id, words]) => `- ${markdown(id)}: ${markdown(words[io.log.locale], 400)}`).join('\n')}\n`)
  return {
    outcome: 'nothing-due',
    reasonCode: 'dry-run',
    succeeded: true,
    result: { entries: rows.map(([id, words]) => ({ id, words: words[io.log.locale] })) },
    outputs: {
      due: '',
      dispatched: [],
      next: nextIn(
        found.flatMap(({ entry }) => (isPlanned(entry) ? [entry] : [])),
        now,
      ),
      'late-seconds': '',
    },
  }
}

const reminded = (entry: PlanEntry, record: EntryRecord | undefined): EntryRecord => {
  const before = record ?? newRecord(plannedOf(entry, record).due)
  return { ...before, reminded: [...before.reminded, ...entry.reminders] }
}

/** The next planned instant, as an output. */
function nextIn(entries: readonly PlanEntry[], now: number): string {
  const coming = entries
    .filter(({ wish }) => wish === 'run')
    .map(({ due }) => due.at)
    .filter((at) => at > now)
  return coming.length > 0 ? new Date(Math.min(...coming)).toISOString() : ''
}

function wordsFor(step: Step, entry: PlanEntry): Text {
  const when = instantWords('start' in step ? step.start : entry.due.at, entry.due.zone)
  switch (step.do) {
    case 'claim':
      return text(`would be held until ${when.en}`, `将等待至 ${when['zh-CN']}`)
    case 'start':
      return text(`would be started now (planned for ${when.en})`, `将立即启动（计划于 ${when['zh-CN']}）`)
    case 'find':
      return text('would be looked for: somebody set out to start it', '将查找其运行：此前已有进程准备启动它')
    case 'follow':
      return text('its run would be looked at', '将查看其运行')
    case 'remind':
      return text(`people would be reminded of ${when.en}`, `将提醒相关人员：${when['zh-CN']}`)
    case 'settle':
    case 'warn':
      return step.why
    case 'wait':
      return text(`nothing now (planned for ${when.en})`, `目前无需处理（计划于 ${when['zh-CN']}）`)
  }
}
