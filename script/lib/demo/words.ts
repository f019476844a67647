import { formatDuration } from '../../../src/kit/duration.ts'
import { type Text, text } from '../../../src/kit/text.ts'
import type { StepResult } from '../../../test/support/runner.ts'
import type { Place } from './place.ts'
import { indent, type Screen } from './screen.ts'
import type { Step } from './steps.ts'

/** What stands above all. */
export const introduction = ({ paint, isAttended }: Screen, inbox: string): string[] => [
  '',
  `  ${paint('bold', text('Sallyport: releases, approved and over SSH', 'Sallyport：经审批、通过 SSH 发布'))}`,
  `  ${paint('dim', text('Three hosts, one tea shop, five steps, an inbox. SSH, shells and health checks are real.', '三台主机、一家茶铺、五个步骤、一个收件箱。SSH、shell 和健康检查都是真实的。'))}`,
  ...(isAttended
    ? [`  ${paint('dim', text('What people are told arrives here:', '发给人员的通知会出现在：'))} ${paint('cyan', inbox)}`]
    : []),
]

/** The head of a step: what happens, and the action with its inputs as a workflow would give them. */
export function heading({ paint }: Screen, { title, action, inputs }: Step, number: string): string[] {
  const given = Object.entries(inputs).map(([name, value]) => `${name}: ${value.split('/').at(-1)}`)
  return ['', `  ${paint('cyan', number)}  ${paint('bold', title)}`, `${indent}${paint('dim', `${action} { ${given.join(', ')} }`)}`]
}

/** The head of the step that tells people, within the one it tells of. */
export const telling = ({ paint }: Screen, inputs: Readonly<Record<string, string>>): string[] => [
  `${indent}${paint(
    'dim',
    `notify { ${Object.entries(inputs)
      .map(([name, value]) => `${name}: ${value}`)
      .join(', ')} }`,
  )}`,
]

/** The end of it all: what people were told, and where it can be read. */
export function mail({ paint, isAttended }: Screen, count: number, url: string): string[] {
  const title = text(
    `✉ ${count} messages told people how v1 and v3 went. Each platform would show its own like this:`,
    `✉ 共有 ${count} 条消息通知了 v1 和 v3 的结果。各平台的显示效果见：`,
  )
  const past = text(
    `✉ ${count} messages told people how v1 and v3 went. The inbox showed them as each platform would:`,
    `✉ 共有 ${count} 条消息通知了 v1 和 v3 的结果。收件箱按各平台的样式显示了它们：`,
  )
  return ['', `  ${paint('bold', isAttended ? title : past)}`, `${indent}${paint('cyan', url)}`]
}

/** How the action ended, by its own account. */
export function ending({ paint }: Screen, { outputs, code, seconds, annotations }: StepResult): string[] {
  const outcome = outputs.outcome || '–'
  const mark = paint(outcome === 'released' || outcome === 'approved' ? 'green' : 'yellow', `● ${outcome}`)
  const told = annotations.map(({ level, message }) => paint(level === 'error' ? 'red' : 'yellow', `! ${message.split('\n')[0]}`))
  const facts = text(`exit code ${code}, ${formatDuration(seconds * 1000)}`, `退出码 ${code}，${formatDuration(seconds * 1000)}`)
  return [...told, `${mark}  ${paint('dim', facts)}`].map((line) => indent + line)
}

export const failure = ({ paint }: Screen, step: number, { folder, isKept }: Place): string[] => [
  '',
  `  ${paint('red', text(`✗ Step ${step} did not go as told.`, `✗ 第 ${step} 步与所述不符。`))}`,
  `    ${paint('dim', isKept ? folder : text('To look at what is there: script/demo --keep', '要查看现场：script/demo --keep'))}`,
  '',
]

export const success = ({ paint }: Screen, time: string, place: Place): string[] => [
  '',
  `  ${paint('green', text(`✓ Every step went as told, in ${time}.`, `✓ 每一步都如所述完成，用时 ${time}。`))}`,
  ...(place.isKept ? kept(place.folder) : [gone]).map((line) => `    ${paint('dim', line)}`),
  '',
]

const gone = text(
  'Nothing is left behind. To look at hosts, releases, job summaries and messages: script/demo --keep',
  '没有留下任何文件。要查看主机、版本、作业摘要和消息：script/demo --keep',
)

const kept = (folder: string): Text[] => [
  text(`${folder} holds`, `${folder} 中有`),
  text(
    '  inbox.html          what people were told, as each platform shows it',
    '  inbox.html          发给人员的通知，按各平台的样式显示',
  ),
  text('  summaries/*.md      the job summaries, as GitHub shows them', '  summaries/*.md      作业摘要，即 GitHub 上显示的内容'),
  text('  hosts/*/live        what a host serves', '  hosts/*/live        主机对外提供的内容'),
  text('  hosts/*/releases    its releases, with journal and manifests', '  hosts/*/releases    各版本，以及日志和清单'),
  text('  shop                the repository', '  shop                代码仓库'),
]
