import { spanText } from '../kit/duration.ts'
import { type Text, text } from '../kit/text.ts'
import type { Edge, Outage } from './edge.ts'

/** What an edge says to people; undefined where there is nothing to say. `now` in milliseconds since 1970. */
export function edgeText(edge: Edge, now: number): Text | undefined {
  if (edge.kind === 'broken') {
    const { number } = edge.lastGood
    return text(`Broken: run #${number} was still good.`, `由好变坏：第 ${number} 次运行仍然成功。`)
  }
  if (edge.kind === 'still-broken') return stillBrokenText(edge.outage, now)
  return edge.kind === 'fixed' ? fixedText(edge.outage, edge.after) : undefined
}

function stillBrokenText({ times, since, isAtLeast }: Outage, now: number): Text {
  const least = isAtLeast ? text('at least ', '至少') : text('', '')
  const run = text(`Still failing: ${least.en}${times} times in a row`, `仍然失败：${least['zh-CN']}连续 ${times} 次`)
  if (since === undefined) return text(`${run.en}.`, `${run['zh-CN']}。`)
  const span = spanText(now - since)
  return text(`${run.en}, for ${least.en}${span.en}.`, `${run['zh-CN']}，已持续${least['zh-CN']} ${span['zh-CN']}。`)
}

function fixedText({ times, isAtLeast }: Outage, after: number | undefined): Text {
  if (after === undefined) return text(`Fixed after ${times === 1 ? 'a failed run' : 'failed runs'}.`, `已恢复：此前连续失败 ${times} 次。`)
  const least = isAtLeast ? text('at least ', '至少') : text('', '')
  const span = spanText(after)
  return text(`Fixed after ${least.en}${span.en}.`, `已恢复：此前失败持续了${least['zh-CN']} ${span['zh-CN']}。`)
}
