import type { Changes } from '../approval/changes.ts'
import { votersOf } from '../approval/policy.ts'
import type { ApprovalRequest } from '../approval/request.ts'
import { resolvePolicy } from '../approval/resolve-policy.ts'
import type { ApprovalSettings } from '../config/approval.ts'
import type { Channel } from '../config/channels.ts'
import { type Config, directoryOf } from '../config/config.ts'
import { approvalSettings, environmentOf } from '../config/environment.ts'
import type { Person } from '../config/people.ts'
import { type GitHub, gitHubWith } from '../github/client.ts'
import { spanText } from '../kit/duration.ts'
import { InputError } from '../kit/errors.ts'
import { printable } from '../kit/printable.ts'
import type { Io } from '../kit/run.ts'
import { type Text, text } from '../kit/text.ts'
import { channelsFor, platformsOf } from './approval-channels.ts'
import type { ApproveInputs } from './approve-inputs.ts'
import { findChanges, searchFor } from './find-changes.ts'
import { leaveConfiguration } from './kept-configuration.ts'
import { loadProject } from './load-project.ts'
import { refuseSharedIds } from './refuse-shared-ids.ts'
import { refuseOddRequesters, requesterLogins } from './requester-logins.ts'
import { requestersOf, requestOf } from './run-request.ts'

/** All that is asked for, read and checked as far as it goes without telling anybody. */
export interface ApprovalOrder {
  readonly inputs: ApproveInputs
  readonly config: Config
  readonly settings: ApprovalSettings
  readonly request: ApprovalRequest
  /** Still being found out: nothing but the card waits for it. */
  readonly changes: Promise<Changes>
  readonly channels: readonly Channel[]
  readonly people: readonly Person[]
  readonly voters: readonly Person[]
  readonly github: { readonly client: GitHub; readonly repository: string }
}

/** Reads inputs, configuration and what GitHub knows of the release. Throws an InputError before anybody is asked. */
export async function readApproval(io: Io, inputs: ApproveInputs, servers: readonly string[]): Promise<ApprovalOrder> {
  io.log.mask(inputs.token)
  refuseUnknownEnds(inputs['fail-on'])
  refuseEmptyKey(io.env)
  const github = { client: gitHubWith(inputs.token, io.env), repository: io.env.GITHUB_REPOSITORY ?? '' }
  const search = searchFor(io.env, inputs, github)
  const { config, project } = await loadProject(io, inputs, github.client, { keep: (words) => leaveConfiguration(io, words) })
  sayWherePolicyIsFrom(io, inputs)
  const environment = environmentOf(config, project, inputs.environment)
  const settings = settingsWith(approvalSettings(config, environment), inputs)
  refuseNoTime(settings.timeout)
  const channels = channelsFor(config, settings.channels, io)
  const directory = directoryOf(config)
  refuseSharedIds(directory.people)
  refuseOddRequesters(inputs['requested-by'], directory.people)
  const { commit, changes, authors } = await findChanges(io, inputs, github, settings.exclude.includes('authors'), search)
  const requesters = requestersOf(io.env, requesterLogins(inputs['requested-by'], directory.people))
  const platforms = platformsOf(channels)
  const policy = resolvePolicy(settings, directory, { project, environment: environment.name, requesters, authors, platforms })
  const request = requestOf(io, { inputs, environment, commit, servers, policy, timeout: settings.timeout })
  warnAboutTime(io, settings.timeout)
  const names = new Set(votersOf(policy))
  const voters = directory.people.filter(({ name }) => names.has(name))
  warnAboutPeople(io, request, settings.selfApproval ? [] : voters)
  return { inputs, config, settings, request, changes, channels, people: directory.people, voters, github }
}

/** The settings, as the step says it better. */
export function settingsWith(settings: ApprovalSettings, inputs: Pick<ApproveInputs, 'timeout' | 'on-timeout'>): ApprovalSettings {
  const onTimeout = inputs['on-timeout'] === 'reject' || inputs['on-timeout'] === 'approve' ? inputs['on-timeout'] : settings.onTimeout
  return { ...settings, timeout: inputs.timeout ?? settings.timeout, onTimeout }
}

const ends = ['rejected', 'expired', 'never']

function refuseUnknownEnds(failOn: readonly string[]): void {
  const unknown = failOn.length > 1 && failOn.includes('never') ? failOn.join(',') : failOn.find((end) => !ends.includes(end))
  if (unknown === undefined) return
  throw new InputError({
    code: 'invalid-input',
    problem: text(`“${printable(unknown)}” is no end that can fail the step.`, `“${printable(unknown)}”不是可使步骤失败的结果。`),
    where: 'with: fail-on',
    remedy: text('Use “rejected”, “expired”, both, or “never”.', '请使用“rejected”“expired”、两者或“never”。'),
  })
}

/** Whoever is asked needs time to answer: less is a slip of the pen. In milliseconds. */
const leastTime = 1000

/** Throws an InputError where nobody would have time to decide. `timeout` in milliseconds. */
export function refuseNoTime(timeout: number): void {
  if (timeout >= leastTime) return
  throw new InputError({
    code: 'invalid-input',
    problem: text('There is no time to decide: the time-out is 0.', '没有审批时间：时限为 0。'),
    where: 'with: timeout',
    remedy: text('Give at least a second, usually minutes or hours: 1h.', '请至少给出一秒，通常为数分钟或数小时：1h。'),
  })
}

/** A secret that does not exist comes as an empty variable: whoever wanted signatures must not go without. Throws an InputError. */
export function refuseEmptyKey(env: NodeJS.ProcessEnv): void {
  if (env.SALLYPORT_SIGNING_KEY !== '') return
  throw new InputError({
    code: 'missing-secret',
    problem: text('SALLYPORT_SIGNING_KEY is set, but empty.', 'SALLYPORT_SIGNING_KEY 已设置但为空。'),
    where: 'env: SALLYPORT_SIGNING_KEY',
    remedy: text(
      'Make the secret that it is set from, any long random text, or take the line out.',
      '请创建其对应的密钥（任意足够长的随机文本），或删除该行。',
    ),
  })
}

function sayWherePolicyIsFrom(io: Io, inputs: ApproveInputs): void {
  const ref = inputs['config-ref']
  const place = printable(inputs['config-file'])
  if (ref === 'default-branch') io.log.info(text(`Policy: ${place} of the default branch.`, `审批策略：默认分支上的 ${place}。`))
  else if (ref === 'workspace')
    io.log.warning(
      text(
        `Policy: ${place} of the checked-out branch. Whoever can push to that branch can change who approves it; “config-ref: default-branch” prevents that.`,
        `审批策略：当前检出分支上的 ${place}。能推送该分支的人就能更改审批人；使用“config-ref: default-branch”可以避免。`,
      ),
    )
  else io.log.info(text(`Policy: ${place} at ${printable(ref)}.`, `审批策略：${printable(ref)} 上的 ${place}。`))
  if (inputs.config.trim())
    io.log.info(
      text('Inline configuration is laid over it: it is as trusted as the workflow.', '其上叠加内联配置：其可信度等同于工作流本身。'),
    )
}

const hour = 3_600_000
/** How long a job lives at most (facts/approval.md 3.5), in milliseconds. */
const jobLife = { 'github-hosted': 6 * hour, 'self-hosted': 5 * 24 * hour }

function warnAboutTime(io: Io, timeout: number): void {
  const warning = tooLongForJob(io.env, timeout)
  if (warning) io.log.warning(warning)
}

/** That a request may be open for longer than its job lives; undefined where it may not. `timeout` in milliseconds. */
export function tooLongForJob(env: NodeJS.ProcessEnv, timeout: number): Text | undefined {
  const life = env.RUNNER_ENVIRONMENT === 'self-hosted' ? jobLife['self-hosted'] : jobLife['github-hosted']
  if (timeout <= life) return undefined
  const [asked, most] = [spanText(timeout), spanText(life)]
  return text(
    `The request may be open for ${asked.en}, but a job on this kind of runner ends after ${most.en} at the latest.`,
    `审批时限为 ${asked['zh-CN']}，但此类运行器上的作业最长只有 ${most['zh-CN']}。`,
  )
}

/** `compared`: voters who must not be requesters. */
function warnAboutPeople(io: Io, { policy }: ApprovalRequest, compared: readonly Person[]): void {
  const unknown = compared.filter(({ github }) => github === undefined).map(({ name }) => name)
  if (unknown.length > 0) {
    const names = printable(unknown.join(', '), 300)
    io.log.warning(
      text(
        `Without “github:” in the configuration, and so known by name alone when it is judged who asked: ${names}.`,
        `以下人员在配置中没有“github:”，判断是否为发起人时只能按名称比较：${names}。`,
      ),
    )
  }
  const strangers = policy.excluded.filter(({ because }) => because === 'no-identity').map(({ person }) => person)
  if (strangers.length === 0) return
  const names = printable(strangers.join(', '), 300)
  io.log.warning(
    text(
      `Without an id on any of these channels, and so unable to decide: ${names}. Add their ids under “people:”.`,
      `以下人员在这些渠道上没有 ID，无法作决定：${names}。请在“people:”下补充。`,
    ),
  )
}
