import type { ApprovalSettings } from '../../config/approval.ts'
import type { Config } from '../../config/config.ts'
import {
  approvalSettings,
  asksForApproval,
  type DeploySettings,
  deploySettings,
  type Environment,
  environmentOf,
  notifySettings,
} from '../../config/environment.ts'
import type { NotifySettings } from '../../config/notify.ts'
import type { Server } from '../../config/servers.ts'
import { about, type Check } from '../../doctor/check.ts'
import { type GitHub, gitHubWith } from '../../github/client.ts'
import { isKnownError } from '../../kit/errors.ts'
import { printable } from '../../kit/printable.ts'
import type { Io } from '../../kit/run.ts'
import { joinText, type Text, text } from '../../kit/text.ts'
import { hideSecrets } from '../hide-secrets.ts'
import { loadProject } from '../load-project.ts'
import { chooseServers, refuseUnsafe } from '../read-config.ts'
import type { ReleaseInputs } from '../release-inputs.ts'
import { type ToApprove, whatToApprove } from '../what-to-approve.ts'
import { type Findings, findings } from './findings.ts'

/** A reading of the configuration: who approves is read where a branch cannot change it, the rest from the workspace. */
export interface Reading {
  readonly config: Config
  readonly project: string
  readonly environment: Environment
}

/** What the configuration says of a release, as far as it can be read. What is undefined could not be, and `checks` says why. */
export interface Examination {
  readonly checks: readonly Check[]
  readonly github: { readonly client: GitHub; readonly repository: string }
  readonly own: Reading | undefined
  /** Whether people are asked; undefined: that could not be read. */
  readonly asks: boolean | undefined
  /** What they are asked for; undefined where nobody is asked, or it could not be found out. */
  readonly asksFor: ToApprove | undefined
  readonly policy: (Reading & { readonly settings: ApprovalSettings | undefined }) | undefined
  readonly deploy: { readonly settings: DeploySettings; readonly servers: readonly Server[] } | undefined
  readonly notify: NotifySettings | undefined
}

/** Reads the configuration as a release would. Throws nothing that a user can mend. */
export async function examine(io: Io, inputs: ReleaseInputs): Promise<Examination> {
  io.log.mask(inputs.token)
  const found = findings()
  const github = { client: gitHubWith(inputs.token, io.env), repository: io.env.GITHUB_REPOSITORY ?? '' }
  const read = (ref: string) => reading(io, { ...inputs, 'config-ref': inputs['config-ref'] || ref }, github.client, found)
  const own = await read('workspace')
  const mayAsk = inputs.approval !== 'false'
  const trusted = mayAsk && inputs['config-ref'] === '' ? await read('default-branch') : own
  const asks = mayAsk ? (inputs.approval === 'true' ? true : trusted && asksForApproval(trusted.environment)) : false
  const asksFor = asks ? await wanted(io, inputs, found) : undefined
  const policy = trusted && asks ? { ...trusted, settings: policyOf(trusted, found) } : undefined
  return {
    checks: found.checks,
    ...{ github, own, asks, asksFor, policy },
    deploy: own && deployOf(own, inputs, found),
    notify: own && found.attempt('configuration', 'notify', () => notifySettings(own.config, own.environment)),
  }
}

async function wanted(io: Io, inputs: ReleaseInputs, found: Findings): Promise<ToApprove | undefined> {
  try {
    return await whatToApprove(io, inputs)
  } catch (error) {
    if (!isKnownError(error)) throw error
    found.checks.push(about('approval', text('what is asked for', '审批内容')).failedBy(error))
    return undefined
  }
}

type Asked = Pick<ReleaseInputs, 'environment' | 'project' | 'config-file' | 'config' | 'config-ref' | 'locale'>

async function reading(io: Io, inputs: Asked, github: GitHub, found: Findings): Promise<Reading | undefined> {
  const file = about('configuration', inputs['config-file'])
  try {
    const { config, project } = await loadProject(io, inputs, github)
    hideSecrets(config)
    refuseUnsafe(project)
    const environment = environmentOf(config, project, inputs.environment)
    found.checks.push(file.ok(readFrom(inputs, project)))
    const isKnown = inputs.project || config.project || io.env.GITHUB_REPOSITORY
    if (!isKnown) found.checks.push(about('configuration', text('project', '项目')).warning(...noProject))
    return { config, project, environment }
  } catch (error) {
    if (!isKnownError(error)) throw error
    found.checks.push(file.failedBy(error))
    return undefined
  }
}

const noProject: [Text, Text] = [
  text(
    'The name of the project is not known here: “project” stands for it, in paths too.',
    '此处无法得知项目名称：以“project”代替，路径中也是如此。',
  ),
  text(
    'Write “project:” into the configuration, or set GITHUB_REPOSITORY=owner/name.',
    '请在配置中写明“project:”，或设置 GITHUB_REPOSITORY=owner/name。',
  ),
]

function readFrom({ environment, config, 'config-ref': ref }: Asked, project: string): Text {
  const [name, place] = [printable(project, 64), printable(environment, 64)]
  const from =
    ref === 'workspace'
      ? text('From the workspace', '取自工作区')
      : ref === 'default-branch'
        ? text('From the default branch', '取自默认分支')
        : text(`From ${printable(ref, 80)}`, `取自 ${printable(ref, 80)}`)
  const inline = config.trim() === '' ? text('', '') : text(', with inline configuration laid over it', '，其上叠加内联配置')
  return joinText([from, inline, text(`: project ${name}, environment ${place}.`, `：项目 ${name}，环境 ${place}。`)], '')
}

/** Undefined where the section cannot be read. */
function policyOf({ config, environment }: Reading, found: Findings): ApprovalSettings | undefined {
  if (!asksForApproval(environment)) {
    found.checks.push(about('approval', text('policy', '策略')).failed('invalid-configuration', ...noApproval(environment.name)))
    return undefined
  }
  return found.attempt('approval', text('policy', '策略'), () => approvalSettings(config, environment))
}

const noApproval = (name: string): [Text, Text] => [
  text(
    `People are to be asked (“approval: true”), but the environment “${printable(name, 64)}” has no “approval:” section.`,
    `要求审批（“approval: true”），但环境“${printable(name, 64)}”没有“approval:”部分。`,
  ),
  text(
    'Add “approval:” with “channels:” and “require:” to it, or take the input “approval” out.',
    '请添加含“channels:”和“require:”的“approval:”部分，或去掉输入“approval”。',
  ),
]

function deployOf({ config, environment }: Reading, inputs: ReleaseInputs, found: Findings): Examination['deploy'] {
  const settings = found.attempt('configuration', 'deploy', () => deploySettings(config, environment))
  const servers = settings && found.attempt('configuration', 'servers', () => chooseServers(config, settings, inputs.servers))
  return servers && { settings, servers }
}

/** The channels that hear of a release: those that the step names, else those of the environment. */
export const noticeChannels = ({ notify }: Pick<Examination, 'notify'>, inputs: Pick<ReleaseInputs, 'channels'>): readonly string[] => {
  if (inputs.channels.length > 0) return [...new Set(inputs.channels)]
  const { start = [], success = [], failure = [], cancelled = [], fixed = [], fallback = [] } = notify ?? {}
  return [...new Set([start, success, failure, cancelled, fixed, fallback].flat())]
}
