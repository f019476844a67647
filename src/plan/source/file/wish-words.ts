import { nearest } from '../../../kit/nearest.ts'
import { printable } from '../../../kit/printable.ts'
import { type Text, text } from '../../../kit/text.ts'
import type { PlanEntry } from '../../entry.ts'

/** Words that people write where a plan has a column for the state of an entry. */
const words = {
  run: ['planned', 'scheduled', 'confirmed', 'run', '计划', '已计划', '待发布', '未开始', '已确认'],
  cancelled: ['cancelled', 'canceled', 'cancel', '取消', '已取消'],
  skipped: ['skipped', 'skip', '跳过', '已跳过'],
} as const satisfies Record<PlanEntry['wish'], readonly string[]>

const wishes = Object.keys(words) as PlanEntry['wish'][] // the keys of a literal

/** What a state asks for. A word that is not known is a mistake: it may be a cancellation that nobody understood. */
export function wishIn(state: string): PlanEntry['wish'] | { readonly problem: Text; readonly remedy: Text } {
  const given = state.trim().toLowerCase()
  const wish = given === '' ? 'run' : wishes.find((each) => words[each].some((word) => word === given))
  if (wish) return wish
  const shown = printable(state, 60)
  const [guess] = nearest(given, Object.values(words).flat(), 1)
  return {
    problem: text(`Expected planned, cancelled or skipped; found “${shown}”.`, `应为“计划”“取消”或“跳过”；实际为“${shown}”。`),
    remedy:
      guess === undefined
        ? text('Leave it empty for a release that shall start.', '要启动的发布请留空。')
        : text(`Did you mean “${guess}”?`, `是否想写“${guess}”？`),
  }
}
