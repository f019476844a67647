import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { InputError } from '../kit/errors.ts'
import { printable } from '../kit/printable.ts'
import { text } from '../kit/text.ts'
import type { ConfigSource } from './read-source.ts'

/**
 * Throws an InputError where there is no configuration at all: the usual mistake, told before what reads and judges one is loaded. Whatever else may be
 * wrong with the file is told by who reads it.
 */
export function refuseMissingFile(source: ConfigSource): void {
  if (source.ref !== 'workspace' || source.inline.trim() !== '') return
  try {
    statSync(resolve(source.workspace, source.file))
  } catch (error) {
    if (isAbsent(error)) throw notFound(source)
  }
}

/** Whether what was thrown says that there is no such file. */
export const isAbsent = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')

export function notFound({ file, ref }: ConfigSource): InputError {
  const at = ref === 'workspace' ? text('the workspace', '工作区') : text(`“${printable(ref)}”`, `“${printable(ref)}”`)
  return new InputError({
    code: 'configuration-not-found',
    problem: text(`There is no file “${printable(file)}” in ${at.en}.`, `${at['zh-CN']}中没有文件“${printable(file)}”。`),
    where: 'with: config-file',
    remedy: text(
      `Commit the file (with “workspace”, run actions/checkout before this step), name another one with “config-file”, or write the configuration under “config:”.`,
      `请提交该文件（使用“workspace”时，先运行 actions/checkout），用“config-file”指定其他文件，或在“config:”下直接写配置。`,
    ),
  })
}
