import { type Policy, votersOf } from '../../approval/policy.ts'
import { exclusionWords, resolvePolicy } from '../../approval/resolve-policy.ts'
import type { ApprovalSettings } from '../../config/approval.ts'
import { directoryOf } from '../../config/config.ts'
import type { Person } from '../../config/people.ts'
import { about, type Check } from '../../doctor/check.ts'
import { spanText } from '../../kit/duration.ts'
import { isKnownError } from '../../kit/errors.ts'
import { printable } from '../../kit/printable.ts'
import type { Io } from '../../kit/run.ts'
import { joinText, type Text, text } from '../../kit/text.ts'
import { findChanges } from '../find-changes.ts'
import { refuseNoTime, settingsWith, tooLongForJob } from '../read-approval.ts'
import { refuseSharedIds } from '../refuse-shared-ids.ts'
import type { ReleaseInputs } from '../release-inputs.ts'
import { refuseOddRequesters, requesterLogins } from '../requester-logins.ts'
import { requestersOf } from '../run-request.ts'
import { decidingPlatforms } from './asked-channels.ts'
import type { Examination } from './examine.ts'
import { findings } from './findings.ts'
import { quietIo } from './quiet-io.ts'

/** Who decides, worked out as for a real request. */
export interface PolicyChecks {
  readonly checks: readonly Check[]
  /** Everyone who may decide; nobody where the policy does not work out. */
  readonly voters: readonly Person[]
}

/** `withAuthors`: GitHub is asked who wrote the commits, where the policy excludes them. */
export async function policyChecks(io: Io, inputs: ReleaseInputs, examination: Examination, withAuthors: boolean): Promise<PolicyChecks> {
  const { policy } = examination
  if (!policy?.settings) return { checks: [], voters: [] }
  const settings = settingsWith(policy.settings, inputs)
  const found = findings()
  const name = text('policy', '策略')
  found.attempt('approval', text('time', '时限'), () => refuseNoTime(settings.timeout))
  const directory = found.attempt('approval', text('people', '人员'), () => directoryOf(policy.config))
  if (!directory) return { checks: found.checks, voters: [] }
  found.attempt('approval', text('people', '人员'), () => refuseSharedIds(directory.people))
  found.attempt('approval', 'requested-by', () => refuseOddRequesters(inputs['requested-by'], directory.people))
  const requesters = requestersOf(io.env, requesterLogins(inputs['requested-by'], directory.people))
  const authors = withAuthors && settings.exclude.includes('authors') ? await authorsOf(io, inputs, examination, found.checks) : []
  const parties = { project: policy.project, environment: policy.environment.name, requesters, authors }
  const platforms = decidingPlatforms(policy.config, settings.channels)
  const resolved = found.attempt('approval', name, () => resolvePolicy(settings, directory, { ...parties, platforms }))
  if (!resolved) return { checks: found.checks, voters: [] }
  const names = votersOf(resolved)
  const voters = directory.people.filter((person) => names.includes(person.name))
  return { checks: [...found.checks, ...wordsOf(io, settings, resolved, requesters, voters)], voters }
}

/** Logins; a line where they cannot be found out, as the release would end there. */
async function authorsOf(
  io: Io,
  { environment }: ReleaseInputs,
  { github, asksFor }: Examination,
  checks: Check[],
): Promise<readonly string[]> {
  try {
    return asksFor ? (await findChanges(quietIo(io), { environment, ...asksFor }, github, true)).authors : []
  } catch (error) {
    if (!isKnownError(error)) throw error
    checks.push(about('approval', text('authors', '作者')).failedBy(error))
    return []
  }
}

function wordsOf(
  io: Io,
  settings: ApprovalSettings,
  policy: Policy,
  requesters: readonly string[],
  voters: readonly Person[],
): readonly Check[] {
  const check = about('approval', text('policy', '策略'))
  const span = spanText(settings.timeout)
  const sets = policy.requirements.map(({ count, from, eligible }) => {
    const [set, people] = [printable(from.join(', ') || 'admins', 200), printable(eligible.join(', '), 400)]
    return text(`${count} of ${set} (${people})`, `${set} 中的 ${count} 人（${people}）`)
  })
  const all = joinText(sets, text(' and ', '，且 '))
  const needs = text(
    `${all.en}; ${policy.rejectBy} rejection(s) end it; ${span.en} to decide.`,
    `${all['zh-CN']}；${policy.rejectBy} 人拒绝即结束；审批时限 ${span['zh-CN']}。`,
  )
  const asker =
    requesters.length > 0 || settings.selfApproval
      ? []
      : [check.ok(text('Who asks is not known here: nobody is left out as the requester.', '此处无法得知发起人：未排除任何发起人。'))]
  return [check.ok(needs), ...asker, ...exclusionChecks(policy), ...timeChecks(io, settings), ...namelessChecks(settings, voters)]
}

/** Who asked may be left out on purpose; who has no id could be helped. */
const exclusionChecks = ({ excluded }: Policy): readonly Check[] =>
  excluded.map(({ person, because }) => {
    const check = about('approval', person)
    const why = exclusionWords[because]
    const words = text(`Cannot decide: ${why.en}.`, `不能作决定：${why['zh-CN']}。`)
    return because === 'no-identity' ? check.warning(words, addIds) : check.ok(words)
  })

const addIds = text(
  'Add an id of theirs on one of “approval.channels” under “people:”, or a channel that knows them.',
  '请在“people:”下填写其在“approval.channels”某个渠道上的 ID，或添加认识此人的渠道。',
)

function timeChecks({ env }: Io, { timeout, onTimeout }: ApprovalSettings): readonly Check[] {
  const check = about('approval', text('time', '时限'))
  const tooLong = env.GITHUB_ACTIONS === 'true' ? tooLongForJob(env, timeout) : undefined
  return [
    ...(tooLong ? [check.warning(tooLong, text('Make “timeout” shorter.', '请缩短“timeout”。'))] : []),
    ...(onTimeout === 'approve' ? [check.warning(...silenceIsYes)] : []),
  ]
}

const silenceIsYes: [Text, Text] = [
  text('Silence counts as a yes: nobody needs to approve a release.', '超时视为同意：发布可能无人审批即通过。'),
  text('Set “on-timeout: reject”, unless that is what you want.', '除非有意如此，请设置“on-timeout: reject”。'),
]

/** Voters whom GitHub's logins do not tell apart from whoever asked. */
function namelessChecks({ selfApproval }: ApprovalSettings, voters: readonly Person[]): readonly Check[] {
  const nameless = selfApproval ? [] : voters.filter(({ github }) => github === undefined).map(({ name }) => name)
  if (nameless.length === 0) return []
  const names = printable(nameless.join(', '), 300)
  return [
    about('approval', names).warning(
      text('Without “github:”: known by name alone when it is judged who asked.', '没有“github:”：判断是否为发起人时只能按名称比较。'),
      text('Add their GitHub logins under “people:”.', '请在“people:”下填写其 GitHub 登录名。'),
    ),
  ]
}
