import { printable } from '../../kit/printable.ts'
import { type Text, text } from '../../kit/text.ts'
import { instantText } from '../time/moment-words.ts'
import type { CalendarVerdict } from './calendar.ts'
import { outside } from './judge.ts'

/** A verdict as people read it: open or closed, by which rule, and until when in the wall time of the zone. `at` is the instant it was asked for. */
export function explainVerdict(verdict: CalendarVerdict, at: number, zone: string): Text {
  const when = instantText(at, zone)
  const why = reason(verdict)
  const next = turn(verdict, zone)
  return verdict.isOpen
    ? text(`Open on ${when.en}: ${why.en}; ${next.en}.`, `${when['zh-CN']} 允许发布：${why['zh-CN']}；${next['zh-CN']}。`)
    : text(`Closed on ${when.en}: ${why.en}; ${next.en}.`, `${when['zh-CN']} 不允许发布：${why['zh-CN']}；${next['zh-CN']}。`)
}

function reason({ isOpen, rule }: CalendarVerdict): Text {
  if (rule === undefined) return text('nothing forbids it', '没有规则禁止')
  if (!isOpen && rule === outside) return text('outside of every allowed window', '不在任何允许的窗口内')
  const shown = printable(rule, 120)
  return isOpen ? text(`inside “${shown}”`, `在“${shown}”之内`) : text(`“${shown}” forbids it`, `“${shown}”禁止`)
}

function turn(verdict: CalendarVerdict, zone: string): Text {
  const next = verdict.isOpen ? verdict.closesAt : verdict.opensAt
  if (next === undefined)
    return verdict.isOpen
      ? text('no closing within the next 400 days', '此后 400 天内不会关闭')
      : text('no opening within the next 400 days', '此后 400 天内不会开放')
  const when = instantText(next, zone)
  return verdict.isOpen ? text(`closes on ${when.en}`, `${when['zh-CN']} 关闭`) : text(`opens on ${when.en}`, `${when['zh-CN']} 开放`)
}
