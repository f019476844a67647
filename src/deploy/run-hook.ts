import { formatDuration } from '../kit/duration.ts'
import { RemoteError } from '../kit/errors.ts'
import { printable } from '../kit/printable.ts'
import { type Text, text } from '../kit/text.ts'
import type { Deployment } from './deployment.ts'
import { type CommandResult, type HookScript, runOnHost } from './hooks.ts'
import { factsOf, hostOf, type Member, servedBefore } from './member.ts'
import type { HookName } from './order.ts'

/** Nothing on a host runs longer, whatever the deployment's own limit, in milliseconds. */
const longest = 24 * 3_600_000

export interface HookRun {
  readonly name: HookName | 'health-check'
  readonly hook: HookScript
  /** The release in whose folder it runs; empty: the releases folder. */
  readonly release: string
  readonly timeout?: number
  readonly signal: AbortSignal
  readonly silent?: boolean
}

/** Runs a hook on a host, its output in the log as it comes. Throws `hook-failed` with the last lines of the output. */
export async function runHook(deployment: Deployment, member: Member, run: HookRun): Promise<void> {
  const result = await commandOn(deployment, member, run)
  if (result.end.kind === 'code' && result.end.code === 0) return
  if (result.end.kind === 'cancelled') throw run.signal.reason
  const { name } = member.order
  const end = describeEnd(result)
  const tail = result.tail.map((line) => `\n    ${printable(line, 300)}`).join('')
  throw new RemoteError({
    code: 'hook-failed',
    party: name,
    where: `${name}: ${run.name}`,
    problem: text(`The ${run.name} hook on ${name} ${end.en}.${tail}`, `${name} 上的 ${run.name} 钩子${end['zh-CN']}。${tail}`),
    remedy: text('Its whole output is in the log above.', '完整输出见上方日志。'),
  })
}

/** Runs a hook or check and tells how it ended. */
export function commandOn(deployment: Deployment, member: Member, run: HookRun): Promise<CommandResult> {
  const host = hostOf(member)
  const { releases } = member.order
  return runOnHost(host.connection, {
    hook: run.hook,
    variables: hookVariables(deployment, member, run.release),
    folder: run.release ? `${releases}/${run.release}` : releases,
    pids: `${releases}/.sallyport/lock/pids`,
    timeout: run.timeout ?? longest,
    clock: deployment.clock,
    signal: run.signal,
    onLines: (lines) => {
      if (!run.silent) deployment.log.from(member.order.name, lines)
    },
    onCut: () => {
      if (!run.silent) deployment.log.info(outputCut)
    },
    kill: (pid) => host.ask('kill', [pid]),
  })
}

/** Said where the output of a command is more than the log takes. */
export const outputCut = text('… (its further output is not shown)', '…（其余输出不再显示）')

/** The variables that hooks see (contract §1). On the way back, the previous release is the one that was left. */
export function hookVariables(deployment: Deployment, member: Member, release: string): Record<string, string> {
  const { run } = deployment
  const { version, sha } = factsOf(deployment, member, release)
  const before = servedBefore(member)
  return {
    SALLYPORT_PROJECT: run.project,
    SALLYPORT_ENVIRONMENT: run.environment,
    SALLYPORT_VERSION: version,
    SALLYPORT_RELEASE: release,
    SALLYPORT_RELEASE_PATH: release ? `${member.order.releases}/${release}` : '',
    SALLYPORT_LIVE_PATH: member.order.live,
    SALLYPORT_PREVIOUS_RELEASE: release === before ? member.target : before,
    SALLYPORT_HOST: member.order.name,
    SALLYPORT_SHA: sha,
    SALLYPORT_RUN_URL: run.url,
  }
}

export function describeEnd({ end, milliseconds }: CommandResult): Text {
  const after = formatDuration(milliseconds)
  if (end.kind === 'code') return text(`failed with exit code ${end.code} after ${after}`, `在 ${after} 后失败，退出码 ${end.code}`)
  if (end.kind === 'signal')
    return text(`was ended by SIG${end.signal.replace(/^SIG/, '')} after ${after}`, `在 ${after} 后被信号 ${end.signal} 终止`)
  if (end.kind === 'timed-out') return text(`did not end within ${after} and was killed`, `在 ${after} 内没有结束，已被终止`)
  return text(`gave no exit status: the connection was lost after ${after}`, `没有返回退出状态：${after} 后连接中断`)
}
