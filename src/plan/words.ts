import { spanText } from '../kit/duration.ts'
import { printable } from '../kit/printable.ts'
import { joinText, type Text, text } from '../kit/text.ts'
import { dayAndTime } from '../kit/wall-clock.ts'
import type { OnClose } from './entry.ts'
import type { Refusal } from './refusal.ts'

/** An instant as people of a zone read it, with the zone. */
export const instantWords = (at: number, zone: string): Text =>
  text(`${dayAndTime(at, zone, 'en')} (${zone})`, `${dayAndTime(at, zone, 'zh-CN')}（${zone}）`)

/** What is wrong, and what to do about it. */
export const refusalOf = ({ problem, remedy }: Refusal): Text => joinText([problem, ...(remedy ? [remedy] : [])])

const ruleWords = (rule: string): string => printable(rule, 100)

export function moved(due: number, zone: string): Text {
  const when = instantWords(due, zone)
  return text(`It was moved: it is planned for ${when.en}.`, `已改期：计划于 ${when['zh-CN']}。`)
}

export function takenBack(state: 'cancelled' | 'skipped', by: string, reason: string): Text {
  const who = by ? text(` by ${printable(by)}`, `（操作者：${printable(by)}）`) : text('', '')
  const why = reason ? text(`: ${printable(reason, 300)}`, `：${printable(reason, 300)}`) : text('.', '。')
  const done = state === 'cancelled' ? text('It was cancelled', '已取消') : text('It is left out', '已跳过')
  return text(`${done.en}${who.en}${why.en}`, `${done['zh-CN']}${who['zh-CN']}${why['zh-CN']}`)
}

export function putOff(rule: string, opensAt: number, zone: string): Text {
  const when = instantWords(opensAt, zone)
  return text(
    `Put off by “${ruleWords(rule)}” until the next opening: ${when.en}.`,
    `因“${ruleWords(rule)}”推迟到下一个开放时间：${when['zh-CN']}。`,
  )
}

export function frozen(rule: string, at: number, zone: string): Text {
  const when = instantWords(at, zone)
  return text(`“${ruleWords(rule)}” forbids a release at ${when.en}.`, `“${ruleWords(rule)}”禁止在 ${when['zh-CN']} 发布。`)
}

export function frozenAsked(rule: string, at: number, zone: string, id: string): Text {
  const forbidden = frozen(rule, at, zone)
  return text(
    `${forbidden.en} Two people may let it start all the same (“/override ${id} <reason>”, each of them); or “/postpone ${id} <time>”, “/cancel ${id}”.`,
    `${forbidden['zh-CN']} 两个人分别评论“/override ${id} <原因>”可以例外放行；也可以“/postpone ${id} <时间>”或“/cancel ${id}”。`,
  )
}

export function missed(late: number): Text {
  const by = spanText(late)
  return text(
    `No tick came in time: it is ${by.en} late, and it may not be as late as that. It is not started.`,
    `没有及时触发：已晚 ${by['zh-CN']}，超出允许的延迟，不再启动。`,
  )
}

export function missedWaiting(id: string, late: number): Text {
  const by = spanText(late)
  return text(
    `It needs “${id}”, which is not released ${by.en} after its time, and it may not be as late as that. It is not started.`,
    `它依赖的“${id}”在计划时间 ${by['zh-CN']}后仍未发布，超出允许的延迟，不再启动。`,
  )
}

export function lateAsked(late: number, id: string): Text {
  const by = spanText(late)
  return text(
    `No tick came in time: it is ${by.en} late. Start it with “/run ${id}”, or “/postpone ${id} <time>”, “/skip ${id}”.`,
    `没有及时触发：已晚 ${by['zh-CN']}。可以用“/run ${id}”启动，或“/postpone ${id} <时间>”“/skip ${id}”。`,
  )
}

export const needBroken = (id: string): Text =>
  text(`It needs “${id}”, which was not released. It is not started.`, `它依赖的“${id}”没有发布成功，不再启动。`)

export const needWaiting = (id: string): Text =>
  text(`It is due and waits for “${id}”, which it needs.`, `时间已到，正在等待它依赖的“${id}”。`)

export const gone: Text = text('It is not in the plan any more. It is not started.', '计划中已没有该条目，不再启动。')

export const unknownStart: Text = text(
  'Whether GitHub has started it could not be found out. So that nothing is released twice, it is not started again: look at the runs of the workflow.',
  '无法确认 GitHub 是否已启动它。为避免重复发布，不会再次启动：请查看该工作流的运行列表。',
)

export function started(late: number): Text {
  if (late < 1000) return text('Started on time.', '已准时启动。')
  const by = spanText(late)
  return text(`Started ${by.en} after its time.`, `已启动，比计划晚 ${by['zh-CN']}。`)
}

export const heldUntil = (start: number, zone: string): Text => {
  const when = instantWords(start, zone)
  return text(`Held until ${when.en}.`, `等待至 ${when['zh-CN']}。`)
}

export const setOut: Text = text('GitHub is told to start it.', '正在通知 GitHub 启动。')
export const notStartedYet: Text = text('It was not started; it is tried again.', '尚未启动，将再次尝试。')
export const changed: Text = text('It was changed at the last moment.', '条目在最后时刻有变动。')

export function claimed(id: string, start: number, zone: string): Text {
  const when = instantWords(start, zone)
  return text(`${printable(id)}: held until ${when.en}.`, `${printable(id)}：等待至 ${when['zh-CN']}。`)
}

const endings = {
  released: text('Its run ended well.', '运行成功结束。'),
  failed: text('Its run failed.', '运行失败。'),
  stopped: text('Its run was cancelled.', '运行已被取消。'),
} as const
export const ended = (state: keyof typeof endings): Text => endings[state]

export function reminded(before: number): Text {
  const span = spanText(before)
  return text(`Reminder of ${span.en} before.`, `提前 ${span['zh-CN']}的提醒。`)
}

export const startedEarly: Text = text(
  'Started early; its environment holds it until its time.',
  '已提前启动；由其环境的等待计时器保持到计划时间。',
)
export const halting: Text = text(
  'Its waiting run is being stopped: the plan or the calendar says something else by now.',
  '正在停止其等待中的运行：计划或日历已有变动。',
)
export const halted: Text = text('Its waiting run was stopped before its time.', '其等待中的运行已在计划时间前停止。')

/** The calendar closed while its run was at work. */
export function closed(rule: string, does: OnClose): Text {
  const name = ruleWords(rule)
  return does === 'finish'
    ? text(`“${name}” closed the calendar while its run is at work; it may finish.`, `运行期间日历因“${name}”关闭；运行将继续完成。`)
    : text(`“${name}” closed the calendar while its run is at work; it is being cancelled.`, `运行期间日历因“${name}”关闭；正在取消运行。`)
}

export function stoppedByClose(rule: string): Text {
  const name = ruleWords(rule)
  return text(`Its run was cancelled, because “${name}” closed the calendar.`, `因“${name}”关闭日历，其运行已被取消。`)
}

export function opened(due: number, zone: string): Text {
  const when = instantWords(due, zone)
  return text(`Nothing forbids its time any more: it is planned for ${when.en} again.`, `其计划时间不再被禁止：恢复为 ${when['zh-CN']}。`)
}

export function overBefore(run: string): Text {
  const where = run ? text(` (see ${printable(run, 300)})`, `（见 ${printable(run, 300)}）`) : text('', '')
  return text(
    `It was started already${where.en}, and no entry starts twice. For another release give it a new id, or a row of its own.`,
    `它已经启动过${where['zh-CN']}，任何条目都不会启动两次。要再次发布，请使用新的编号或新的一行。`,
  )
}
