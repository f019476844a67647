import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface Mount {
  readonly path: string
  /** Bytes as mount(8) takes them: `512k`, `4m`. */
  resize(size: string): Promise<void>
  unmount(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** `inodes`: how many files and folders fit. */
interface TmpfsOptions {
  readonly size?: string
  readonly inodes?: number
}

/**
 * Mounts a small file system in memory on a folder, which is made if need be. Root only. A host sees it if it was mounted before the
 * host started. Should the process die, the next one unmounts it: keep it in a `temporaryFolder`.
 */
export async function mountTmpfs(path: string, { size = '4m', inodes = 10_000 }: TmpfsOptions = {}): Promise<Mount> {
  await mkdir(path, { recursive: true })
  await run('mount', ['-t', 'tmpfs', '-o', `size=${size},nr_inodes=${inodes},mode=777`, 'tmpfs', path])
  return mounted(path)
}

/** Makes a folder read-only for everyone, root included, by mounting it over itself. Root only; for hosts as with tmpfs. */
export async function mountReadOnly(path: string): Promise<Mount> {
  await run('mount', ['--bind', path, path])
  await run('mount', ['-o', 'remount,bind,ro', path])
  return mounted(path)
}

function mounted(path: string): Mount {
  let isMounted = true
  const unmount = async () => {
    if (!isMounted) return
    isMounted = false
    await run('umount', ['--lazy', path])
  }
  const resize = async (size: string) => void (await run('mount', ['-o', `remount,size=${size}`, path]))
  return { path, resize, unmount, [Symbol.asyncDispose]: unmount }
}
