import { isKnownError, messageOf, RemoteError } from '../kit/errors.ts'
import { joinText, text } from '../kit/text.ts'
import { checkHealth } from './check-health.ts'
import { type Deployment, recordOf } from './deployment.ts'
import { persist } from './host/host.ts'
import { type Fault, faultOf } from './host-report.ts'
import { inParallel } from './in-parallel.ts'
import { lostNote } from './lost-note.ts'
import { factsOf, hostOf, type Member, servedBefore } from './member.ts'
import { runHook } from './run-hook.ts'

/**
 * Brings hosts that this run switched back to what they served before, marks the release they leave as bad, and tells their
 * applications. Every host is tried; one that cannot go back is the loudest failure there is. `signal` is that of the way back,
 * not of the deployment, which may have been aborted.
 */
export async function goBack(deployment: Deployment, members: readonly Member[], signal: AbortSignal): Promise<void> {
  const switched = members.filter((member) => member.isSwitched)
  await inParallel(switched, deployment.strategy.parallel, async (member) => {
    try {
      await persist(
        hostOf(member),
        () => switchBack(deployment, member),
        () => deployment.log.info(lostNote(member.order.name)),
      )
      member.isSwitched = false
      await settleBack(deployment, member, signal)
      if (member.end !== 'failed' || member.fault?.code !== 'rollback-failed') member.end = 'rolled-back'
    } catch (error) {
      member.fault = faultOf(rollbackFault(member, error))
      member.end = 'failed'
    }
    member.ended = deployment.clock.now()
    for (const stage of ['release', 'after-release', 'verify'] as const) {
      if (member.end === 'rolled-back' && deployment.timeline.stateOf(stage, member.order.name) === 'succeeded') {
        deployment.timeline.mark(stage, member.order.name, 'rolled-back')
      }
    }
  })
}

async function switchBack(deployment: Deployment, member: Member): Promise<void> {
  const host = hostOf(member)
  const { state, target, order } = member
  const before = servedBefore(member)
  const line = recordOf(deployment, 'rolled-back', before, { from: target, ...factsOf(deployment, member, before) })
  if (member.aside !== undefined) await host.ask('unadopt', [member.aside])
  else if (state?.live.kind === 'link' && state.liveRelease === undefined) await host.ask('restore', [state.live.target, line])
  else await host.ask('switch', [state?.liveRelease ?? '', line])
  await host.ask('journal', [recordOf(deployment, 'failed', target)], { accept: ['denied', 'no-space'] }) // unmarked, it is still not known as good
  deployment.log.info(
    before === ''
      ? text(`${order.name}: the live link is gone again; nothing was live before.`, `${order.name}：已移除上线链接；之前没有上线版本。`)
      : text(`${order.name}: back to ${before}.`, `${order.name}：已恢复到 ${before}。`),
  )
}

/**
 * Lets the application know, and looks whether it is well again. Only the user's own after-rollback hook can fail this; where the
 * after-release hook stands in for it, or the health check, fails again, the host went back all the same: that is said beside what
 * went wrong first.
 */
async function settleBack(deployment: Deployment, member: Member, signal: AbortSignal): Promise<void> {
  const { hooks, healthCheck } = deployment.strategy
  const release = member.state?.liveRelease
  if (release === undefined) return
  const own = hooks['after-rollback']
  if (own) await runHook(deployment, member, { name: 'after-rollback', hook: own, release, signal })
  try {
    const hook = own ? undefined : hooks['after-release']
    if (hook) await runHook(deployment, member, { name: 'after-release', hook, release, signal })
    if (healthCheck) await checkHealth(deployment, member, healthCheck, release, signal)
  } catch (error) {
    noteUnwell(member, release, faultOf(error))
  }
}

function noteUnwell(member: Member, release: string, unwell: Fault): void {
  const { name } = member.order
  const problem = text(
    `${name} serves ${release} again, and there it failed too: ${unwell.problem.en}`,
    `${name} 已恢复为 ${release}，但同样失败：${unwell.problem['zh-CN']}`,
  )
  member.fault = { ...unwell, ...member.fault, problem: member.fault ? joinText([member.fault.problem, problem], '\n') : problem }
}

function rollbackFault(member: Member, error: unknown): RemoteError {
  const { name } = member.order
  const reason = isKnownError(error) ? error.problem : text(messageOf(error), messageOf(error))
  const first = member.fault?.problem ?? text('', '')
  const before = servedBefore(member) || '–'
  const what = member.isSwitched
    ? text(
        `${name} could not be brought back to ${before} and may still serve ${member.target}`,
        `${name} 未能恢复到 ${before}，可能仍在提供 ${member.target}`,
      )
    : text(`${name} serves ${before} again, but is not well`, `${name} 已恢复为 ${before}，但状态不正常`)
  return new RemoteError({
    code: 'rollback-failed',
    party: name,
    where: name,
    cause: error,
    problem: text(
      `${what.en}: ${reason.en}${first.en ? `\nBefore that: ${first.en}` : ''}`,
      `${what['zh-CN']}：${reason['zh-CN']}${first['zh-CN'] ? `\n在此之前：${first['zh-CN']}` : ''}`,
    ),
    remedy: text(
      `Look at ${member.order.live} on ${name} now; the rollback action sets it right, or by hand: ln -s <release> next && mv -fT next <live>.`,
      `请立即检查 ${name} 上的 ${member.order.live}；可用 rollback 动作修复，或手工执行：ln -s <版本> next && mv -fT next <live>。`,
    ),
  })
}
