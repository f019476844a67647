import { about, type Check } from '../../doctor/check.ts'
import { type Used, variableChecks, variablesOf } from '../../doctor/variables.ts'
import { isKnownError } from '../../kit/errors.ts'
import type { Io } from '../../kit/run.ts'
import { type Text, text } from '../../kit/text.ts'
import { type Stranger, strangerIn } from '../fork-parcel.ts'
import { refuseEmptyKey } from '../read-approval.ts'
import type { ReleaseInputs } from '../release-inputs.ts'
import { type Examination, noticeChannels } from './examine.ts'

/** Every variable that this release uses, those that are missing first; whether this run has secrets at all; the key of receipts. */
export async function secretChecks(io: Io, inputs: ReleaseInputs, examination: Examination): Promise<readonly Check[]> {
  const variables = variableChecks(variablesOf(usedBy(examination, inputs)), io.env.GITHUB_ACTIONS === 'true')
  const isMissing = variables.some(({ state }) => state === 'failed')
  const stranger = await strangerIn(io)
  return [...(stranger ? [strangerCheck(stranger, isMissing)] : []), ...variables, ...signingKeyChecks(io, examination)]
}

/** What is said nowhere else is not looked for: an environment that cannot be read uses nothing. */
function usedBy(examination: Examination, inputs: ReleaseInputs): readonly Used[] {
  const { own, policy, deploy } = examination
  return [
    ...(policy ? [{ ...policy, sections: ['approval'] as const, servers: [], channels: policy.settings?.channels ?? [] }] : []),
    ...(own
      ? [
          {
            ...own,
            sections: ['deploy', 'notify'] as const,
            servers: deploy?.servers.map(({ name }) => name) ?? [],
            channels: noticeChannels(examination, inputs),
          },
        ]
      : []),
  ]
}

function strangerCheck(stranger: Stranger, isMissing: boolean): Check {
  const check = about('secrets', text('this run', '本次运行'))
  return isMissing ? check.failed('missing-secret', strangers[stranger], fromElsewhere) : check.warning(strangers[stranger], fromElsewhere)
}

const strangers: Readonly<Record<Stranger, Text>> = {
  fork: text(
    'It is the pull request of a fork: GitHub gives it no secrets, and a token that may only read.',
    '这是来自复刻仓库的拉取请求：GitHub 不向其提供密钥，令牌也只能读取。',
  ),
  dependabot: text(
    'It was started by Dependabot: GitHub gives it no secrets of Actions, and a token that may only read.',
    '此运行由 Dependabot 触发：GitHub 不向其提供 Actions 密钥，令牌也只能读取。',
  ),
}
const fromElsewhere = text(
  'Release from a workflow on “push”, “workflow_dispatch” or a tag of this repository instead.',
  '请改由本仓库的“push”、“workflow_dispatch”或标签触发的工作流发布。',
)

/** The key that receipts and records are signed with. */
function signingKeyChecks({ env }: Io, { asks, deploy }: Examination): readonly Check[] {
  const key = about('secrets', '$SALLYPORT_SIGNING_KEY')
  try {
    refuseEmptyKey(env)
  } catch (error) {
    if (!isKnownError(error)) throw error
    return [key.failedBy(error)]
  }
  const requires = deploy?.settings.requiresApproval === true
  const unasked = requires && asks === false ? [about('approval', 'requires-approval').failed('approval-missing', ...nobodyAsked)] : []
  if (env.SALLYPORT_SIGNING_KEY) return [...unasked, key.ok(text('Receipts of approvals are signed.', '审批回执会被签名。'))]
  return requires ? [...unasked, key.warning(...unsigned)] : unasked
}

const nobodyAsked: [Text, Text] = [
  text(
    'The environment is released with the receipt of an approval alone (“requires-approval: true”), and nobody is asked.',
    '该环境只有凭审批回执才能发布（“requires-approval: true”），而此次发布不征求审批。',
  ),
  text(
    'Add an “approval:” section to the environment, or take “approval: false” out of the step.',
    '请为该环境添加“approval:”部分，或从步骤中去掉“approval: false”。',
  ),
]
const unsigned: [Text, Text] = [
  text(
    'Not set, and the environment takes only approved releases (“requires-approval: true”): whoever can edit the workflow can write a receipt.',
    '未设置，而该环境只接受已审批的发布（“requires-approval: true”）：能改工作流的人就能伪造回执。',
  ),
  text(
    'Make a secret of any long random text, and give it to every step that approves or deploys.',
    '请以任意足够长的随机文本创建密钥，并提供给每个审批或部署步骤。',
  ),
]
