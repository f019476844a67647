import type { Fact } from '../chat/message.ts'
import { spanText } from '../kit/duration.ts'
import { type Locale, type Text, text } from '../kit/text.ts'
import { dayAndTime, dayWords, timeWords, wallClock } from '../kit/wall-clock.ts'
import type { GateState } from './gate.ts'
import { oneLine } from './one-line.ts'
import type { ApprovalRequest } from './request.ts'

interface FactContext {
  readonly locale: Locale
  readonly timeZone: string
  /** Milliseconds since 1970. */
  readonly now: number
}

export const listed = (names: readonly string[], locale: Locale): string => names.join(text(', ', '、')[locale])

/** Most important first; the last are given up first where there is no room. */
export function factsOf(state: GateState, { locale, timeZone, now }: FactContext): readonly Fact[] {
  const { request } = state
  const fact = (label: Text, value: string, url = ''): Fact[] =>
    value ? [{ label: label[locale], value: oneLine(value), ...(url ? { url } : {}) }] : []
  const [, root] = /^(.+)\/actions\/runs\/\d/.exec(request.runUrl) ?? []
  return [
    ...fact(text('Environment', '环境'), request.level === 'production' ? `${request.environment} ⚠` : request.environment),
    ...fact(text('Project', '项目'), request.project),
    ...fact(text('Version', '版本'), request.version),
    ...fact(text('Only servers', '仅限服务器'), listed(request.servers ?? [], locale)),
    ...fact(text('Commit', '提交'), request.commit.slice(0, 12), root && request.commit ? `${root}/commit/${request.commit}` : ''),
    ...fact(text('Asked by', '发起人'), listed(request.requestedBy, locale)),
    ...fact(...timeFact(state, { locale, timeZone, now })),
    ...fact(text('Ref', '引用'), request.ref),
    ...fact(text('Workflow', '工作流'), workflowWords(request)[locale]),
  ]
}

/** `Release #42 (started by hand)`: by that people find the run, and know what kind of release it is. */
function workflowWords({ workflow, runNumber = '', event = '' }: ApprovalRequest): Text {
  const run = [workflow, runNumber && `#${runNumber}`].filter((part) => part !== '').join(' ')
  const how = Object.hasOwn(eventWords, event) ? eventWords[event as keyof typeof eventWords] : text(event, event)
  return event ? text(`${run} (${how.en})`, `${run}（${how['zh-CN']}）`) : text(run, run)
}

/** The usual events of GitHub; any other is told by its own name. */
const eventWords = {
  workflow_dispatch: text('started by hand', '手动启动'),
  repository_dispatch: text('started by a program', '由程序启动'),
  schedule: text('on schedule', '定时启动'),
  push: text('push', '推送'),
  release: text('release published', '发布 release'),
  pull_request: text('pull request', '拉取请求'),
} as const

/** What is left changes while the card stands: it is told with the moment at which it was so, behind what does not change. */
function timeFact({ request, settled }: GateState, { locale, timeZone, now }: FactContext): [Text, string] {
  const clock = (at: number) => `${dayAndTime(at, timeZone, locale)} ${timeZone}`
  if (settled !== undefined) {
    const waited = spanText(settled - request.opened)
    return [text('Closed', '结束时间'), `${clock(settled)} (+${waited[locale]})`]
  }
  const [left, until] = [spanText(request.deadline - now)[locale], clock(request.deadline)]
  const dayOf = (at: number) => dayWords(wallClock(at, timeZone), locale)
  const isSameDay = dayOf(now) === dayOf(request.deadline)
  const at = isSameDay ? timeWords(wallClock(now, timeZone), locale) : dayAndTime(now, timeZone, locale)
  return [text('Time left', '剩余时间'), text(`until ${until} (${left} at ${at})`, `至 ${until}（${at} 时为 ${left}）`)[locale]]
}
