import { formatBytes } from '../kit/bytes.ts'
import { printable } from '../kit/printable.ts'
import { type Locale, type Text, text } from '../kit/text.ts'
import { footprint } from './host-plan.ts'
import { type Member, servedBefore } from './member.ts'
import type { Release, Strategy } from './order.ts'
import { filesIn } from './transfer.ts'

/** What would happen on a host, in words: from, to, files and bytes to send, disk before and after, hooks. */
export function previewLines(member: Member, release: Release, strategy: Strategy, locale: Locale): string[] {
  const say = (message: Text) => message[locale]
  const lines = [
    say(text(`from ${servedBefore(member) || 'nothing'} to ${member.target}`, `从 ${servedBefore(member) || '无'} 到 ${member.target}`)),
  ]
  if (member.fault) return [say(member.fault.problem), ...(member.fault.remedy ? [say(member.fault.remedy)] : [])]
  if (member.plan?.kind === 'unchanged')
    return [say(text(`unchanged: already serves ${member.target}`, `无需改动：已在运行 ${member.target}`))]
  lines.push(say(sending(member)))
  lines.push(...disk(member, release).map(say))
  const hooks = Object.keys(strategy.hooks).filter((name) => name === 'before-release' || name === 'after-release')
  lines.push(say(text(`hooks: ${hooks.join(', ') || 'none'}`, `钩子：${hooks.join('、') || '无'}`)))
  if (member.state?.lock) {
    const { run = '?', actor = '?' } = member.state.lock.owner ?? {}
    lines.push(
      say(
        text(
          `locked now by run ${printable(run, 20)} of ${printable(actor, 40)}`,
          `当前被 ${printable(actor, 40)} 的运行 ${printable(run, 20)} 锁定`,
        ),
      ),
    )
  }
  return lines
}

function sending({ plan, shipment }: Member): Text {
  if (plan?.kind !== 'transfer' || !shipment) return text('to send: nothing, the release is there', '需发送：无，版本已在主机上')
  const files = filesIn(shipment)
  const size = formatBytes(shipment.delta.bytes)
  const base = shipment.base?.name
  return base
    ? text(
        `to send: ${files} files, ${size} before compression; the rest comes from ${base}`,
        `需发送：${files} 个文件，压缩前 ${size}；其余取自 ${base}`,
      )
    : text(`to send: ${files} files, ${size} before compression`, `需发送：${files} 个文件，压缩前 ${size}`)
}

function disk({ state, plan }: Member, release: Release): Text[] {
  if (state?.freeBytes === undefined) return []
  const after = plan?.kind === 'transfer' ? state.freeBytes - footprint(release).bytes : state.freeBytes
  return [
    text(
      `disk: ${formatBytes(state.freeBytes)} free, ${formatBytes(Math.max(0, after))} afterwards at least`,
      `磁盘：现有 ${formatBytes(state.freeBytes)}，之后至少 ${formatBytes(Math.max(0, after))}`,
    ),
  ]
}
