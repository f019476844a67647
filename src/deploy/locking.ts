import type { Clock } from '../kit/clock.ts'
import type { Text } from '../kit/text.ts'
import type { Answer } from './host/agent.ts'
import type { Host, Prospect } from './host/host.ts'
import type { HostLock } from './host/state.ts'
import { journalLine } from './journal.ts'
import { heartbeatEvery, judgeLock, type LockOwner, type LockVerdict, readOwner } from './lock.ts'
import type { Held } from './lock-queue.ts'
import { takingOver, workEnded } from './lock-words.ts'
import type { RunFacts } from './order.ts'

export interface LockOptions {
  readonly run: RunFacts
  /** Tells this holder from all others. */
  readonly token: string
  readonly clock: Clock
  readonly force: boolean
  /** Whether this run seeks locks of other hosts too: until it has them, it may give this one back. */
  readonly isClaim: boolean
  /** What the host may get ready for once the lock is there. */
  readonly prospect: Prospect | undefined
  /** Whether a run has ended, as GitHub knows; undefined when it cannot be asked. */
  readonly runFinished: (owner: LockOwner) => Promise<boolean | undefined>
  readonly say: (message: Text) => void
}

/** A lock without an owner is somebody who is just taking it; after this, in milliseconds, it is a ruin. */
const grace = 3000
/** Somebody who just takes the locks of several hosts is through, or has given way, after this, in milliseconds. */
const claimGrace = 10_000
/** Milliseconds until such a one is asked after again, or somebody who was faster. */
const [soon, shortly] = [200, 500]

/** The lock of one host in the eyes of this run. */
export interface HostLocking {
  /** Takes it, or takes it over as {@link judgeLock} allows. `free`: it was, with what the host said; `ours`: it is now, or was already. */
  ask(host: Host): Promise<{ readonly free: Answer } | 'ours' | Held>
  /** `owner.json` of this run, with the time as its heartbeat. */
  ownerLine(isClaim: boolean): string
}

export function hostLocking(options: LockOptions): HostLocking {
  let since = options.clock.now()
  const firstSeen = new Map<string, number>() // of claims by their token, of a ruin by none
  const ownerLine = (isClaim: boolean) => JSON.stringify(ownerOf(options, since, isClaim))
  const isYoung = (token: string, age: number): boolean => {
    const now = options.clock.now()
    if (!firstSeen.has(token)) firstSeen.set(token, now)
    return now - (firstSeen.get(token) ?? now) < age
  }
  return {
    ownerLine,
    ask: async (host) => {
      since = options.clock.now()
      const answer = await host.claim(ownerLine(options.isClaim), options.prospect)
      if (answer.status === 'ok') return { free: answer }
      const lock = heldLock(answer.lines)
      if (lock.owner?.token === options.token) return 'ours'
      if (lock.owner?.claim && isOther(lock.owner, options) && isYoung(lock.owner.token, claimGrace)) return { lock, again: soon }
      const verdict = await judge(lock, options)
      if (verdict.kind === 'wait') return { lock, again: verdict.milliseconds + shortly }
      if (verdict.kind === 'refuse') return { lock, again: undefined }
      if (!lock.owner && isYoung('', grace)) return { lock, again: shortly }
      return (await takeOver(host, lock, verdict.because, options, ownerLine(options.isClaim))) ? 'ours' : { lock, again: shortly }
    },
  }
}

async function judge({ owner, working }: HostLock, options: LockOptions): Promise<LockVerdict> {
  const { run, force, clock } = options
  const runFinished = owner && isOther(owner, options) ? await options.runFinished(owner) : undefined
  return judgeLock({ owner, isWorking: working.length > 0, me: run, runFinished, force, now: clock.now() })
}

/** Held by another run, which is not simply pushed aside. */
const isOther = (owner: LockOwner, { run, force }: LockOptions): boolean =>
  !force && !(owner.run === run.run && owner.repository === run.repository)

type Reason = Extract<LockVerdict, { kind: 'take' }>['because']

async function takeOver(host: Host, lock: HostLock, because: Reason, options: LockOptions, ownerLine: string): Promise<boolean> {
  options.say(takingOver(host.order.name, lock, because))
  const answer = await host.ask('take', [ownerLine, lock.owner?.token ?? ''], { accept: ['locked'] })
  const ended = answer.lines.filter((line) => line.startsWith('ended '))
  if (ended.length > 0) options.say(workEnded(host.order.name, ended.length))
  if (answer.status === 'ok') await host.ask('journal', [unlockedLine(lock, options)])
  return answer.status === 'ok'
}

/** Whose lock was taken stands under `from`. */
const unlockedLine = ({ owner }: HostLock, { run, clock }: LockOptions): string =>
  journalLine({
    time: new Date(clock.now()).toISOString(),
    event: 'unlocked',
    release: '',
    run: run.run,
    actor: run.actor,
    from: owner?.run ?? '',
  })

function heldLock(lines: readonly string[]): HostLock {
  const line = lines.find((words) => words.startsWith('lock '))
  return { owner: readOwner(line?.slice(5) ?? ''), working: lines.filter((words) => words.startsWith('working ')) }
}

const ownerOf = ({ run, token, clock }: LockOptions, since: number, isClaim: boolean): LockOwner => ({
  run: run.run,
  attempt: run.attempt,
  repository: run.repository,
  url: run.url,
  actor: run.actor,
  since: new Date(since).toISOString(),
  heartbeat: new Date(clock.now()).toISOString(),
  token,
  ...(isClaim ? { claim: true } : {}),
})

/** Tells the host every ten seconds that this run is alive. Returns how to stop. */
export function keepHeartbeat(host: Host, ownerLine: () => string): () => void {
  const timer = setInterval(() => {
    host.ask('beat', [ownerLine()]).catch(() => {}) // a lost lock stops the next operation by itself
  }, heartbeatEvery)
  timer.unref()
  return () => clearInterval(timer)
}
