import { messageOf } from '../kit/errors.ts'
import { printable } from '../kit/printable.ts'
import { text } from '../kit/text.ts'
import { fieldsOf, wordsIn } from './answer.ts'
import { inputTypes, type Workflow, type WorkflowInput } from './workflow.ts'
import type { WorkflowReading } from './workflow-file.ts'

/** A longer file is no workflow, in characters: GitHub takes none of more than 512 KiB. */
const longest = 512 * 1024
/** How often what an alias stands for may be repeated: a bomb passes that at once. */
const maxAliasCount = 1000

/** What the words of a workflow's file say about starting it. Loads the YAML library only now; what its jobs are is not looked at. */
export async function parseWorkflow(words: string, path: string): Promise<WorkflowReading> {
  if (words.length > longest) return unreadable(path, `more than ${longest} characters`)
  const { isMap, parseDocument } = await import('yaml')
  try {
    const document = parseDocument(words, { prettyErrors: true, logLevel: 'error' })
    const [mistake] = document.errors
    if (mistake) return unreadable(path, mistake.message.split('\n', 1)[0] ?? '')
    const { contents } = document
    if (!isMap(contents)) return unreadable(path, 'it is no mapping')
    const top = (key: unknown): unknown => {
      const node = contents.get(key, true) as { toJS?: (of: unknown, options: object) => unknown } | undefined // a node, or what an API made
      return node?.toJS?.(document, { maxAliasCount })
    }
    // To YAML 1.1, which a file may ask for, the key `on` is a yes.
    return { state: 'found', workflow: workflowFrom(top('on') ?? top(true), top('run-name'), path) }
  } catch (error) {
    return unreadable(path, messageOf(error)) // aliases that swell, or what nests so deeply that the stack ends
  }
}

function workflowFrom(on: unknown, runName: unknown, path: string): Workflow {
  const isList = typeof on === 'string' || Array.isArray(on)
  const takesDispatch = isList ? [on].flat().includes('workflow_dispatch') : 'workflow_dispatch' in fieldsOf(on)
  const inputs = fieldsOf(fieldsOf(fieldsOf(on).workflow_dispatch).inputs)
  return {
    path,
    takesDispatch,
    inputs: new Map(Object.entries(inputs).map(([name, facts]) => [name, inputFrom(fieldsOf(facts))])),
    runName: wordsIn(runName).trim(),
  }
}

/** A type that GitHub may invent one day counts as words: GitHub itself looks at them. */
function inputFrom(facts: Readonly<Record<string, unknown>>): WorkflowInput {
  const { type, required, default: fallback, options } = facts
  const known = inputTypes.find((one) => one === type) ?? 'string'
  return {
    type: known,
    required: required === true || required === 'true',
    default: fallback === undefined || fallback === null ? undefined : String(fallback),
    options: known === 'choice' && Array.isArray(options) ? options.map((option) => String(option ?? '')) : [],
  }
}

function unreadable(path: string, words: string): WorkflowReading {
  const [name, why] = [printable(path, 100), printable(words.replace(/[.:]+$/, ''), 200)]
  return {
    state: 'unreadable',
    problem: text(`${name} is not a workflow that can be read: ${why}.`, `${name} 不是可读取的工作流：${why}。`),
  }
}
