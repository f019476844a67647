import { printable } from '../kit/printable.ts'
import { type Text, text } from '../kit/text.ts'
import type { GitHubAnswer } from './answer.ts'
import type { DispatchOrder, DispatchRefused } from './dispatch.ts'
import { messageIn, refusalOf } from './refusal.ts'

/** What GitHub calls them today may be different tomorrow. */
const passing: readonly number[] = [409, 423, 425, 429]

interface Words {
  readonly problem: Text
  readonly remedy: Text
}

/** Why GitHub does not start a workflow, told so that the user can mend it. Messages as seen in public threads (facts/notify.md 3.2). */
export function dispatchRefusal(answer: GitHubAnswer, order: DispatchOrder): DispatchRefused {
  const { problem, remedy } = wordsFor(answer, order)
  return { state: 'refused', problem, remedy, isPermanent: !passing.includes(answer.status) }
}

function wordsFor(answer: GitHubAnswer, { workflow, ref }: DispatchOrder): Words {
  const said = messageIn(answer)
  const [name, place] = [printable(workflow, 100), printable(ref, 100)]
  if (answer.status === 404) return notThere(name)
  if (answer.status !== 422) return generalWords(answer)
  if (/no ref found/i.test(said)) return noRef(place)
  if (/does not have .*workflow_dispatch.* trigger/i.test(said)) return noTrigger(name, place)
  if (/disabled/i.test(said)) return disabled(name)
  return wrongInputs(name, said)
}

const generalWords = (answer: GitHubAnswer): Words => {
  const { problem, remedy } = refusalOf(answer, 'actions: write')
  return { problem, remedy: remedy ?? text('Look at the rights of the token.', '请检查令牌的权限。') }
}

const notThere = (name: string): Words => ({
  problem: text(`GitHub does not know a workflow “${name}”.`, `GitHub 上没有工作流“${name}”。`),
  remedy: text(
    'Its file must be in .github/workflows of the default branch, and the token must be allowed to see the repository.',
    '其文件必须位于默认分支的 .github/workflows 中，并且令牌必须有权查看该仓库。',
  ),
})

const noRef = (place: string): Words => ({
  problem: text(`GitHub knows no branch or tag “${place}”.`, `GitHub 上没有分支或标签“${place}”。`),
  remedy: text(
    'Name a branch or a tag; GitHub starts no workflow at a bare commit.',
    '请填写分支或标签；GitHub 不能在单个提交上启动工作流。',
  ),
})

const noTrigger = (name: string, place: string): Words => ({
  problem: text(`The workflow “${name}” cannot be started by hand at “${place}”.`, `“${place}”处的工作流“${name}”无法手动启动。`),
  remedy: text('Add “workflow_dispatch” below “on:” in its file, there.', '请在该处文件的“on:”下添加“workflow_dispatch”。'),
})

const disabled = (name: string): Words => ({
  problem: text(`The workflow “${name}”, or Actions as a whole, is switched off.`, `工作流“${name}”或整个 Actions 已被停用。`),
  remedy: text('Enable it on the Actions page of the repository.', '请在仓库的 Actions 页面启用。'),
})

const wrongInputs = (name: string, said: string): Words => ({
  problem: text(`GitHub does not start “${name}”: ${said || 'HTTP 422'}`, `GitHub 拒绝启动“${name}”：${said || 'HTTP 422'}`),
  remedy: text('Compare the inputs with those in the file of the workflow.', '请将输入与工作流文件中的定义核对。'),
})
