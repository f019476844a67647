import { formatDuration } from '../kit/duration.ts'
import { text } from '../kit/text.ts'
import type { Deployment } from './deployment.ts'
import { finishMembers } from './finish.ts'
import { nextStep, whoGoesBack } from './fleet-policy.ts'
import { goBack } from './go-back.ts'
import type { Prospect } from './host/host.ts'
import { reachOf } from './in-one-go.ts'
import { hasFailed, mayGoOn } from './may-go-on.ts'
import { hasBegun, isOver, type Member, newMember } from './member.ts'
import { incomingName } from './names.ts'
import { openMembers } from './open-members.ts'
import type { HookName, HostOrder, Release } from './order.ts'
import { planMembers, prepareMembers } from './prepare.ts'
import { releaseWave } from './release-wave.ts'
import { closeDepot, openDepot } from './transfer.ts'
import { planWaves } from './waves.ts'

/**
 * Brings a release to a fleet, in two phases. First it is prepared everywhere: nothing live has changed, and a failure ends here
 * without harm. Then it is switched wave by wave; if a wave fails, hosts go back as the strategy says. `folder` is for parcels.
 */
export async function deployFleet(
  deployment: Deployment,
  hosts: readonly HostOrder[],
  release: Release,
  folder: string,
): Promise<readonly Member[]> {
  const members = hosts.map((host) => newMember(host, release.name, deployment.clock.now()))
  const depot = openDepot(release, folder)
  const { log } = deployment
  try {
    await log.group(text('Look at the hosts', '查看主机'), async () => {
      await openMembers(deployment, members, 'lock', prospectOf(deployment, release))
      await planMembers(deployment, members.filter(isWell), release, depot)
      for (const member of members) member.reach = reachOf(deployment, members)
    })
    await log.group(text('Prepare everywhere', '在所有主机上准备'), async () => {
      await prepareMembers(deployment, members.filter(isWaiting), depot, () => mayGoOn(deployment, members))
    })
    await releaseInWaves(deployment, members, 'after-release')
  } finally {
    await finishMembers(deployment, members)
    await closeDepot(depot)
  }
  return members
}

/** What a fleet would do, told by looking only. */
export async function previewFleet(
  deployment: Deployment,
  hosts: readonly HostOrder[],
  release: Release,
  folder: string,
): Promise<readonly Member[]> {
  const members = hosts.map((host) => newMember(host, release.name, deployment.clock.now()))
  const depot = openDepot(release, folder)
  try {
    await openMembers(deployment, members, 'look', prospectOf(deployment, release))
    await planMembers(deployment, members.filter(isWell), release, depot)
  } finally {
    for (const member of members) member.host?.close()
  }
  return members
}

const prospectOf = ({ strategy }: Deployment, release: Release): Prospect => ({
  digest: release.manifest.digest,
  incoming: incomingName(release.name),
  reuse: strategy.reuse,
})

const isWell = (member: Member): boolean => member.end !== 'failed' && member.end !== 'left'
const isWaiting = (member: Member): boolean => member.end === undefined && member.plan !== undefined

/** The second phase: one wave after the other, until all are live or one fails. */
export async function releaseInWaves(deployment: Deployment, members: readonly Member[], hook: HookName): Promise<void> {
  if (!mayGoOn(deployment, members) && !members.some(hasBegun)) return
  const waves = planWaves(
    members.filter(isWaiting).map((member) => ({ name: member.order.name, tags: member.order.tags, member })),
    deployment.strategy.waves,
  )
  for (const [index, entries] of waves.entries()) {
    if (index > 0) await pauseBetween(deployment)
    const wave = entries.map(({ member }) => Object.assign(member, { wave: index + 1 }))
    const goesOn = await deployment.log.group(waveTitle(index + 1, waves.length, wave), () => oneWave(deployment, members, wave, hook))
    if (!goesOn) return
  }
}

/** An abort in the pause is looked at by what follows. */
async function pauseBetween({ strategy, clock, signal, log }: Deployment): Promise<void> {
  if (strategy.pause === 0) return
  log.info(
    text(`Pausing for ${formatDuration(strategy.pause)} before the next wave.`, `下一批之前停顿 ${formatDuration(strategy.pause)}。`),
  )
  await clock.sleep(strategy.pause, signal).catch(() => {})
}

async function oneWave(deployment: Deployment, members: readonly Member[], wave: readonly Member[], hook: HookName): Promise<boolean> {
  const { strategy, signal, log } = deployment
  await releaseWave(deployment, wave, hook, () => mayGoOn(deployment, members))
  const failed = members.filter(hasFailed).length
  const step = nextStep(strategy, failed, members.length, signal.aborted)
  const back = whoGoesBack(strategy.rollback, step, members, wave).filter((member) => member.isSwitched && !isOver(member))
  if (back.length > 0) {
    const names = back.map((member) => member.order.name).join(', ')
    log.info(text(`Going back on ${names}.`, `正在回退：${names}。`))
    await goBack(deployment, back, AbortSignal.timeout(wayBack))
  }
  return step === 'go-on'
}

/** The way back may take this long, in milliseconds, whatever is left of the deployment's own time. */
const wayBack = 10 * 60_000

const waveTitle = (wave: number, waves: number, members: readonly Member[]) => {
  const names = members.map((member) => member.order.name).join(', ')
  return text(`Wave ${wave} of ${waves}: ${names}`, `第 ${wave}/${waves} 批：${names}`)
}
