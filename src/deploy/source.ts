import { stat } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { InputError } from '../kit/errors.ts'
import { printable } from '../kit/printable.ts'
import { text } from '../kit/text.ts'
import type { Entry } from './manifest.ts'

/** The folder that `source` names, relative to the workspace. Throws `source-empty` when it is none. */
export async function sourceFolder(workspace: string, source: string): Promise<string> {
  const folder = isAbsolute(source) ? source : join(workspace, source)
  const found = await stat(folder).catch(() => undefined)
  if (found?.isDirectory()) return folder
  throw new InputError({
    code: 'source-empty',
    problem: found
      ? text(`The source “${printable(source)}” is a file; a folder is expected.`, `源“${printable(source)}”是文件；应为目录。`)
      : text(`The source folder “${printable(source)}” does not exist.`, `源目录“${printable(source)}”不存在。`),
    where: `with: source (${printable(folder)})`,
    remedy: text(
      'Name the folder that the build made, relative to the workspace; is the build step before this one?',
      '请填写构建生成的目录（相对工作区）；构建步骤是否在此步骤之前？',
    ),
  })
}

/** Refuses a tree without a single file: a release of nothing is a mistake. */
export function refuseEmpty(entries: readonly Entry[], folder: string): void {
  if (entries.some(({ kind }) => kind !== 'folder')) return
  throw new InputError({
    code: 'source-empty',
    problem: text('The source holds no file.', '源目录中没有任何文件。'),
    where: printable(folder),
    remedy: text(
      'Did the build write somewhere else? Look at “source:” and at the step before.',
      '构建是否输出到了别处？请检查“source:”以及之前的步骤。',
    ),
  })
}
