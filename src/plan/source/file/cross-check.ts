import { listNames } from '../../../config/mistakes.ts'
import { nearest } from '../../../kit/nearest.ts'
import { printable } from '../../../kit/printable.ts'
import { text } from '../../../kit/text.ts'
import type { PlanEntry, RefusedEntry } from '../../entry.ts'
import type { Refusal } from '../../refusal.ts'
import { findCircles } from './find-circles.ts'
import { type ReadEntry, refuse } from './read-entry.ts'

export interface JudgedEntries {
  readonly entries: readonly PlanEntry[]
  readonly refused: readonly RefusedEntry[]
}

/** Refuses what no entry can know of itself: an id that stands twice, a need that names nothing, needs that go in a circle. */
export function crossCheck(read: readonly ReadEntry[]): JudgedEntries {
  const places = placesById(read)
  const circles = findCircles(new Map(read.flatMap((each) => (each.state === 'planned' ? [[each.entry.id, each.entry.needs]] : []))))
  const hints = { left: mostHints }
  const checked = read.map((each): ReadEntry => {
    if (each.state === 'refused') return each
    const { entry } = each
    const refusal = twice(entry, places) ?? dangling(entry, places, hints) ?? inCircle(circles.get(entry.id))
    return refusal ? refuse(entry, refusal) : each
  })
  return {
    entries: checked.flatMap((each) => (each.state === 'planned' ? [each.entry] : [])),
    refused: checked.flatMap((each) => (each.state === 'refused' ? [each.entry] : [])),
  }
}

type Places = ReadonlyMap<string, readonly string[]>

/** Where each id stands; entries with mistakes count as well. */
function placesById(read: readonly ReadEntry[]): Places {
  const places = new Map<string, string[]>()
  for (const { entry } of read) {
    if (entry.id === '') continue
    const known = places.get(entry.id)
    if (known) known.push(entry.where)
    else places.set(entry.id, [entry.where])
  }
  return places
}

function twice({ id, where }: PlanEntry, byId: Places): Refusal | undefined {
  const all = byId.get(id) ?? []
  if (all.length < 2) return undefined
  const others = all.slice(0, mostCompared).filter((place) => place !== where)
  const places = listNames(others.length > 0 ? others : [where])
  return {
    problem: text(
      `The id “${id}” stands also at ${places.en}: it is not clear which is meant.`,
      `id“${id}”还出现在 ${places['zh-CN']}：无法确定指的是哪一个。`,
    ),
    remedy: text('Give each entry an id of its own.', '请为每个条目使用各自的 id。'),
  }
}

function dangling({ needs }: PlanEntry, places: Places, hints: { left: number }): Refusal | undefined {
  const unknown = needs.filter((need) => !places.has(need))
  const [first] = unknown
  if (first === undefined) return undefined
  const [guess] = hints.left-- > 0 ? nearest(first, [...places.keys()].slice(0, mostCompared), 1) : []
  const listed = listNames(unknown)
  return {
    problem: text(`“needs” names what is no entry of the plan: ${listed.en}.`, `“needs”中有计划里不存在的条目：${listed['zh-CN']}。`),
    ...(guess === undefined ? {} : { remedy: text(`Did you mean “${printable(guess)}”?`, `是否想写“${printable(guess)}”？`) }),
  }
}

/** A hint is worth no more than some milliseconds. */
const mostCompared = 100
const mostHints = 20

function inCircle(circle: readonly string[] | undefined): Refusal | undefined {
  if (!circle) return undefined
  const shown = circle.length > 8 ? [...circle.slice(0, 7), '…', ...circle.slice(-1)] : circle
  const way = shown.join(' → ')
  return {
    problem: text(`Its needs go round in a circle: ${way}.`, `“needs”形成循环：${way}。`),
    remedy: text('None of them can be the first: remove one of the needs.', '其中没有一个能最先启动：请去掉其中一项“needs”。'),
  }
}
