import { spanText } from '../kit/duration.ts'
import { markdown } from '../kit/printable.ts'
import { type Locale, type Text, text } from '../kit/text.ts'
import { dayAndTime } from '../kit/wall-clock.ts'
import { decidedWords } from './answers.ts'
import type { GateState, HistoryEntry, Refusal, Status } from './gate.ts'
import { exclusionWords } from './resolve-policy.ts'

interface Options {
  readonly locale: Locale
  /** IANA name. */
  readonly timeZone: string
}

/** The whole story of a request as Markdown, for the page of the run: what was asked, who decided, everything that happened. */
export function reportOf(state: GateState, { locale, timeZone }: Options): string {
  const { request } = state
  const say = ({ [locale]: words }: Text) => words
  const title = markdown(request.title || `${request.project} ${request.version}`, 200)
  const facts: [Text, string][] = [
    [text('Environment', '环境'), request.environment],
    [text('Version', '版本'), request.version],
    [text('Commit', '提交'), request.commit],
    [text('Asked by', '发起人'), request.requestedBy.join(', ')],
    [text('Request', '请求'), request.id],
  ]
  return [
    `### ${marks[state.status]} ${say(outcomeWords[state.status])}: ${title} → ${markdown(request.environment)}`,
    '',
    markdown(say(decidedWords(state)), 500),
    '',
    ...facts.filter(([, value]) => value).map(([label, value]) => `- ${say(label)}: ${markdown(value)}`),
    '',
    ...policyLines(state, locale),
    '',
    `| ${say(text('Time', '时间'))} | ${say(text('Who', '谁'))} | ${say(text('Where', '渠道'))} | ${say(text('What', '事件'))} |`,
    '| --- | --- | --- | --- |',
    ...state.history.map((entry) => historyRow(entry, locale, timeZone)),
    '',
  ].join('\n')
}

const marks: Readonly<Record<GateState['status'], string>> = {
  pending: '⏳',
  approved: '✅',
  rejected: '❌',
  expired: '⌛',
  cancelled: '⏹',
  superseded: '⏭',
}

const outcomeWords: Readonly<Record<GateState['status'], Text>> = {
  pending: text('Waiting', '等待中'),
  approved: text('Approved', '已批准'),
  rejected: text('Rejected', '已拒绝'),
  expired: text('Expired', '已过期'),
  cancelled: text('Cancelled', '已取消'),
  superseded: text('Superseded', '已被取代'),
}

/** The policy as it applies to a request: who could decide, and who could not and why. */
export function policyLines({ request }: GateState, locale: Locale): string[] {
  const { requirements, excluded, rejectBy, onTimeout } = request.policy
  const needed = requirements.map(({ count, from, eligible }) => {
    const [set, people] = [markdown(from.join(', ') || 'admins'), markdown(eligible.join(', '), 500)]
    return `- ${text(`${count} of ${set}: ${people}`, `${set} 中的 ${count} 人：${people}`)[locale]}`
  })
  const left = excluded.map(({ person, because }) => {
    const [name, why] = [markdown(person), exclusionWords[because][locale]]
    return `- ${text(`Not ${name}: ${why}`, `不含 ${name}：${why}`)[locale]}`
  })
  const span = spanText(request.deadline - request.opened)
  const end = onTimeout === 'approve' ? text('then approved', '到时视为同意') : text('then expired', '到时过期')
  const rest = text(
    `Ended by ${rejectBy} rejection(s); time to decide: ${span.en}, ${end.en}.`,
    `${rejectBy} 人拒绝即结束；审批时限：${span['zh-CN']}，${end['zh-CN']}。`,
  )
  return [...needed, ...left, `- ${rest[locale]}`]
}

function historyRow({ at, what, person, user, channel, words }: HistoryEntry, locale: Locale, timeZone: string): string {
  const time = dayAndTime(at, timeZone, locale, true)
  const told = words ? `: ${markdown(toldWords(what, words, locale), 300)}` : ''
  return `| ${time} | ${markdown(person ?? user ?? '', 80)} | ${markdown(channel ?? '', 60)} | ${entryWords[what][locale]}${told} |`
}

/** Why an act did not count, and how it ended, stand there by their names in the code. */
function toldWords(what: HistoryEntry['what'], words: string, locale: Locale): string {
  if (what === 'refused') return refusalWords[words as Refusal]?.[locale] ?? words
  return what === 'settled' ? (outcomeWords[words as Status]?.[locale] ?? words) : words
}

const refusalWords: Readonly<Record<Refusal, Text>> = {
  'unknown-person': text('not on the list', '不在名单中'),
  'not-eligible': text('may not decide this', '无权决定'),
  ...exclusionWords,
  'reason-missing': text('no reason was given', '未说明理由'),
  outdated: text('said otherwise since', '之后已另作表态'),
  'nothing-to-withdraw': text('there was nothing to withdraw', '没有可撤回的表态'),
  expired: text('too late', '已过时限'),
  decided: text('decided before', '此前已有结果'),
  'did-you-mean': text('an id that there is not', '请求编号不存在'),
  'other-request': text('the id of another request', '其他请求的编号'),
}

const entryWords: Readonly<Record<HistoryEntry['what'], Text>> = {
  opened: text('opened', '已发起'),
  asked: text('asked for the state', '查询状态'),
  approved: text('approved', '同意'),
  rejected: text('rejected', '拒绝'),
  withdrawn: text('withdrew the vote', '撤回表态'),
  refused: text('not counted', '未计入'),
  reminded: text('reminded', '已提醒'),
  settled: text('settled', '已结束'),
  resumed: text('taken up again', '继续等待'),
}
