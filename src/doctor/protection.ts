import type { Protection } from '../github/environment.ts'
import type { Knowledge } from '../github/knowledge.ts'
import { printable } from '../kit/printable.ts'
import { joinText, type Text, text } from '../kit/text.ts'
import { about, type Check } from './check.ts'

/** `matters`: people are asked for the releases of this environment, or it is one of production. */
export function protectionCheck(name: string, found: Knowledge<Protection | undefined>, matters: boolean): Check {
  const shown = printable(name, 64)
  const check = about('github', text(`environment ${shown}`, `环境 ${shown}`))
  if (!found.isKnown) return check.unknown(found.why, found.remedy)
  if (found.value === undefined) return matters ? check.warning(missing, binding) : check.ok(missing)
  const words = rulesIn(found.value)
  const isProtected = found.value.branches !== 'all' || found.value.reviewers + found.value.others > 0
  if (isProtected) return check.ok(joinText([text('It is protected:', '已受保护：'), words]))
  const open = joinText([text('Any job of any branch may use it and its secrets:', '任何分支的任何作业都可以使用它及其密钥：'), words])
  return matters ? check.warning(open, binding) : check.ok(open)
}

const missing = text(
  'GitHub has no environment of this name. A job that names it makes it, without any protection.',
  'GitHub 上没有此名称的环境。作业一旦引用它就会自动创建，且没有任何保护。',
)

const binding = text(
  'A gate that is a step can be taken out by whoever may edit the workflow. To make it binding, keep the secrets of the deployment in an environment that admits only protected branches: docs/approve.md#making-it-binding.',
  '作为步骤的审批门，能改工作流的人就能拿掉。若要使其具有约束力，请把部署密钥放入只允许受保护分支使用的环境：docs/approve.zh-CN.md#让审批具有约束力。',
)

function rulesIn({ reviewers, wait, branches, others }: Protection): Text {
  const branchWords = {
    all: text('all branches', '所有分支'),
    protected: text('protected branches only', '仅受保护的分支'),
    selected: text('selected branches and tags only', '仅选定的分支和标签'),
  }[branches]
  const rules = [
    branchWords,
    ...(reviewers > 0 ? [text(`${reviewers} reviewer(s)`, `${reviewers} 位审批人`)] : [text('no reviewers', '没有审批人')]),
    ...(wait > 0 ? [text(`${wait} min to wait`, `等待 ${wait} 分钟`)] : []),
    ...(others > 0 ? [text(`${others} other rule(s)`, `另有 ${others} 条规则`)] : []),
  ]
  return joinText([joinText(rules, text(', ', '、')), text('.', '。')], '')
}
