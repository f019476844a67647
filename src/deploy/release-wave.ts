import { text } from '../kit/text.ts'
import { checkHealth } from './check-health.ts'
import type { Deployment } from './deployment.ts'
import { persist } from './host/host.ts'
import { surveyHost } from './host/survey.ts'
import { resolveDoubt } from './in-one-go.ts'
import { inParallel } from './in-parallel.ts'
import { lostNote } from './lost-note.ts'
import { asideOf, failMember, hasBegun, hostOf, type Member, servedBefore } from './member.ts'
import type { HookName } from './order.ts'
import { runHook } from './run-hook.ts'
import { hookAfter, isLookedAt, switchRequest, verifiedLine } from './switch.ts'

/**
 * Switches the hosts of a wave to their target and makes sure that they are well. `hook` is what they run once it is live. A host is
 * begun with only while `mayBegin`: failures of the same wave count; the rest is left as it was.
 */
export async function releaseWave(deployment: Deployment, wave: readonly Member[], hook: HookName, mayBegin: () => boolean): Promise<void> {
  await inParallel(wave, deployment.strategy.parallel, async (member) => {
    if (!hasBegun(member) && !mayBegin()) {
      member.end = 'left'
      return
    }
    try {
      if (!hasBegun(member)) deployment.signal.throwIfAborted()
      await deployment.timeline.run('release', member.order.name, () => makeLive(deployment, member, hook))
      await settle(deployment, member, hook)
      member.end = 'released'
    } catch (error) {
      if (member.isSwitched && !member.aside) member.isSwitched = await mayServeTarget(deployment, member)
      failMember(member, error)
    }
    member.ended = deployment.clock.now()
  })
}

/** Whether the host serves the target, as the host says; when it cannot be asked, it may. */
async function mayServeTarget({ strategy }: Deployment, member: Member): Promise<boolean> {
  const look = await surveyHost(hostOf(member), strategy.shared).catch(() => undefined)
  return look === undefined || look.state.liveRelease === member.target
}

async function makeLive(deployment: Deployment, member: Member, hook: HookName): Promise<void> {
  const { order, target } = member
  const host = hostOf(member)
  const [verb, ...args] = switchRequest(deployment, member, hook)
  await persist(
    host,
    async () => {
      await resolveDoubt(deployment, member)
      if (member.state?.live.kind === 'folder') {
        member.aside = asideOf(member)
        member.isSwitched = true
        await host.ask('adopt', [member.aside])
      }
      member.isSwitched = true // from here on it may be; going back finds out
      await host.ask(verb, args)
    },
    () => deployment.log.info(lostNote(order.name)),
  )
  const { aside } = member
  if (aside)
    deployment.log.notice(text(`${order.live} stepped aside; it is ${aside} now.`, `${order.live} 已让位，现位于 ${aside}。`), order.name)
  deployment.log.info(
    text(
      `${order.name}: ${target} is live (before: ${servedBefore(member) || 'nothing'}).`,
      `${order.name}：${target} 已上线（之前：${servedBefore(member) || '无'}）。`,
    ),
  )
}

/** After the switch: the hook, the health check, and the mark that says the release is good. */
async function settle(deployment: Deployment, member: Member, hookName: HookName): Promise<void> {
  const { strategy, timeline, signal } = deployment
  const { name } = member.order
  const hook = hookAfter(strategy, hookName)
  if (hook)
    await timeline.run('after-release', name, () => runHook(deployment, member, { name: hookName, hook, release: member.target, signal }))
  else timeline.mark('after-release', name, 'skipped')
  await timeline.run('verify', name, async () => {
    if (strategy.healthCheck) await checkHealth(deployment, member, strategy.healthCheck, member.target, signal)
    if (member.reach === 'end') return
    signal.throwIfAborted()
    if (!isLookedAt(deployment, hookName)) return
    await persist(
      hostOf(member),
      () => hostOf(member).ask('journal', [verifiedLine(deployment, member)]),
      () => deployment.log.info(lostNote(name)),
    )
  })
}
