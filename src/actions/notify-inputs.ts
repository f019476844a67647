import type { InputSpecs, Inputs } from '../kit/inputs.ts'
import { type Text, text } from '../kit/text.ts'
import { commonInputs } from './common-inputs.ts'

const { environment: environmentOfAll, ...common } = commonInputs
const { required: _, ...environment } = environmentOfAll

export const notifyInputs = {
  ...common,
  environment: {
    ...environment,
    description: text(
      'Which environment of the configuration: its `notify:` says who hears of what. Without one, name `channels`.',
      '配置中的哪个环境：由其 `notify:` 决定通知谁。不填时请用 `channels` 指定。',
    ),
  },
  event: {
    kind: 'choice',
    choices: ['', 'start', 'result', 'message'],
    description: text(
      'What is told: `start` of the run, its `result`, or a `message` of your own. Default: `message` where a title, a message or a log file is given, else `result`.',
      '通知内容：运行开始（`start`）、结果（`result`）或自定义消息（`message`）。默认：给出标题、消息或日志文件时为 `message`，否则为 `result`。',
    ),
  },
  status: {
    kind: 'choice',
    choices: ['', 'success', 'failure', 'cancelled'],
    default: '${{ job.status }}',
    description: text(
      "How it went, where GitHub's list of jobs cannot be read: `success`, `failure` or `cancelled`. Default: the job's.",
      '无法读取 GitHub 作业列表时采用的结果：`success`、`failure` 或 `cancelled`。默认：作业状态。',
    ),
  },
  version: {
    kind: 'string',
    description: text('Version that it is about. Default: the ref of the run.', '所涉版本。默认：本次运行的 ref。'),
  },
  level: {
    kind: 'choice',
    choices: ['', 'error', 'warning', 'info'],
    default: 'info',
    description: text(
      'Of a message: `error`, `warning` or `info`. The `routes` of the configuration send it on, unless `channels` are named.',
      '消息级别：`error`、`warning` 或 `info`。未指定 `channels` 时按配置的 `routes` 分发。',
    ),
  },
  title: { kind: 'string', description: text('Headline of a message.', '消息的标题。') },
  message: { kind: 'string', description: text('What a message says; lines stay lines.', '消息正文；保留换行。') },
  picture: {
    kind: 'string',
    description: text('Path of a PNG or JPEG that is shown with it, of 2 MB at most.', '随消息显示的 PNG 或 JPEG 图片路径，最大 2 MB。'),
  },
  channels: {
    kind: 'list',
    description: text(
      'Channels that hear of it, by name, in place of those that the configuration says.',
      '接收的渠道名称，取代配置中的设定。',
    ),
  },
  mode: {
    kind: 'choice',
    choices: ['living', 'new'],
    default: 'living',
    description: text(
      '`living`: one message a run, edited as the run goes on, found again by every job and re-run. `new`: a message each time.',
      '`living`：每次运行一条消息，随进展更新，各作业和重跑都能找到它。`new`：每次发送新消息。',
    ),
  },
  'message-ids': {
    kind: 'string',
    description: text(
      'Output `message-ids` of an earlier step: those messages are edited. Needed only where nothing can be kept in the repository.',
      '先前步骤的输出 `message-ids`：将编辑这些消息。仅在无法写入仓库时需要。',
    ),
  },
  'log-file': {
    kind: 'string',
    description: text(
      'Path of a log whose lines become events, which the `routes` of the configuration send on.',
      '日志文件路径；其各行成为事件，按配置的 `routes` 分发。',
    ),
  },
  'log-pattern': {
    kind: 'string',
    description: text(
      'Regular expression for its lines, with the named groups `time`, `level`, `service`, `message`. Default: common formats.',
      '各行的正则表达式，含命名组 `time`、`level`、`service`、`message`。默认：常见格式。',
    ),
  },
  'test-reports': {
    kind: 'list',
    description: text(
      'JUnit XML files, as paths or globs: totals, the difference to the last run, and what failed.',
      'JUnit XML 文件的路径或通配符：统计、与上次运行的差异及失败的测试。',
    ),
  },
  receipt: {
    kind: 'string',
    description: text('Receipt of the approval: says who approved it.', '审批回执：说明由谁批准。'),
  },
  hosts: {
    kind: 'string',
    description: text(
      'Output `hosts` of the deploy action: says which hosts failed, and whose they are.',
      'deploy 动作的输出 `hosts`：说明哪些主机失败及其负责人。',
    ),
  },
  parcel: {
    kind: 'string',
    description: text(
      'Message file of a run without secrets, written by its own notify step: it is sent with the facts of that run. For `workflow_run` alone.',
      '没有密钥的运行中 notify 步骤写下的消息文件：附上该运行的信息发送。仅用于 `workflow_run`。',
    ),
  },
  'job-id': {
    kind: 'string',
    default: '${{ job.check_run_id }}',
    description: text(
      'Number of the own job at GitHub, which does not count itself. Default: as the runner tells it.',
      '本作业在 GitHub 上的编号，用于不计入自身。默认：由运行器提供。',
    ),
  },
  'fail-on': {
    kind: 'choice',
    choices: ['never', 'any', 'all'],
    default: 'never',
    description: text(
      'Whether the step fails where channels did not take the message: `never`, where `any` did not, where `all` did not.',
      '渠道未接收消息时步骤是否失败：从不（`never`）、任一未接收（`any`）、全部未接收（`all`）。',
    ),
  },
} as const satisfies InputSpecs

export type NotifyInputs = Inputs<typeof notifyInputs>

export const notifyOutputs = {
  outcome: text(
    'How it ended: `delivered`, `partly-delivered`, `undelivered`, or `skipped` where there was nothing new to tell.',
    '结果：`delivered`、`partly-delivered`、`undelivered`，没有新内容时为 `skipped`。',
  ),
  'reason-code': text('Why, from a closed list.', '原因，取自封闭列表。'),
  result: text('JSON: everything about the message and where it went, `"version": 1`.', 'JSON：消息及其去向的全部信息，`"version": 1`。'),
  delivered: text('Channels that have taken it, separated by commas.', '已接收的渠道，以逗号分隔。'),
  undelivered: text('Channels that have not, or of which it is not known.', '未接收或无法确认的渠道。'),
  deliveries: text(
    'JSON list: of each channel its state (`delivered`, `rejected`, `limited`, `unknown`, `skipped`), reason and remedy.',
    'JSON 列表：各渠道的状态（`delivered`、`rejected`、`limited`、`unknown`、`skipped`）、原因和处理办法。',
  ),
  'message-ids': text('JSON: where the messages are, for a later step to edit them.', 'JSON：消息的位置，供后续步骤编辑。'),
  edge: text(
    '`broken`, `still-broken`, `fixed` or `none`, against the runs before; empty where they are not known.',
    '与之前的运行相比：`broken`、`still-broken`、`fixed` 或 `none`；未知时为空。',
  ),
  parcel: text(
    'Path of the message file where the run had no secrets, to upload as an artifact; else empty.',
    '运行没有密钥时消息文件的路径，可作为制品上传；否则为空。',
  ),
} as const satisfies Readonly<Record<string, Text>>
