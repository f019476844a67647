import type { Clock } from '../kit/clock.ts'
import { formatDuration } from '../kit/duration.ts'
import { RemoteError } from '../kit/errors.ts'
import { printable } from '../kit/printable.ts'
import { type Text, text } from '../kit/text.ts'
import type { Host } from './host/host.ts'
import type { HostLock } from './host/state.ts'
import { journalLine } from './journal.ts'
import { heartbeatEvery, judgeLock, type LockOwner, type LockVerdict, readOwner } from './lock.ts'
import type { RunFacts } from './order.ts'

export interface LockOptions {
  readonly run: RunFacts
  /** Tells this holder from all others. */
  readonly token: string
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly force: boolean
  /** Milliseconds to wait for a lock that another run holds. */
  readonly patience: number
  /** Whether a run has ended, as GitHub knows; undefined when it cannot be asked. */
  readonly runFinished: (owner: LockOwner) => Promise<boolean | undefined>
  readonly say: (message: Text) => void
}

const pollEvery = 2000
/** A lock without an owner is somebody who is just taking it; after this, in milliseconds, it is a ruin. */
const grace = 3000

/**
 * Takes the lock of a host, waiting and taking over as {@link judgeLock} allows; resolves to whether it was free at once. Throws
 * `locked` with who holds it.
 */
export async function takeLock(host: Host, options: LockOptions): Promise<boolean> {
  const until = options.clock.now() + options.patience
  let firstRuin: number | undefined
  let holder: string | undefined
  for (let isFirst = true; ; isFirst = false) {
    options.signal.throwIfAborted()
    const answer = await host.ask('open', [ownerLine(options)], { accept: ['locked'] })
    if (answer.status === 'ok') return isFirst
    const lock = heldLock(answer.lines)
    const isMine = lock.owner?.token === options.token
    if (isMine) return false
    firstRuin = lock.owner ? undefined : (firstRuin ?? options.clock.now())
    const verdict = await judge(lock, options)
    if (verdict.kind === 'take' && (lock.owner || options.clock.now() - (firstRuin ?? 0) >= grace)) {
      if (await takeOver(host, lock, verdict.because, options)) return false
      await options.clock.sleep(500, options.signal) // somebody was faster
    } else if (verdict.kind === 'wait') {
      options.say(waiting(host.order.name, lock, verdict.milliseconds))
      await options.clock.sleep(verdict.milliseconds + 500, options.signal)
    } else if (verdict.kind === 'refuse' && options.clock.now() >= until) {
      throw locked(host.order.name, lock, options)
    } else {
      if (verdict.kind === 'refuse' && holder !== lock.owner?.token)
        options.say(queueing(host.order.name, lock, until - options.clock.now()))
      holder = lock.owner?.token
      await options.clock.sleep(verdict.kind === 'refuse' ? Math.min(pollEvery, until - options.clock.now()) : 500, options.signal)
    }
  }
}

async function judge({ owner, working }: HostLock, options: LockOptions): Promise<LockVerdict> {
  const { run, force, clock } = options
  const isOther = owner && !(owner.run === run.run && owner.repository === run.repository)
  const runFinished = isOther && !force ? await options.runFinished(owner) : undefined
  return judgeLock({ owner, isWorking: working.length > 0, me: run, runFinished, force, now: clock.now() })
}

async function takeOver(host: Host, lock: HostLock, because: string, options: LockOptions): Promise<boolean> {
  const reasons: Record<string, Text> = {
    'same-run': text('it is an earlier attempt of this run', '它是本次运行较早的一次尝试'),
    'run-finished': text('its run has ended', '其运行已结束'),
    forced: text('“force-unlock” is set', '已设置“force-unlock”'),
    abandoned: text('it names no owner', '它没有记录持有者'),
  }
  const reason = reasons[because]
  options.say(
    text(
      `${host.order.name}: taking over the lock of ${describe(lock.owner).en}, because ${reason?.en}.`,
      `${host.order.name}：接管${describe(lock.owner)['zh-CN']}的锁，因为${reason?.['zh-CN']}。`,
    ),
  )
  const answer = await host.ask('take', [ownerLine(options), lock.owner?.token ?? ''], { accept: ['locked'] })
  const ended = answer.lines.filter((line) => line.startsWith('ended '))
  if (ended.length > 0) {
    options.say(
      text(
        `${host.order.name}: ended ${ended.length} process(es) of it that still worked there.`,
        `${host.order.name}：已结束其仍在运行的 ${ended.length} 个进程。`,
      ),
    )
  }
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

/** `owner.json` of this run, with the time as its heartbeat. */
export function ownerLine({ run, token, clock }: Pick<LockOptions, 'run' | 'token' | 'clock'>): string {
  const now = new Date(clock.now()).toISOString()
  const owner: LockOwner = {
    run: run.run,
    attempt: run.attempt,
    repository: run.repository,
    url: run.url,
    actor: run.actor,
    since: now,
    heartbeat: now,
    token,
  }
  return JSON.stringify(owner)
}

/** Tells the host every ten seconds that this run is alive. Returns how to stop. */
export function keepHeartbeat(host: Host, options: Pick<LockOptions, 'run' | 'token' | 'clock'>): () => void {
  const owner = JSON.parse(ownerLine(options)) as LockOwner // what the line above wrote
  const timer = setInterval(() => {
    const line = JSON.stringify({ ...owner, heartbeat: new Date(options.clock.now()).toISOString() })
    host.ask('beat', [line]).catch(() => {}) // a lost lock stops the next operation by itself
  }, heartbeatEvery)
  timer.unref()
  return () => clearInterval(timer)
}

const describe = (owner: LockOwner | undefined): Text =>
  owner
    ? text(
        `${printable(owner.actor, 40)}, run ${printable(owner.run, 20)} since ${printable(owner.since, 30)}`,
        `${printable(owner.actor, 40)}（运行 ${printable(owner.run, 20)}，自 ${printable(owner.since, 30)}）`,
      )
    : text('an unknown run', '未知运行')

const waiting = (host: string, lock: HostLock, milliseconds: number): Text =>
  text(
    `${host}: the run that holds the lock (${describe(lock.owner).en}) has ended; waiting ${formatDuration(milliseconds)} until it is certain that nothing of it still works.`,
    `${host}：持有锁的运行（${describe(lock.owner)['zh-CN']}）已结束；等待 ${formatDuration(milliseconds)}，以确认其不再工作。`,
  )

const queueing = (host: string, lock: HostLock, milliseconds: number): Text =>
  text(
    `${host}: locked by ${describe(lock.owner).en}; waiting up to ${formatDuration(milliseconds)} for it.`,
    `${host}：已被${describe(lock.owner)['zh-CN']}锁定；最多等待 ${formatDuration(milliseconds)}。`,
  )

function locked(host: string, { owner, working }: HostLock, { run }: LockOptions): RemoteError {
  const url = owner ? printable(owner.url, 300) : ''
  const busy =
    working.length > 0
      ? text(` ${working.length} process(es) of it work there now.`, `其 ${working.length} 个进程正在运行。`)
      : text('', '')
  const own = owner?.run === run.run && owner.repository === run.repository
  return new RemoteError({
    code: 'locked',
    party: host,
    where: `${host} ${url}`,
    problem: text(`${host} is locked by ${describe(owner).en}.${busy.en}`, `${host} 已被${describe(owner)['zh-CN']}锁定。${busy['zh-CN']}`),
    remedy: own
      ? text(
          'The holder is this very run: another job of it, or another server entry with the same folders. Give them different paths or let one wait (“lock-wait”).',
          '持有者就是本次运行：它的另一个作业，或目录相同的另一个服务器条目。请使用不同路径，或设置“lock-wait”让其等待。',
        )
      : text(
          `Wait for that run, set “lock-wait”, or, if you are sure that it is dead, run again with “force-unlock: true”.${url ? ` ${url}` : ''}`,
          `请等待该运行结束，或设置“lock-wait”；若确定它已失效，可用“force-unlock: true”重新运行。${url ? ` ${url}` : ''}`,
        ),
  })
}
