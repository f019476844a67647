import { nearest } from '../kit/nearest.ts'
import { printable } from '../kit/printable.ts'
import { type Text, text } from '../kit/text.ts'
import type { Workflow, WorkflowInput } from './workflow.ts'

/** So many inputs GitHub takes at most (facts/notify.md 3.2; ten before December 2025). */
const mostInputs = 25
/** All of them as JSON, in characters (facts/notify.md 3.2). */
const longestPayload = 65_535

/**
 * What is wrong with starting a workflow with these inputs: everything that GitHub would refuse, and what it would take but nobody can mean.
 * Whether an input of the type `environment` names one that exists is not known here.
 */
export function checkInputs(workflow: Workflow, given: Readonly<Record<string, string>>): readonly Text[] {
  if (!workflow.takesDispatch) return [noTrigger(workflow.path)]
  const names = Object.keys(given)
  return [
    ...names.filter((name) => !workflow.inputs.has(name)).map((name) => unknownInput(name, [...workflow.inputs.keys()])),
    ...[...workflow.inputs].flatMap(([name, input]) => problemOf(name, input, Object.hasOwn(given, name) ? given[name] : undefined)),
    ...(names.length > mostInputs ? [tooMany(names.length)] : []),
    ...tooLong(JSON.stringify(given).length),
  ]
}

function problemOf(name: string, input: WorkflowInput, value: string | undefined): readonly Text[] {
  if (input.required && !(value ?? input.default)) return [missing(name)]
  if (value === undefined) return []
  if (input.type === 'choice' && !input.options.includes(value)) return [noOption(name, value, input.options)]
  if (input.type === 'boolean' && value !== 'true' && value !== 'false')
    return [unlike(name, value, text('“true” or “false”', '“true”或“false”'))]
  if (input.type === 'number' && !isNumber(value)) return [unlike(name, value, text('a number', '数字'))]
  return []
}

const isNumber = (value: string): boolean => value.trim() !== '' && Number.isFinite(Number(value))

const noTrigger = (path: string): Text => {
  const name = printable(path, 100)
  return text(
    `${name} cannot be started by hand: it has no “on: workflow_dispatch”.`,
    `${name} 无法手动启动：缺少“on: workflow_dispatch”。`,
  )
}

function unknownInput(name: string, known: readonly string[]): Text {
  const shown = printable(name, 64)
  const [best] = nearest(name, known, 1)
  if (best === undefined) return text(`The workflow has no input “${shown}”.`, `该工作流没有输入“${shown}”。`)
  const meant = printable(best, 64)
  return text(`The workflow has no input “${shown}”; did you mean “${meant}”?`, `该工作流没有输入“${shown}”；是否想写“${meant}”？`)
}

const missing = (name: string): Text => {
  const shown = printable(name, 64)
  return text(`The workflow requires the input “${shown}”, and has no default for it.`, `该工作流要求输入“${shown}”，且没有默认值。`)
}

const noOption = (name: string, value: string, options: readonly string[]): Text => {
  const list = options.slice(0, 10).map((option) => `“${printable(option, 40)}”`)
  const more = options.length > list.length ? ', …' : ''
  return unlike(name, value, text(`one of ${list.join(', ')}${more}`, `${list.join('、')}${more} 之一`))
}

const unlike = (name: string, value: string, wanted: Text): Text => {
  const [shown, found] = [printable(name, 64), printable(value, 64)]
  return text(`The input “${shown}” must be ${wanted.en}; it is “${found}”.`, `输入“${shown}”应为${wanted['zh-CN']}；实际为“${found}”。`)
}

const tooMany = (count: number): Text =>
  text(`${count} inputs are given; GitHub takes at most ${mostInputs}.`, `给出了 ${count} 个输入；GitHub 最多接受 ${mostInputs} 个。`)

const tooLong = (length: number): readonly Text[] =>
  length <= longestPayload
    ? []
    : [
        text(
          `The inputs have ${length} characters; GitHub takes at most ${longestPayload}.`,
          `输入共 ${length} 个字符；GitHub 最多接受 ${longestPayload} 个。`,
        ),
      ]
