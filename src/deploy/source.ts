import { realpath, stat } from 'node:fs/promises'
import { isAbsolute, join, relative } from 'node:path'
import { InputError } from '../kit/errors.ts'
import { printable } from '../kit/printable.ts'
import { text } from '../kit/text.ts'
import type { Entry } from './manifest.ts'

/**
 * The folder that `source` names, relative to `base`, without links on the way to it. Throws `source-empty` when it is none, and
 * `source-refused` when links lead out of `base`: a repository could name any folder of the runner so. Of a workspace, an
 * absolute path outside of it is meant; of a clone, none can be.
 */
export async function sourceFolder(base: string, source: string, kind: 'workspace' | 'clone'): Promise<string> {
  const folder = isAbsolute(source) ? source : join(base, source)
  const found = await stat(folder).catch(() => undefined)
  if (found?.isDirectory()) {
    const real = await realpath(folder)
    const isInside = isWithin(real, await realpath(base))
    if (isInside || (kind === 'workspace' && isAbsolute(source) && !isWithin(folder, base))) return real
    throw leadsOut(source, real)
  }
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

const isWithin = (path: string, folder: string): boolean => !/^\.\.(\/|$)/.test(relative(folder, path))

const leadsOut = (source: string, real: string): InputError =>
  new InputError({
    code: 'source-refused',
    problem: text(
      `The source “${printable(source)}” leads out of where it is looked for, to ${printable(real)}.`,
      `源“${printable(source)}”指向了查找范围之外：${printable(real)}。`,
    ),
    where: 'with: source',
    remedy: text(
      'If that folder of the runner is meant, name it by its absolute path; a clone can only give what lies in it.',
      '若确实要发布运行器上的该目录，请填写其绝对路径；克隆的仓库只能发布其中的内容。',
    ),
  })

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
