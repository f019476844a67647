import { type Text, text } from '../../../kit/text.ts'

/** What GitHub takes with `workflow_dispatch` (facts/notify.md 3.2). */
const mostInputs = 25
const longestPayload = 65_535

interface InputMistake {
  readonly key: 'inputs' | 'version'
  readonly problem: Text
  readonly remedy?: Text
}

/** What GitHub would refuse of the inputs, the version among them; and a version that is given twice, in two ways. */
export function inputMistakes(inputs: Readonly<Record<string, string>>, version: string): readonly InputMistake[] {
  const given = new Map(Object.entries(inputs))
  const named = given.get('version')
  if (version !== '' && named !== undefined && named !== version) return [{ key: 'version', ...twice }]
  if (version !== '') given.set('version', version)
  const size = JSON.stringify(Object.fromEntries(given)).length
  if (given.size > mostInputs) return [{ key: 'inputs', problem: tooMany(given.size) }]
  return size > longestPayload ? [{ key: 'inputs', problem: tooLong(size), remedy: pointTo }] : []
}

const twice = {
  problem: text(
    '“version” and the input “version” differ: the workflow can be given one of them only.',
    '“version”与输入“version”不一致：只能传给工作流其中一个。',
  ),
  remedy: text('Remove one of them.', '请删除其中一个。'),
}

const tooMany = (count: number): Text =>
  text(
    `GitHub takes at most ${mostInputs} inputs, the version included; here are ${count}.`,
    `GitHub 最多接受 ${mostInputs} 个输入（含版本）；此处有 ${count} 个。`,
  )

const tooLong = (size: number): Text =>
  text(
    `GitHub takes inputs of at most ${longestPayload} characters together; these have ${size}.`,
    `GitHub 接受的全部输入不超过 ${longestPayload} 个字符；此处有 ${size} 个。`,
  )

const pointTo = text(
  'Put what is long into a file of the repository, and give its path.',
  '请把较长的内容放进仓库中的文件，并以其路径作为输入。',
)
