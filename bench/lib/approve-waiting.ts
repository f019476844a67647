import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { environments, openScene, type PlatformName } from './approve-scene.ts'

/** What a gate costs while nobody says anything. */
export interface Waiting {
  readonly name: PlatformName
  /** Calls of the platform in an hour; with GitHub those that count. */
  readonly callsAnHour: number
  /** Requests to GitHub in an hour that are taken from its quota: ledger and configuration, and the issue where that is the channel. */
  readonly countedAnHour: number
  /** Counted requests until then, once a gate. */
  readonly countedAtStart: number
  /** Requests to GitHub in all, an hour. */
  readonly githubAnHour: number
  /** Peak of the process, in bytes. */
  readonly memory: number
  /** Milliseconds of processor time that a minute of waiting takes. */
  readonly cpu: number
}

/** Behind the start, milliseconds: until then everything was asked for once. Then the span that is counted. */
const settling = 13_000

/** A gate that waits for a minute. */
export async function measureWaiting(name: PlatformName, span: number): Promise<Waiting> {
  const scene = await openScene(name, 1)
  const { step } = await scene.open(environments[0] ?? '')
  await delay(settling)
  const before = countsOf(scene, step.pid)
  await delay(span)
  const after = countsOf(scene, step.pid)
  const anHour = (what: 'calls' | 'counted' | 'github') => ((after[what] - before[what]) * 3_600_000) / span
  const memory = Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${step.pid}/status`, 'utf8'))?.[1]) * 1024
  step.kill()
  await step.done
  await scene.close()
  return {
    name,
    callsAnHour: anHour('calls'),
    countedAnHour: anHour('counted'),
    countedAtStart: before.counted,
    githubAnHour: anHour('github'),
    memory,
    cpu: ((after.ticks - before.ticks) * 10 * 60_000) / span,
  }
}

function countsOf({ calls, gates }: Awaited<ReturnType<typeof openScene>>, pid: number) {
  const { requests } = gates.github
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
  return {
    calls: calls(),
    counted: requests.filter(({ isCounted }) => isCounted).length,
    github: requests.length,
    ticks: Number(fields[11]) + Number(fields[12]), // user and system, in hundredths of a second
  }
}
