import { execFileSync } from 'node:child_process'
import { copyFile, mkdir, readdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { absentOnBsd, bsdCommands } from './bsd-commands.ts'

/** Which commands a host has. */
export interface Toolset {
  /** `bsd`: the machine's own with GNU's extensions refused, see {@link bsdCommands}. */
  readonly tools?: 'gnu' | 'busybox' | 'bsd'
  /** Commands that the host does not have. */
  readonly lacking?: readonly string[]
  /**
   * Commands of our own, by name: a script (starts with `#!`), or the name of another command (`{ sh: 'bash' }`). In a script
   * `$MACHINE` is the folder of the machine's own commands.
   */
  readonly commands?: Readonly<Record<string, string>>
}

export const isPlain = ({ tools = 'gnu', lacking = [], commands = {} }: Toolset): boolean =>
  tools === 'gnu' && lacking.length === 0 && Object.keys(commands).length === 0

/** Fills a folder with the commands of a toolset: links into `machine`, a folder that holds (or will show) the machine's `/usr/bin`. */
export async function layOutTools(folder: string, machine: string, toolset: Toolset): Promise<void> {
  const { names, own, target } = await choose(machine, toolset)
  await mkdir(folder, { recursive: true })
  if (toolset.tools === 'busybox') await copyFile('/usr/bin/busybox', join(folder, 'busybox'))
  await Promise.all(names.map((name) => symlink(target(name), join(folder, name))))
  await Promise.all(Object.entries(own).map(([name, body]) => putCommand(join(folder, name), body, machine, target)))
}

/** The names to link, the commands of our own, and what a name links to. */
async function choose(machine: string, { tools = 'gnu', lacking = [], commands = {} }: Toolset) {
  const own: Record<string, string> = tools === 'bsd' ? { ...bsdCommands(), ...commands } : commands
  const absent = new Set([...lacking, ...Object.keys(own), ...(tools === 'bsd' ? absentOnBsd : [])])
  const applets = tools === 'busybox' ? listApplets() : []
  const all = tools === 'busybox' ? applets.filter((name) => name !== 'busybox') : await readdir('/usr/bin')
  return {
    names: all.filter((name) => !absent.has(name)),
    own: Object.fromEntries(Object.entries(own).filter(([name]) => !lacking.includes(name))),
    target: (name: string) => (applets.includes(name) ? 'busybox' : join(machine, name)),
  }
}

async function putCommand(path: string, body: string, machine: string, target: (name: string) => string): Promise<void> {
  if (!body.startsWith('#!')) return symlink(target(body), path)
  const [first, ...rest] = body.split('\n')
  await writeFile(path, [first, `MACHINE='${machine}'`, ...rest].join('\n'), { mode: 0o755 })
}

const listApplets = (): string[] =>
  execFileSync('busybox', ['--list'], { encoding: 'utf8' })
    .split('\n')
    .filter((name) => name !== '')
