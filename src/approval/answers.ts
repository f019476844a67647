import type { Reply } from '../chat/channel.ts'
import { spanText } from '../kit/duration.ts'
import { printable } from '../kit/printable.ts'
import { joinText, type Text, text } from '../kit/text.ts'
import type { GateState, HeardAsk, Refusal, Verdict } from './gate.ts'
import { votersOf } from './policy.ts'
import { approversFor, missingVoters } from './votes.ts'

/** What somebody is told about an act: one sentence or two, to be read on a phone. `now` in milliseconds since 1970. */
export function answerTo(
  state: GateState,
  ask: HeardAsk,
  verdict: Verdict,
  now: number,
): { readonly words: Text; readonly kind: Reply['kind'] } {
  if (verdict.kind === 'counted') return { words: countedWords(state, verdict), kind: 'counted' }
  if (verdict.kind === 'withdrawn') return { words: text('Your vote was withdrawn.', '你的表态已撤回。'), kind: 'counted' }
  if (verdict.kind === 'status') return { words: statusWords(state, now), kind: 'status' }
  return { words: refusals[verdict.kind](state, ask), kind: 'refused' }
}

function countedWords(state: GateState, { verdict, repeated }: Extract<Verdict, { kind: 'counted' }>): Text {
  const again = repeated ? text('You had said so already. ', '你之前已作此表态。') : text('', '')
  const what =
    verdict === 'approve' ? text('Your approval counts.', '你的同意已计入。') : text('Your rejection counts.', '你的拒绝已计入。')
  return joinText([again, what, text(' ', ''), progressWords(state)], '')
}

/** `1 of 2`, or what it has come to. */
export function progressWords(state: GateState): Text {
  const { request, votes, status } = state
  if (status !== 'pending') return decidedWords(state)
  const parts = request.policy.requirements.map((requirement) => {
    const given = Math.min(approversFor(requirement, votes).length, requirement.count)
    const from = named(requirement.from.length > 0 ? requirement.from : ['admins'])
    return text(`${given} of ${requirement.count} from ${from.en}`, `${from['zh-CN']} 已同意 ${given}/${requirement.count}`)
  })
  return joinText(
    [
      text('So far: ', '目前：'),
      text(parts.map(({ en }) => en).join(', '), parts.map((part) => part['zh-CN']).join('，')),
      text('.', '。'),
    ],
    '',
  )
}

/** What became of a request, by whom. */
export function decidedWords({ request: { id }, status, decidedBy }: GateState): Text {
  const by = listed(decidedBy)
  if (status === 'approved')
    return decidedBy.length > 0
      ? text(`Request ${id} was approved by ${by.en}.`, `请求 ${id} 已由 ${by['zh-CN']} 批准。`)
      : text(`Request ${id} was approved: nobody objected in time.`, `请求 ${id} 已批准：时限内无人反对。`)
  if (status === 'rejected') return text(`Request ${id} was rejected by ${by.en}.`, `请求 ${id} 已被 ${by['zh-CN']} 拒绝。`)
  if (status === 'expired') return text(`Request ${id} has expired: its time is over.`, `请求 ${id} 已过期：审批时限已到。`)
  if (status === 'superseded') return text(`Request ${id} was replaced by ${by.en}.`, `请求 ${id} 已被 ${by['zh-CN']} 取代。`)
  if (status === 'cancelled') return text(`Request ${id} was cancelled with its run.`, `请求 ${id} 已随运行取消。`)
  return text(`Request ${id} is open.`, `请求 ${id} 尚未决定。`)
}

function statusWords(state: GateState, now: number): Text {
  if (state.status !== 'pending') return decidedWords(state)
  const left = spanText(state.request.deadline - now)
  const missing = missingVoters(state.request.policy, state.votes)
  const who = named(missing)
  const parts = [
    decidedWords(state),
    progressWords(state),
    text(`Time left: ${left.en}.`, `剩余时间：${left['zh-CN']}。`),
    ...(missing.length > 0 ? [text(`Can decide: ${who.en}.`, `可作决定：${who['zh-CN']}。`)] : []),
  ]
  return text(parts.map(({ en }) => en).join(' '), parts.map((part) => part['zh-CN']).join(''))
}

const listed = (names: readonly string[]): Text => text(names.join(', '), names.join('、'))

/** Names one after the other, the first few of many: an answer to a click has room for 200 characters (facts/chat.md 1.2). */
function named(names: readonly string[]): Text {
  const first = listed(names.slice(0, mostNames))
  const more = names.length - mostNames
  return more > 0 ? text(`${first.en} and ${more} more`, `${first['zh-CN']} 及另外 ${more} 人`) : first
}
const mostNames = 4

const onlyVoters = ({ request }: GateState): Text => {
  const who = named(votersOf(request.policy))
  return text(`Not counted: only ${who.en} can decide this.`, `未计入：只有 ${who['zh-CN']} 可以决定此请求。`)
}

const refusals: Readonly<Record<Refusal, (state: GateState, ask: HeardAsk) => Text>> = {
  'unknown-person': (_, ask) => {
    const [id, platform] = [printable(ask.user, 60), ask.platform]
    return text(
      `Not counted: you are not on the list (your ${platform} id is ${id}).`,
      `未计入：你不在审批人名单中（你的 ${platform} ID 是 ${id}）。`,
    )
  },
  'not-eligible': onlyVoters,
  'no-identity': onlyVoters,
  requester: () => text('Not counted: you asked for it yourself.', '未计入：这是你自己发起的请求。'),
  author: () => text('Not counted: you wrote commits of this release.', '未计入：你是此次发布中提交的作者。'),
  'reason-missing': ({ request }, { does, by }) => {
    if (by === 'page') return text('Not counted: a reason is needed. Fill in the field.', '未计入：需要说明理由。请填写理由栏。')
    const command = `/${does} ${request.id}`
    return text(`Not counted: a reason is needed. Write: ${command} <reason>`, `未计入：需要说明理由。请发送：${command} <理由>`)
  },
  outdated: () => text('Not counted: you have decided otherwise since.', '未计入：你之后已另作表态。'),
  'nothing-to-withdraw': () => text('There was no vote of yours to withdraw.', '没有可撤回的表态。'),
  expired: () => text('Not counted: the time for this request is over.', '未计入：该请求的审批时限已过。'),
  decided: (state) => {
    const end = decidedWords(state)
    return text(`Too late. ${end.en}`, `已无法计入。${end['zh-CN']}`)
  },
  'did-you-mean': ({ request }, { request: typed = '' }) => {
    const wrong = printable(typed, 20)
    return text(`There is no request ${wrong}. Did you mean ${request.id}?`, `没有请求 ${wrong}。你是不是指 ${request.id}？`)
  },
  'other-request': ({ request }, { request: typed = '' }) => {
    const other = printable(typed, 20)
    return text(`Not counted here: this is request ${request.id}, not ${other}.`, `此处未计入：这里是请求 ${request.id}，而不是 ${other}。`)
  },
}
