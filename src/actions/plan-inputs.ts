import type { InputSpecs, Inputs } from '../kit/inputs.ts'
import { type Text, text } from '../kit/text.ts'
import { commonInputs } from './common-inputs.ts'

const { environment: environmentOfAll, ...common } = commonInputs
const { required: _, ...environment } = environmentOfAll

export const planInputs = {
  ...common,
  environment: {
    ...environment,
    description: text(
      'With `at`: for which environment the calendar is asked. Default: what holds for all.',
      '与 `at` 一起使用：针对哪个环境查询日历。默认：适用于所有环境的规则。',
    ),
  },
  task: {
    kind: 'choice',
    choices: ['', 'tick', 'check', 'command', 'confirm', 'explain'],
    description: text(
      'What is done: `tick` looks ahead and starts what is due; `check` looks over a changed plan; `command` heeds a comment on the issue of the plan; `confirm` lets a started run go on only while the plan still says so; `explain` tells whether the calendar is open. Default: by the event and the inputs.',
      '执行什么：`tick` 查看并启动到期条目；`check` 检查改动后的计划；`command` 处理计划议题上的评论；`confirm` 仅当计划仍然如此时让已启动的运行继续；`explain` 说明日历是否开放。默认：由事件和输入决定。',
    ),
  },
  'plan-file': {
    kind: 'list',
    description: text(
      'Paths of plan files on the default branch: YAML, CSV or iCalendar. The calendar of the first YAML file holds for all, its defaults for CSV, iCalendar and tables. Default: `.github/release-plan.yml`.',
      '默认分支上计划文件的路径：YAML、CSV 或 iCalendar。第一个 YAML 文件的日历适用于全部，其默认值适用于 CSV、iCalendar 和数据表。默认：`.github/release-plan.yml`。',
    ),
  },
  bitable: {
    kind: 'string',
    description: text(
      'A table of Feishu or Lark with the plan, in YAML or JSON: `app-token`, `table`, `app-id`, `app-secret` (or `channel`), `fields`.',
      '存放计划的飞书或 Lark 多维表格，YAML 或 JSON：`app-token`、`table`、`app-id`、`app-secret`（或 `channel`）、`fields`。',
    ),
  },
  horizon: {
    kind: 'duration',
    default: '2h',
    description: text(
      'So far ahead an entry is claimed. Longer than the schedule is ever late, and it is on time.',
      '提前多久认领条目。只要比定时任务的最大延迟更长，就能准点。',
    ),
  },
  hold: {
    kind: 'choice',
    choices: ['sleep', 'early', 'none'],
    default: 'sleep',
    description: text(
      'How a claimed entry is held until its second: `sleep` in this job, which costs its minutes; `early` starts it at once, and the wait timer of `hold-environment` holds it for free, to the minute; `none` holds nothing, so that it is as late as the schedule.',
      '认领后如何等到准点：`sleep` 在本作业中等待，会消耗运行分钟数；`early` 立即启动，由 `hold-environment` 的等待计时器免费等待，精确到分钟；`none` 不等待，延迟取决于定时任务。',
    ),
  },
  'hold-environment': {
    kind: 'string',
    description: text(
      'With `hold: early`: the environment of GitHub whose wait timer holds the run; used for nothing else. The token needs `administration: write`.',
      '与 `hold: early` 一起使用：用其等待计时器保持运行的 GitHub 环境，不作他用。令牌需要 `administration: write`。',
    ),
  },
  every: {
    kind: 'duration',
    default: '1m',
    description: text(
      'While an entry is held, the plan is read again so often: what was moved or cancelled is obeyed by then, and at its second in any case.',
      '等待期间重新读取计划的间隔：改期或取消届时生效，准点前还会再确认一次。',
    ),
  },
  follow: {
    kind: 'duration',
    default: '30m',
    description: text(
      'So long a started run is followed by this job; later ticks go on. `0s`: not at all.',
      '本作业跟踪已启动运行的时长；之后由后续触发继续。`0s`：不跟踪。',
    ),
  },
  workflow: {
    kind: 'string',
    description: text('Only entries of this workflow, by the name of its file.', '只处理此工作流（文件名）的条目。'),
  },
  at: {
    kind: 'string',
    description: text(
      'Explains a moment in place of a tick: `now`, or a time. The step fails where the calendar is closed: a gate for any workflow.',
      '不触发计划，而是解释某一时刻：`now` 或一个时间。日历关闭时步骤失败，可作为任何工作流的门禁。',
    ),
  },
  confirm: {
    kind: 'string',
    description: text('The input `plan-entry` of the run that is to be confirmed.', '待确认运行的输入 `plan-entry`。'),
  },
  issue: {
    kind: 'string',
    default: 'auto',
    description: text(
      'The issue that shows the plan and takes commands: its number, `auto` to open one, or `none`.',
      '展示计划并接收命令的议题：编号、`auto`（自动创建）或 `none`。',
    ),
  },
} as const satisfies InputSpecs

export type PlanInputs = Inputs<typeof planInputs>

export const planOutputs = {
  outcome: text(
    'How it ended: `dispatched`, `nothing-due`, `blocked`, or `failed`.',
    '结果：`dispatched`、`nothing-due`、`blocked` 或 `failed`。',
  ),
  'reason-code': text('Why, from a closed list.', '原因，取自封闭列表。'),
  result: text(
    'JSON: every entry that was looked at and what became of it, `"version": 1`.',
    'JSON：查看过的每个条目及其结果，`"version": 1`。',
  ),
  due: text('Entries that were due, separated by commas.', '到期的条目，以逗号分隔。'),
  dispatched: text(
    'JSON list: of each started entry its id, run, address and lateness in seconds.',
    'JSON 列表：每个已启动条目的编号、运行、地址和延迟秒数。',
  ),
  next: text(
    'When the next entry is planned, in UTC; with `at`: the next opening. Empty: none is known.',
    '下一个条目的计划时间（UTC）；与 `at` 一起：下一个开放时间。未知时为空。',
  ),
  'late-seconds': text(
    'Seconds by which the latest of the started entries was late; empty: none was started.',
    '已启动条目中最大的延迟秒数；未启动时为空。',
  ),
} as const satisfies Readonly<Record<string, Text>>
