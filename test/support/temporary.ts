import { execFileSync } from 'node:child_process'
import { chownSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { chmod } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const prefix = 'sallyport-test-'
let swept = false

/**
 * A new folder that every user may enter, with a physical path. Whoever makes it removes it ({@link removeFolder}); what a killed
 * process left behind, mounts included, the next process sweeps away.
 */
export async function temporaryFolder(name: string): Promise<string> {
  if (!swept) sweep()
  swept = true
  const folder = mkdtempSync(join(realpathSync(tmpdir()), `${prefix}${process.pid}-${name}-`))
  await chmod(folder, 0o755)
  return folder
}

/** Makes a folder and what is right in it another user's. */
export function give(folder: string, uid: number): void {
  for (const path of [folder, ...readdirSync(folder).map((name) => join(folder, name))]) chownSync(path, uid, uid)
}

/** Removes a folder with all it holds. Mounts inside are taken down first, so that nothing behind them is deleted. */
export function removeFolder(folder: string): void {
  for (const point of mountsUnder(folder)) execFileSync('umount', ['--lazy', point])
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
}

function sweep(): void {
  const root = realpathSync(tmpdir())
  for (const name of readdirSync(root)) {
    const [, owner] = /^sallyport-test-(\d+)-/.exec(name) ?? []
    if (owner && !isAlive(Number(owner))) removeQuietly(join(root, name))
  }
}

function removeQuietly(folder: string): void {
  try {
    removeFolder(folder)
  } catch {
    // another user's, or swept by another process at the same moment
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Mount points in a folder, deepest first. */
export function mountsUnder(folder: string): string[] {
  const points = mountTable().map((line) => unescapeOctal(line.split(' ')[1] ?? ''))
  return points.filter((point) => point === folder || point.startsWith(`${folder}/`)).reverse()
}

const mountTable = (): string[] => {
  try {
    return readFileSync('/proc/self/mounts', 'utf8').split('\n')
  } catch {
    return []
  }
}

const unescapeOctal = (path: string): string =>
  path.replace(/\\([0-7]{3})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 8)))
