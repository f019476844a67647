import { readFileSync } from 'node:fs'
import type { RunningStep } from '../support/runner.ts'

/** Follows the memory of a step; returns how to get its peak, in MiB. */
export function watchMemory(step: RunningStep): () => number {
  let peak = 0
  const look = setInterval(() => {
    try {
      peak = Math.max(peak, Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${step.pid}/status`, 'utf8'))?.[1] ?? 0) / 1024)
    } catch {
      clearInterval(look) // it has ended
    }
  }, 50)
  return () => peak
}
