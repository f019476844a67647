import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { quote } from '../../test/support/isolation.ts'

/** What a process and the children that it waited for cost. */
export interface Cost {
  /** From start to end, in seconds. */
  readonly seconds: number
  /** User and system, in seconds. */
  readonly cpu: number
  /** Peak of the largest process, in bytes. */
  readonly memory: number
}

/** Something that ran, or was ended because it took too long. */
export type Measured = Cost | 'too long'

/** No contender gets more time, in seconds. */
export const limit = 120

/** Runs a script with `sh -eu` in a folder; throws with its output when it fails. */
export async function measureScript(script: string, folder: string, env: Readonly<Record<string, string>> = {}): Promise<Measured> {
  mkdirSync(folder, { recursive: true })
  const report = join(folder, 'cost')
  const argv = ['--signal=KILL', String(limit), ...timed(report), 'sh', '-euc', script]
  const environment = { PATH: process.env.PATH, HOME: folder, LC_ALL: 'C.UTF-8', ...env }
  const started = performance.now()
  const child = spawn('timeout', argv, { cwd: folder, env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  const output: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (words: string) => output.push(words))
  const [code] = await once(child, 'exit')
  const seconds = (performance.now() - started) / 1000
  if (seconds >= limit) return 'too long'
  if (code !== 0) throw new Error(`exit ${code} of ${script}\n${output.join('')}`)
  return { ...readCost(report), seconds }
}

const timed = (report: string) => ['/usr/bin/time', '--format=%U %S %M', `--output=${report}`]

/** What time(1) wrote: its last line. */
export function readCost(report: string): Omit<Cost, 'seconds'> {
  const [user, system, kilobytes] = readFileSync(report, 'utf8').trim().split('\n').at(-1)?.split(' ') ?? []
  return { cpu: Number(user) + Number(system), memory: Number(kilobytes) * 1024 }
}

/** A stand-in for a command that writes what the command costs into a file. */
export function timedCommand(file: string, command: string, report: string): string {
  writeFileSync(file, `#!/bin/sh\nexec ${timed(report).map(quote).join(' ')} ${command} "$@"\n`, { mode: 0o755 })
  return file
}
