import { formatDuration } from '../kit/duration.ts'
import { RemoteError } from '../kit/errors.ts'
import { printable } from '../kit/printable.ts'
import { type Text, text } from '../kit/text.ts'
import type { HostLock } from './host/state.ts'
import type { LockOwner, LockVerdict } from './lock.ts'
import type { RunFacts } from './order.ts'

const describe = (owner: LockOwner | undefined): Text =>
  owner
    ? text(
        `${printable(owner.actor, 40)}, run ${printable(owner.run, 20)} since ${printable(owner.since, 30)}`,
        `${printable(owner.actor, 40)}（运行 ${printable(owner.run, 20)}，自 ${printable(owner.since, 30)}）`,
      )
    : text('an unknown run', '未知运行')

const reasons: Readonly<Record<Extract<LockVerdict, { kind: 'take' }>['because'], Text>> = {
  'same-run': text('it is an earlier attempt of this run', '它是本次运行较早的一次尝试'),
  'run-finished': text('its run has ended', '其运行已结束'),
  forced: text('“force-unlock” is set', '已设置“force-unlock”'),
  abandoned: text('it names no owner', '它没有记录持有者'),
}

export const takingOver = (host: string, lock: HostLock, because: keyof typeof reasons): Text =>
  text(
    `${host}: taking over the lock of ${describe(lock.owner).en}, because ${reasons[because].en}.`,
    `${host}：接管${describe(lock.owner)['zh-CN']}的锁，因为${reasons[because]['zh-CN']}。`,
  )

export const workEnded = (host: string, processes: number): Text =>
  text(`${host}: ended ${processes} process(es) of it that still worked there.`, `${host}：已结束其仍在运行的 ${processes} 个进程。`)

export const waitingForTheDead = (host: string, lock: HostLock, milliseconds: number): Text =>
  text(
    `${host}: the run that holds the lock (${describe(lock.owner).en}) has ended; waiting ${formatDuration(milliseconds)} until it is certain that nothing of it still works.`,
    `${host}：持有锁的运行（${describe(lock.owner)['zh-CN']}）已结束；等待 ${formatDuration(milliseconds)}，以确认其不再工作。`,
  )

export const bothAreClaiming = (host: string, lock: HostLock): Text =>
  text(
    `${host}: ${describe(lock.owner).en} is taking the locks of its hosts at this moment; waiting to see who comes first.`,
    `${host}：${describe(lock.owner)['zh-CN']}此刻也在加锁；稍候以确定先后。`,
  )

export const queueing = (host: string, lock: HostLock, milliseconds: number): Text =>
  text(
    `${host}: locked by ${describe(lock.owner).en}; waiting up to ${formatDuration(milliseconds)} for it.`,
    `${host}：已被${describe(lock.owner)['zh-CN']}锁定；最多等待 ${formatDuration(milliseconds)}。`,
  )

/** Who holds the lock of a host, and what can be done about it. */
export function lockedError(host: string, { owner, working }: HostLock, run: Pick<RunFacts, 'run' | 'repository'>): RemoteError {
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
