import { printable } from '../kit/printable.ts'
import { type Text, text } from '../kit/text.ts'
import type { GitHub } from './client.ts'
import { readRepositoryFile } from './read-file.ts'
import type { Workflow } from './workflow.ts'
import { parseWorkflow } from './workflow-yaml.ts'

export type WorkflowReading =
  | { readonly state: 'found'; readonly workflow: Workflow }
  /** There is no such file at this ref, or the ref is not there, or the token may not see it: GitHub does not tell these apart. */
  | { readonly state: 'not-there'; readonly problem: Text; readonly remedy: Text }
  /** It is no workflow; GitHub would not start it either. */
  | { readonly state: 'unreadable'; readonly problem: Text }

const folder = '.github/workflows/'

/** The bare name of a workflow's file, with or without its folder; undefined where it can be none: paths that lead elsewhere are no names. */
export function workflowName(file: string): string | undefined {
  const name = file.startsWith(folder) ? file.slice(folder.length) : file
  return /^[^/\\\p{Cc}]+\.ya?ml$/iu.test(name) && name.length <= 255 ? name : undefined
}

/**
 * A workflow as it stands at a branch, tag or commit; `default-branch` stands for the default branch. Needs `contents: read`. Throws a
 * RemoteError where GitHub cannot be asked.
 */
export async function readWorkflow(github: GitHub, repository: string, file: string, ref: string): Promise<WorkflowReading> {
  const name = workflowName(file)
  const path = `${folder}${name}`
  const words = name === undefined ? undefined : await readRepositoryFile(github, repository, ref, path)
  return words === undefined ? notThere(file, ref) : parseWorkflow(words, path)
}

function notThere(file: string, ref: string): WorkflowReading {
  const [name, place] = [printable(file, 100), printable(ref, 100)]
  return {
    state: 'not-there',
    problem: text(`There is no workflow “${name}” at “${place}”.`, `“${place}”处没有工作流“${name}”。`),
    remedy: text(
      'Give the name of a file in .github/workflows, such as “release.yml”; the token needs “contents: read”.',
      '请填写 .github/workflows 中的文件名，例如“release.yml”；令牌需要“contents: read”权限。',
    ),
  }
}
