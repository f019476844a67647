import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** A command's absolute path. System folders count even where an ordinary user's PATH lacks them. */
export function findCommand(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin', '/usr/local/sbin']
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path))
}
