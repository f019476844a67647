import { printable } from '../kit/printable.ts'
import { text } from '../kit/text.ts'
import { asBefore } from './as-before.ts'
import { type Deployment, recordOf } from './deployment.ts'
import { failAt } from './fail-at.ts'
import { persist } from './host/host.ts'
import { surveyHost } from './host/survey.ts'
import { basesFor, planHost } from './host-plan.ts'
import { goesOnByItself, requestsAhead, resolveDoubt } from './in-one-go.ts'
import { inParallel } from './in-parallel.ts'
import { lostNote } from './lost-note.ts'
import { failMember, hasBegun, hostOf, type Member } from './member.ts'
import type { Release } from './order.ts'
import { runHook } from './run-hook.ts'
import { type Depot, planShipment, sendRelease } from './transfer.ts'
import { reportUpload } from './upload-progress.ts'

/** Decides for every host what it needs, and for those that need the release what has to be sent. */
export async function planMembers(deployment: Deployment, members: readonly Member[], release: Release, depot: Depot): Promise<void> {
  await inParallel(members, deployment.strategy.parallel, async (member) => {
    try {
      const { state } = member
      if (!state) return
      member.plan = planHost(state, member.order, release, deployment.strategy)
      if (member.plan.kind === 'unchanged') {
        member.target = member.plan.release
        member.end = 'unchanged'
      }
      if (member.plan.kind === 'settle') Object.assign(member, { state: asBefore(state), isSwitched: true })
      if (member.plan.kind === 'transfer') member.shipment = await planShipment(member, depot, member.plan.bases)
    } catch (error) {
      failAt(deployment, member, 'upload', error)
    }
  })
}

/**
 * The first phase: the release is complete and prepared on every host, and nothing that is served has changed. A host is begun with
 * only while `mayBegin`.
 */
export async function prepareMembers(
  deployment: Deployment,
  members: readonly Member[],
  depot: Depot,
  mayBegin: () => boolean,
): Promise<void> {
  const stopReport = reportUpload(deployment, members)
  await inParallel(members, deployment.strategy.parallel, async (member) => {
    if (!mayBegin()) return
    try {
      await deployment.timeline.run('upload', member.order.name, () => upload(deployment, member, depot))
      await beforeRelease(deployment, member)
    } catch (error) {
      if (!(await goesOnByItself(deployment, member))) failMember(member, error)
    }
  })
  stopReport()
}

async function upload(deployment: Deployment, member: Member, depot: Depot): Promise<void> {
  const host = hostOf(member)
  const { name } = member.order
  await persist(
    host,
    async () => {
      deployment.signal.throwIfAborted()
      await resolveDoubt(deployment, member)
      const arrived = member.plan?.kind === 'transfer' && (await hasArrived(deployment, member, depot))
      if (member.plan?.kind === 'switch') await checkKept(deployment, member, depot)
      if (hasBegun(member)) return
      if (arrived) await host.ask('verify', [member.target])
      else if (member.plan?.kind === 'transfer') await send(deployment, member, depot)
    },
    () => {
      deployment.log.info(lostNote(name))
      wasLost.add(member)
    },
  )
}

/** A kept release that the application or a hook has altered is sent anew. */
async function checkKept({ log }: Deployment, member: Member, depot: Depot): Promise<void> {
  const { status, words } = await hostOf(member).ask('verify', [member.target], { accept: ['damaged'] })
  if (status === 'ok' || !member.state) return
  const { name } = member.order
  const what = printable(words)
  log.info(
    text(
      `${name}: ${member.target} was altered on the host (${what}); sending it again.`,
      `${name}：${member.target} 在主机上被改动过（${what}）；重新发送。`,
    ),
  )
  const bases = basesFor(member.state, depot.release).filter((base) => base.name !== member.target)
  member.shipment = await planShipment(member, depot, bases)
  member.plan = { kind: 'transfer', bases }
}

/** Hosts whose connection broke while uploading: the release may have been completed just before. */
const wasLost = new WeakSet<Member>()

async function hasArrived({ strategy }: Deployment, member: Member, { release }: Depot): Promise<boolean> {
  if (!wasLost.has(member)) return false
  const { state } = await surveyHost(hostOf(member), strategy.shared)
  const { live, liveRelease } = member.state ?? state // what this run found, and goes back to
  member.state = { ...state, live, liveRelease }
  return state.releases.some(({ name, digest }) => name === release.name && digest === release.manifest.digest)
}

async function send(deployment: Deployment, member: Member, depot: Depot): Promise<void> {
  const { state, shipment } = member
  if (!state || !shipment) return
  const { name } = member.order
  const before = member.bytes
  await sendRelease(hostOf(member), depot, state, shipment, {
    strategy: deployment.strategy,
    journal: recordOf(deployment, 'prepared', member.target, { digest: depot.release.manifest.digest }),
    ahead: requestsAhead(deployment, member),
    signal: deployment.signal,
    onSent: () => {
      member.isSwitched = member.reach !== 'preparation' // from here on it may be
    },
    onBytes: (sent) => {
      member.bytes = before + sent
    },
    onFallback: () =>
      deployment.log.info(
        text(
          `${name}: the kept release ${shipment.base?.name} was altered on the host; sending everything.`,
          `${name}：保留的版本 ${shipment.base?.name} 在主机上被改动过；改为发送全部内容。`,
        ),
      ),
  })
}

async function beforeRelease(deployment: Deployment, member: Member): Promise<void> {
  const { strategy, timeline, signal } = deployment
  const hook = strategy.hooks['before-release']
  const { name } = member.order
  if (!hook || member.plan?.kind === 'settle') return timeline.mark('before-release', name, 'skipped')
  await timeline.run('before-release', name, async () => {
    await runHook(deployment, member, { name: 'before-release', hook, release: member.target, signal })
    const ask = () => hostOf(member).ask('hooked', [member.target])
    await persist(hostOf(member), ask, () => deployment.log.info(lostNote(name)))
  })
}
