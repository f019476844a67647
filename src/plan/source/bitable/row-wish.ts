import { printable } from '../../../kit/printable.ts'
import { text } from '../../../kit/text.ts'
import type { PlanEntry } from '../../entry.ts'
import type { Cell } from './cell.ts'
import type { CellMistake } from './row-value.ts'
import { type StatusWish, takenBackBy, wishOf } from './status.ts'

type Wish = { readonly wish: PlanEntry['wish'] } | { readonly role: 'status' | 'cancelled'; readonly mistake: CellMistake }

/** Whether a row was taken back, by the column for that or by the word in the column of states. What is not understood does not start. */
export function rowWish(cancelled: Cell, status: Cell): Wish {
  const taken = takenBack(cancelled)
  if (taken === undefined) return { role: 'cancelled', mistake: notUnderstood(cancelled) }
  if (taken === 'cancelled' || taken === 'skipped') return { wish: taken }
  const wished = status.kind === 'words' ? wishOf(status.words.join(' ')) : 'run'
  if (status.kind === 'strange') return { role: 'status', mistake: notUnderstood(status) }
  if (wished !== 'hold' && taken !== 'hold') return { wish: wished }
  return wished === 'hold' ? { role: 'status', mistake: held(status) } : { role: 'cancelled', mistake: held(cancelled) }
}

/** Whether the column of states holds a word of somebody about whether it shall start: nothing is written over it. */
export const isWish = (status: Cell): boolean => status.kind === 'words' && wishOf(status.words.join(' ')) !== 'run'

function takenBack(cell: Cell): StatusWish | undefined {
  if (cell.kind === 'empty') return 'run'
  if (cell.kind === 'flag') return cell.isSet ? 'cancelled' : 'run'
  return cell.kind === 'words' ? takenBackBy(cell.words.join(' ')) : undefined
}

const shown = (cell: Cell): string => (cell.kind === 'words' ? printable(cell.words.join(' '), 60) : '…')

const held = (cell: Cell): CellMistake => {
  const words = shown(cell)
  return {
    problem: text(`“${words}” sounds as if it shall not start.`, `“${words}”似乎表示不应启动。`),
    remedy: text(
      'Write “cancelled” or “skipped” to take it back; leave the cell empty for a release that shall start.',
      '要撤回请填“取消”或“跳过”；要启动的发布请留空。',
    ),
  }
}

const notUnderstood = (cell: Cell): CellMistake => {
  const words = shown(cell)
  return {
    problem: text(`Expected yes, no, cancelled or skipped; found “${words}”.`, `应为“是”“否”“取消”或“跳过”；实际为“${words}”。`),
    remedy: text('Leave it empty for a release that shall start.', '要启动的发布请留空。'),
  }
}
