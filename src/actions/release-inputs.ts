import type { InputSpecs, Inputs } from '../kit/inputs.ts'
import { type Text, text } from '../kit/text.ts'
import { approveInputs, approveOutputs } from './approve-inputs.ts'
import { commonInputs } from './common-inputs.ts'
import { commonOutputs, deployInputs, deployOutputs } from './deploy-inputs.ts'
import { notifyInputs, notifyOutputs } from './notify-inputs.ts'

const { 'config-ref': configRef, ...common } = commonInputs
const { default: _, ...anyRef } = configRef
const { receipt: __, version, ...deploys } = deployInputs

/** The inputs of the whole: those of its parts that are not handed from one part to the next. */
export const releaseInputs = {
  ...common,
  'config-ref': {
    ...anyRef,
    description: text(
      'Where the file is read: `workspace`, `default-branch`, or a ref of the repository. Default: who approves is read from the default branch, the rest from the workspace.',
      '从何处读取配置文件：`workspace`、`default-branch` 或仓库的某个 ref。默认：审批策略取自默认分支，其余取自工作区。',
    ),
  },
  'dry-run': {
    ...common['dry-run'],
    description: text(
      'Check all that a release will need, print it as a table, and change nothing.',
      '检查发布所需的一切并以表格列出，不做任何改动。',
    ),
  },
  version,
  approval: {
    kind: 'choice',
    choices: ['', 'true', 'false'],
    description: text(
      'Whether people are asked: `true`, `false`. Default: where the environment has `approval:`.',
      '是否需要审批：`true`、`false`。默认：环境配置了 `approval:` 时需要。',
    ),
  },
  commit: {
    ...approveInputs.commit,
    description: text(
      'Commit that is to be released. Default: the one in the workspace, or the one that `ref` stands for; anything else is refused.',
      '要发布的提交。默认：工作区中的提交，或 `ref` 对应的提交；不一致时拒绝。',
    ),
  },
  title: approveInputs.title,
  description: approveInputs.description,
  timeout: approveInputs.timeout,
  'on-timeout': approveInputs['on-timeout'],
  'requested-by': approveInputs['requested-by'],
  source: deploys.source,
  repository: deploys.repository,
  ref: deploys.ref,
  release: deploys.release,
  servers: deploys.servers,
  'force-unlock': deploys['force-unlock'],
  adopt: deploys.adopt,
  channels: {
    ...notifyInputs.channels,
    description: text(
      'Channels that hear how it went, by name, in place of those that the configuration says.',
      '接收结果的渠道名称，取代配置中的设定。',
    ),
  },
  'test-reports': notifyInputs['test-reports'],
  'job-id': notifyInputs['job-id'],
} as const satisfies InputSpecs

export type ReleaseInputs = Inputs<typeof releaseInputs>

const { outcome: _a, 'reason-code': _b, result: _c, ...ofApproval } = approveOutputs
const { outcome: _d, 'reason-code': _e, result: _f, ...ofDeployment } = deployOutputs
const { outcome: _g, 'reason-code': _h, result: _i, parcel: _j, ...ofNotice } = notifyOutputs

export const releaseOutputs = {
  ...commonOutputs,
  outcome: text(
    'How the release ended: the `outcome` of deploy, or of approve where it did not get further. After a dry run `ready` or `failed`.',
    '发布的结果：deploy 的 `outcome`；未进行到部署时为 approve 的 `outcome`。试运行后为 `ready` 或 `failed`。',
  ),
  result: text(
    'JSON: `approve`, `deploy` and `notify`, each the `result` of its part; `"version": 1`.',
    'JSON：`approve`、`deploy`、`notify` 各部分的 `result`；`"version": 1`。',
  ),
  ...ofApproval,
  ...ofDeployment,
  ...ofNotice,
} as const satisfies Readonly<Record<string, Text>>
