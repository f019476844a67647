import { isKnownError, messageOf } from '../kit/errors.ts'
import { printable } from '../kit/printable.ts'
import { type Text, text } from '../kit/text.ts'
import type { Desk } from './desk.ts'
import type { PlanEntry, RefusedEntry } from './entry.ts'
import type { PlanSource, Span } from './source/source.ts'

/** An entry with where it is kept. */
export interface Sourced {
  readonly entry: PlanEntry | RefusedEntry
  readonly source: PlanSource
}

/** What all sources say together. */
export interface WholePlan {
  readonly found: readonly Sourced[]
  /** Sources that could not be read this time, with the reason. */
  readonly faults: readonly { readonly source: PlanSource; readonly fault: unknown }[]
}

/** Reads every source: what is wrong with one keeps no other from being read. An id that is in two of them is refused in both. */
export async function readPlan({ sources, say }: Pick<Desk, 'sources' | 'say'>, span: Span): Promise<WholePlan> {
  const readings = await Promise.allSettled(sources.map((source) => source.read(span)))
  const found: Sourced[] = []
  const faults: { source: PlanSource; fault: unknown }[] = []
  for (const [index, reading] of readings.entries()) {
    const source = sources[index]
    if (!source) continue
    if (reading.status === 'rejected') faults.push({ source, fault: reading.reason })
    else {
      for (const note of reading.value.notes) say(note)
      found.push(...[...reading.value.entries, ...reading.value.refused].map((entry) => ({ entry, source })))
    }
  }
  return { found: withoutDoubles(found), faults }
}

function withoutDoubles(found: readonly Sourced[]): readonly Sourced[] {
  const places = Map.groupBy(found, ({ entry }) => entry.id)
  return found.map((one) => {
    const all = one.entry.id ? (places.get(one.entry.id) ?? []) : []
    return all.some(({ source }) => source !== one.source) ? { ...one, entry: doubled(one.entry, all) } : one
  })
}

/** All of them say the same, so that it is told once. */
function doubled({ id, where, owner, notify }: Sourced['entry'], all: readonly Sourced[]): RefusedEntry {
  const places = all
    .map(({ entry }) => printable(entry.where, 200))
    .sort()
    .join(', ')
  const [first] = all.flatMap(({ entry }) => entry.due ?? []).toSorted((one, other) => one.at - other.at)
  const problem = text(
    `“${printable(id)}” is planned twice: ${places}. None of them is started.`,
    `“${printable(id)}”被计划了两次：${places}。两者都不会启动。`,
  )
  const remedy = text('Give each an id of its own.', '请为每个条目使用不同的编号。')
  return { id, where, owner, notify, due: first, refusal: { problem, where, remedy } }
}

/** Words for a source that cannot be read. */
export function faultWords({ name }: PlanSource, fault: unknown): Text {
  const why = isKnownError(fault) ? fault.problem : text(printable(messageOf(fault)), printable(messageOf(fault)))
  return text(`${name} cannot be read this time: ${why.en}`, `这次无法读取 ${name}：${why['zh-CN']}`)
}
