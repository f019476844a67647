import type { Deployment } from './deployment.ts'
import { failAt } from './fail-at.ts'
import type { Answer } from './host/agent.ts'
import { type Host, type Prospect, persist } from './host/host.ts'
import { lockToken } from './lock.ts'
import { type Held, queueForLocks, type Seeker } from './lock-queue.ts'
import { bothAreClaiming, lockedError, queueing, waitingForTheDead } from './lock-words.ts'
import { hostLocking, keepHeartbeat } from './locking.ts'
import { lostNote } from './lost-note.ts'
import { mayGoOn } from './may-go-on.ts'
import { hostOf, type Member } from './member.ts'

/** A member that seeks the lock of its host. */
export interface MemberSeeker extends Seeker {
  readonly member: Member
  /** The lock was free when it was asked for, so that what was seen in the same breath counts: what the host said to that. */
  readonly opened: Answer | undefined
  /** The first time: on a connection that is just there, the caller looks after its loss. */
  askOn(host: Host): Promise<void>
  /** The run has all its locks: it will not give this one back before its end. */
  confirm(): void
}

export function seekLock(deployment: Deployment, member: Member, isClaim: boolean, prospect: Prospect | undefined): MemberSeeker {
  const { run, clock, strategy, runFinished, log } = deployment
  const { name } = member.order
  const token = lockToken(deployment.token, name)
  const options = { run, token, clock, force: strategy.forceUnlock, isClaim, prospect, runFinished, say: log.info }
  const locking = hostLocking(options)
  const lasting = <T>(task: () => Promise<T>) => persist(hostOf(member), task, () => log.info(lostNote(name)))
  let isConfirmed = !isClaim
  let opened: Answer | undefined
  const seeker: MemberSeeker = {
    member,
    isOurs: false,
    held: undefined,
    get opened() {
      return opened
    },
    askOn: async (host) => {
      deployment.signal.throwIfAborted() // also when it comes back from a connection that was lost
      member.mayHoldLock = true
      const answer = await locking.ask(host)
      opened = typeof answer === 'object' && 'free' in answer ? answer.free : undefined
      seeker.isOurs = answer === 'ours' || opened !== undefined
      seeker.held = typeof answer === 'object' && 'lock' in answer ? answer : undefined
      member.mayHoldLock = seeker.isOurs
      if (!seeker.isOurs) return
      member.stopHeartbeat()
      member.stopHeartbeat = keepHeartbeat(host, () => locking.ownerLine(!isConfirmed))
    },
    ask: async () => {
      await lasting(() => seeker.askOn(hostOf(member)))
      opened = undefined // what was seen then is out of date
    },
    giveBack: async () => {
      member.stopHeartbeat()
      seeker.isOurs = false
      await lasting(() => withdraw(hostOf(member), prospect))
      member.mayHoldLock = false
    },
    giveUp: (reason) => {
      const isLeft = reason === undefined || deployment.signal.aborted
      if (isLeft) member.end = 'left'
      else failAt(deployment, member, 'upload', reason instanceof Error ? reason : lockedError(name, reason.lock, run))
    },
    confirm: () => {
      if (isConfirmed) return
      isConfirmed = true
      hostOf(member)
        .ask('beat', [locking.ownerLine(false)])
        .catch(() => {}) // the next heartbeat tells
    },
  }
  return seeker
}

/** Ends what the host has begun with the lock, and gives that back. */
async function withdraw(host: Host, prospect: Prospect | undefined): Promise<void> {
  const requests = [
    host.standDown(),
    prospect && host.ask('remove', [prospect.incoming, ''], { accept: ['denied', 'lock-lost'] }),
    host.ask('close', [], { accept: ['lock-lost'] }),
  ]
  await Promise.all(requests)
}

/** What the first round of asking did not bring, the others are asked for in the order of the hosts' names. */
export async function settleLocks(deployment: Deployment, seekers: readonly MemberSeeker[]): Promise<void> {
  const { clock, signal, strategy, log } = deployment
  const members = seekers.map(({ member }) => member)
  const until = clock.now() + strategy.lockWait
  const said = new Map<Seeker, string>()
  await queueForLocks([...seekers].sort(byName), {
    clock,
    signal,
    until,
    mayGoOn: () => mayGoOn(deployment, members),
    onWait: (seeker, held) => {
      const words = waitWords(seeker.member.order.name, held, until - clock.now())
      if (said.get(seeker) !== words.key) log.info(words.text)
      said.set(seeker, words.key)
    },
  })
  for (const seeker of seekers) if (seeker.isOurs) seeker.confirm()
}

const byName = (a: MemberSeeker, b: MemberSeeker): number => (a.member.order.name < b.member.order.name ? -1 : 1)

/** Said once for each holder. */
function waitWords(host: string, { lock, again }: Held, patience: number) {
  const token = lock.owner?.token ?? ''
  if (again === undefined) return { key: `queue ${token}`, text: queueing(host, lock, patience) }
  if (lock.owner?.claim) return { key: `claim ${token}`, text: bothAreClaiming(host, lock) }
  return { key: `dead ${token}`, text: waitingForTheDead(host, lock, again) }
}
