import type { InputSpecs, Inputs } from '../kit/inputs.ts'
import { type Text, text } from '../kit/text.ts'
import { commonInputs } from './common-inputs.ts'

export const deployInputs = {
  ...commonInputs,
  'dry-run': {
    ...commonInputs['dry-run'],
    description: text(
      'Prepare the release on the runner (hooks before and after the download included), look at every host, print what would happen there. Nothing on a host is changed.',
      '在运行器上准备版本（包括下载前后的钩子），查看每台主机，并打印将要发生的事情。不改动任何主机。',
    ),
  },
  version: {
    kind: 'string',
    description: text(
      'Version that people know. Default: the tag, branch or short commit.',
      '面向用户的版本号。默认：标签、分支或短提交号。',
    ),
  },
  source: {
    kind: 'string',
    description: text(
      'Folder to release, relative to the workspace. Default: the workspace, unless `repository` or `ref` is given.',
      '要发布的目录（相对工作区）。默认：整个工作区，除非给出 `repository` 或 `ref`。',
    ),
  },
  repository: {
    kind: 'string',
    description: text(
      'Repository to clone instead of a folder: `owner/name` or a URL. Default with `ref`: this one.',
      '改为克隆此仓库：`owner/name` 或 URL。给出 `ref` 时默认为本仓库。',
    ),
  },
  ref: {
    kind: 'string',
    description: text('Tag, branch, commit, or `branch@commit` to clone.', '要克隆的标签、分支、提交，或 `分支@提交`。'),
  },
  release: {
    kind: 'string',
    description: text('Name of the release. Default: `<version>-<run number>`.', '版本目录名。默认：`<version>-<运行编号>`。'),
  },
  servers: {
    kind: 'list',
    description: text('Fewer servers than configured, by name or tag.', '只发布到部分服务器（名称或标签）。'),
  },
  receipt: {
    kind: 'string',
    description: text('Receipt of the approval; needed where the environment requires approval.', '审批回执；环境要求审批时必填。'),
  },
  'force-unlock': {
    kind: 'boolean',
    default: 'false',
    description: text(
      'Take the lock over whoever holds it. Only when you are sure that it is dead.',
      '强制接管锁。仅在确认持有者已失效时使用。',
    ),
  },
  adopt: {
    kind: 'boolean',
    default: 'false',
    description: text(
      'Let a real folder at the live path step aside (renamed, never deleted), once.',
      '上线路径若为真实目录，则让其让位一次（重命名，绝不删除）。',
    ),
  },
} as const satisfies InputSpecs

export type DeployInputs = Inputs<typeof deployInputs>

/** What the action puts out, besides what every action does. */
export const commonOutputs = {
  outcome: text('How it ended: see below.', '结果：见下文。'),
  'reason-code': text('Why, from a closed list.', '原因，取自固定列表。'),
  result: text('Everything as JSON, with `"version": 1`.', '完整结果（JSON），含 `"version": 1`。'),
} as const satisfies Readonly<Record<string, Text>>

export const deployOutputs = {
  ...commonOutputs,
  release: text('Name of the release.', '版本目录名。'),
  previous: text('What was live before, where all hosts agree.', '之前上线的版本（所有主机一致时）。'),
  hosts: text(
    'JSON, one object a host: `host`, `state`, `from`, `to`, `seconds`, `bytes`, `error` (`code`, `stage`, `message`).',
    'JSON，每台主机一个对象：`host`、`state`、`from`、`to`、`seconds`、`bytes`、`error`（`code`、`stage`、`message`）。',
  ),
  'failed-hosts': text('Names of the hosts that failed, separated by commas.', '失败主机的名称，以逗号分隔。'),
  'rolled-back': text('`true` when any host went back.', '有主机回退时为 `true`。'),
} as const satisfies Readonly<Record<string, Text>>
