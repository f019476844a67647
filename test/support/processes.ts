import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

interface RunningProcess {
  readonly pid: number
  readonly parent: number
  /** The executable's name, cut to 15 characters by the kernel. */
  readonly name: string
}

/** Every process that descends from the given one, parents before children. Linux only. */
export function descendants(ancestor: number): RunningProcess[] {
  const all = everyProcess()
  const childrenOf = (parent: number): RunningProcess[] =>
    all.filter((child) => child.parent === parent).flatMap((child) => [child, ...childrenOf(child.pid)])
  return childrenOf(ancestor)
}

const everyProcess = (): RunningProcess[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap(read)

function read(pid: string): RunningProcess[] {
  try {
    const [, name = '', parent] = /^\d+ \((.*)\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? []
    return [{ pid: Number(pid), parent: Number(parent), name }]
  } catch {
    return [] // ended meanwhile
  }
}

/** Every process whose environment holds the given `NAME=value`, wherever it descends from. Linux only; of the own user only. */
export function processesWith(variable: string): RunningProcess[] {
  return everyProcess().filter(({ pid }) => environment(pid).includes(variable))
}

function environment(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
  } catch {
    return []
  }
}

/** Sends a signal; false when there is no such process any more. */
export function signalProcess(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal)
  } catch {
    return false
  }
}

/** Whether there is such a process; one that has ended and that nobody has asked after yet does not count. Linux only. */
export function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

/** Waits until a condition holds, looking every few milliseconds; throws when it does not within `limit` milliseconds. */
export async function until(condition: () => boolean, what: string, limit = 10_000): Promise<void> {
  const deadline = Date.now() + limit
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`waited ${limit} ms in vain for ${what}`)
    await delay(5)
  }
}
