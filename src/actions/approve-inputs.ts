import type { InputSpecs, Inputs } from '../kit/inputs.ts'
import { type Text, text } from '../kit/text.ts'
import { commonInputs } from './common-inputs.ts'

export const approveInputs = {
  ...commonInputs,
  'config-ref': {
    ...commonInputs['config-ref'],
    default: 'default-branch',
    description: text(
      'Where the file is read: `default-branch`, so that a branch cannot change who approves it; `workspace`; or a ref of the repository.',
      '从何处读取配置文件：`default-branch`（分支因此无法更改谁来审批它）、`workspace` 或仓库的某个 ref。',
    ),
  },
  version: {
    kind: 'string',
    description: text(
      'Version that is to be released. A tag, branch or commit of this name is what is approved. Default: the ref of the run.',
      '要发布的版本。若存在同名标签、分支或提交，则审批的就是它。默认：本次运行的 ref。',
    ),
  },
  commit: {
    kind: 'string',
    description: text(
      'Exact commit that is approved. Default: the commit of `version`, or of the run.',
      '被审批的确切提交。默认：`version` 对应的提交，或本次运行的提交。',
    ),
  },
  title: {
    kind: 'string',
    description: text('What approvers read first. Default: project and version.', '审批人首先看到的标题。默认：项目和版本。'),
  },
  description: { kind: 'string', description: text('What else approvers should know.', '审批人还应了解的内容。') },
  timeout: {
    kind: 'duration',
    description: text(
      "Time to decide: `90s`, `5m`, `1h30m`. Default: the configuration's.",
      '审批时限：`90s`、`5m`、`1h30m`。默认：配置中的值。',
    ),
  },
  'on-timeout': {
    kind: 'choice',
    choices: ['', 'reject', 'approve'],
    description: text(
      "What happens at the end of that time: `reject` or `approve`. Default: the configuration's.",
      '超时后的处理：`reject` 或 `approve`。默认：配置中的值。',
    ),
  },
  'fail-on': {
    kind: 'list',
    default: 'rejected,expired',
    description: text(
      'Which ends fail the step: `rejected`, `expired`, or `never` for neither. A cancelled or superseded request always does.',
      '哪些结果使步骤失败：`rejected`、`expired`，或 `never` 表示都不。被取消或取代的请求总会失败。',
    ),
  },
  'requested-by': {
    kind: 'list',
    description: text(
      'GitHub logins of those who asked for it, where that is not who started the run. They may not approve it either.',
      '实际发起人的 GitHub 登录名（当其不是启动运行的人时）。他们同样不能审批。',
    ),
  },
} as const satisfies InputSpecs

export type ApproveInputs = Inputs<typeof approveInputs>

export const approveOutputs = {
  outcome: text(
    '`approved`, `rejected`, `expired`, `cancelled`, `superseded`; `failed` when nothing could be asked, `pending` after a dry run.',
    '`approved`、`rejected`、`expired`、`cancelled`、`superseded`；无法发起审批时为 `failed`，试运行后为 `pending`。',
  ),
  'reason-code': text('Why, from a closed list.', '原因，取自封闭列表。'),
  result: text('JSON: everything about the request, `"version": 1`.', 'JSON：请求的全部信息，`"version": 1`。'),
  'approval-id': text('Id of the request.', '请求的 ID。'),
  'approved-by': text('People who approved, separated by commas.', '同意的人，以逗号分隔。'),
  'rejected-by': text('People who rejected, separated by commas.', '拒绝的人，以逗号分隔。'),
  reason: text('What they gave as reasons.', '他们给出的理由。'),
  'waited-seconds': text('How long it took.', '等待的秒数。'),
  commit: text('The commit that was approved, 40 digits; empty unless approved.', '获批的提交（40 位）；未批准时为空。'),
  receipt: text('What the deploy action takes as `receipt`; empty unless approved.', '传给 deploy 动作 `receipt` 的回执；未批准时为空。'),
} as const satisfies Readonly<Record<string, Text>>
