import { cut } from '../chat/fit.ts'
import type { Line, Link, Mention, Message, Section, Tone } from '../chat/message.ts'
import type { Person } from '../config/people.ts'
import { spanText } from '../kit/duration.ts'
import { printableLines } from '../kit/printable.ts'
import { joinText, type Locale, type Text, text } from '../kit/text.ts'
import { decidedWords } from './answers.ts'
import { changesSection } from './card-changes.ts'
import { factsOf, listed } from './card-facts.ts'
import type { Changes } from './changes.ts'
import type { GateState, Status } from './gate.ts'
import { oneLine } from './one-line.ts'
import { isUrgent } from './reminders.ts'
import { approversFor, isMet, missingVoters, type Vote } from './votes.ts'

export interface CardContext {
  readonly changes: Changes
  readonly locale: Locale
  readonly timeZone: string
  /** Milliseconds since 1970. */
  readonly now: number
}

/** What approvers see of a request, at any time of its life. */
export function cardOf(state: GateState, context: CardContext): Message {
  const { request, status } = state
  const say = ({ [context.locale]: words }: Text) => words
  const isOpen = status === 'pending'
  return {
    headline: say(headline(state)),
    tone: tones[status],
    level: request.level,
    facts: factsOf(state, context),
    sections: [description(state, context), requirements(state, context), changesSection(context)].flat(),
    links: linksOf(state, context),
    mentions: [],
    footer: say(isOpen ? text(`Request ${request.id}`, `请求 ${request.id}`) : joinText([decidedWords(state), follows[status]])),
    about: { id: request.id, event: isOpen ? 'approval.requested' : 'approval.settled' },
    ...(isOpen
      ? {
          decision: {
            id: request.id,
            approve: say(text('Approve', '同意')),
            reject: say(text('Reject', '拒绝')),
            hint: say(hint(request.policy.reason)),
            deadline: request.deadline,
          },
        }
      : {}),
  }
}

const tones: Readonly<Record<Status, Tone>> = {
  pending: 'waiting',
  approved: 'good',
  rejected: 'bad',
  expired: 'warning',
  cancelled: 'neutral',
  superseded: 'neutral',
}

/** What comes of it for the release. */
const follows: Readonly<Record<Status, Text>> = {
  pending: text('', ''),
  approved: text('The release goes on.', '发布继续。'),
  rejected: text('The release does not go out.', '此次发布不会进行。'),
  expired: text('The release does not go out.', '此次发布不会进行。'),
  cancelled: text('The release does not go out.', '此次发布不会进行。'),
  superseded: text('This one does not go out.', '此次发布不会进行。'),
}

const hint = (reason: 'optional' | 'on-reject' | 'always'): Text => {
  if (reason === 'always') return text('A reason is needed.', '需要说明理由。')
  return reason === 'on-reject' ? text('A rejection needs a reason.', '拒绝时需要说明理由。') : text('', '')
}

function headline({ request, status }: GateState): Text {
  const what = cut(oneLine(request.title) || oneLine(`${request.project} ${request.version}`), 120)
  const where = request.environment
  if (status === 'pending') return text(`Release ${what} to ${where}?`, `是否将 ${what} 发布到 ${where}？`)
  const end = outcomes[status]
  return text(`${end.en}: ${what} to ${where}`, `${end['zh-CN']}：${what} 发布到 ${where}`)
}

const outcomes: Readonly<Record<Exclude<Status, 'pending'>, Text>> = {
  approved: text('Approved', '已批准'),
  rejected: text('Rejected', '已拒绝'),
  expired: text('Expired', '已过期'),
  cancelled: text('Cancelled', '已取消'),
  superseded: text('Superseded', '已被取代'),
}

const description = ({ request }: GateState, { locale }: CardContext): Section[] =>
  request.description.trim() ? [{ title: text('Description', '说明')[locale], lines: linesOf(request.description) }] : []

/** Without empty lines at the ends, and with one between two parts at most. */
const linesOf = (words: string): Line[] =>
  printableLines(words.trim())
    .map((line) => ({ words: oneLine(line) }))
    .filter((line, index, all) => line.words !== '' || all[index - 1]?.words !== '')

/** What is needed and who has spoken. */
function requirements(state: GateState, { locale }: CardContext): Section[] {
  const { request, votes } = state
  const lines = request.policy.requirements.map((requirement): Line => {
    const from = listed(requirement.from, locale) || 'admins'
    const given = approversFor(requirement, votes)
    const mark = isMet(requirement, votes) ? '✓' : '○'
    const names = given.length > 0 ? ` — ${listed(given, locale)}` : ''
    const progress = `${Math.min(given.length, requirement.count)}/${requirement.count}`
    return { words: `${mark} ${text(`${progress} of ${from}`, `${from} 已同意 ${progress}`)[locale]}${names}` }
  })
  return [{ title: text('Approvals', '审批进度')[locale], lines: [...lines, ...votes.flatMap((vote) => voteLine(vote, locale))] }]
}

/** Votes that the list of approvals does not tell by itself: rejections, and reasons. */
function voteLine({ person, verdict, reason }: Vote, locale: Locale): Line[] {
  const said = cut(oneLine(reason), 300)
  if (verdict === 'approve' && !said) return []
  const what = verdict === 'approve' ? text('approves', '同意') : text('rejects', '拒绝')
  const why = said ? `${text(': ', '：')[locale]}${said}` : ''
  return [{ words: `${verdict === 'approve' ? '✓' : '✗'} ${person} ${what[locale]}${why}` }]
}

function linksOf({ request }: GateState, { changes, locale }: CardContext): readonly Link[] {
  const compare =
    (changes.kind === 'known' || changes.kind === 'back') && changes.compareUrl
      ? [{ label: text('Compare', '查看差异')[locale], url: changes.compareUrl }]
      : []
  return [...(request.runUrl ? [{ label: text('Run', '查看运行')[locale], url: request.runUrl }] : []), ...compare]
}

/** A reminder: whom it concerns, how much time is left. More urgent near the end, and for production earlier. */
export function reminderOf(state: GateState, people: readonly Person[], context: CardContext): Message {
  const { request } = state
  const { locale, now } = context
  const left = spanText(request.deadline - now)[locale]
  const urgent = isUrgent(request.level, request.opened, request.deadline, now)
  const what = `${cut(oneLine(`${request.project} ${request.version}`), 120)} → ${request.environment}`
  return {
    headline: urgent
      ? text(`⏰ ${left} left: ${what}`, `⏰ 仅剩 ${left}：${what}`)[locale]
      : text(`Still waiting (${left} left): ${what}`, `等待审批（剩余 ${left}）：${what}`)[locale],
    tone: urgent ? 'warning' : 'waiting',
    level: request.level,
    facts: [],
    sections: [],
    links: linksOf(state, context),
    mentions: people.map(mentionOf),
    footer: text(`Request ${request.id}`, `请求 ${request.id}`)[locale],
    about: { id: request.id, event: 'approval.reminded' },
  }
}

export const mentionOf = ({ name, roles: _roles, projects: _projects, ...ids }: Person): Mention => ({ name, ids })

/** The people whose vote is still missing. */
export const missingPeople = (state: GateState, people: readonly Person[]): readonly Person[] => {
  const missing = new Set(missingVoters(state.request.policy, state.votes))
  return people.filter(({ name }) => missing.has(name))
}
