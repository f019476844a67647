import { realpath, stat } from 'node:fs/promises'
import { dirname, resolve, sep } from 'node:path'
import { messageOf } from '../kit/errors.ts'
import { printable } from '../kit/printable.ts'
import { type Text, text, verbatim } from '../kit/text.ts'

/** A file that may be read, at its real path. `size` in bytes. */
export interface RealFile {
  readonly path: string
  readonly size: number
}

/** What the system shows there are no files: environments and memory of programs, devices. */
const closed = /^\/(?:proc|sys|dev(?!\/shm\/))\//

/**
 * The file at a path that a step names, from the workspace on or absolute; or why it is not to be read. Whoever writes the workflow may name any
 * file, but what lies there may come from a pull request: a link inside of the workspace leads nowhere else, nor does one that is the file named.
 */
export async function realFile(path: string, workspace: string): Promise<RealFile | { readonly why: Text }> {
  const written = resolve(workspace, path)
  try {
    const home = await realpath(isWithin(written, resolve(workspace)) ? workspace : dirname(written))
    const real = await realpath(written)
    if (closed.test(real) || !isWithin(real, home)) return { why: leadsOut }
    const found = await stat(real)
    // A pipe would never end.
    return found.isFile() ? { path: real, size: found.size } : { why: noFile }
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException // anything else has no code
    return { why: whys[code] ?? verbatim(printable(messageOf(error))) }
  }
}

const isWithin = (path: string, folder: string): boolean => path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)

const leadsOut = text('it leads out of the workspace', '它指向工作区之外')
const noFile = text('it is no file', '它不是文件')
const whys: Readonly<Record<string, Text>> = {
  ENOENT: text('there is no such file', '文件不存在'),
  ENOTDIR: text('there is no such file', '文件不存在'),
  EACCES: text('it may not be read', '没有读取权限'),
  ELOOP: text('its links go round in a circle', '其链接形成循环'),
}
