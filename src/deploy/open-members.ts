import { RemoteError } from '../kit/errors.ts'
import type { Deployment } from './deployment.ts'
import { failAt } from './fail-at.ts'
import { type Host, type Prospect, persist } from './host/host.ts'
import { readSurvey, type Survey, surveyHost, withManifest } from './host/survey.ts'
import { refuseUnusable } from './host-plan.ts'
import { inParallel } from './in-parallel.ts'
import { lostNote } from './lost-note.ts'
import { hostOf, type Member } from './member.ts'
import { type MemberSeeker, seekLock, settleLocks } from './seek-locks.ts'

/**
 * Connects to every host, takes its lock (unless only looking) and looks at it. Hosts are opened side by side; one that cannot be
 * reached or locked is marked failed, the others go on. `prospect`: the release that is to come.
 */
export async function openMembers(
  deployment: Deployment,
  members: readonly Member[],
  mode: 'lock' | 'look',
  prospect?: Prospect,
): Promise<void> {
  const seekers = mode === 'lock' ? members.map((member) => seekLock(deployment, member, members.length > 1, prospect)) : []
  const noted = async (member: Member, task: () => Promise<void>) => {
    try {
      await task()
    } catch (error) {
      failAt(deployment, member, 'upload', error)
    }
  }
  const each = (some: readonly Member[], task: (member: Member) => Promise<void>) =>
    inParallel(some, deployment.strategy.parallel, (member) => noted(member, () => task(member)))
  await each(members, (member) =>
    openMember(
      deployment,
      member,
      prospect,
      seekers.find((seeker) => seeker.member === member),
    ),
  )
  await settleLocks(deployment, seekers)
  const late = seekers.filter(({ isOurs, opened }) => isOurs && !opened).map(({ member }) => member)
  await each(late, (member) => look(deployment, member, () => surveyHost(hostOf(member), deployment.strategy.shared, prospect?.digest)))
}

async function openMember(
  deployment: Deployment,
  member: Member,
  prospect: Prospect | undefined,
  seeker: MemberSeeker | undefined,
): Promise<void> {
  deployment.signal.throwIfAborted()
  const host = await deployment.open(member.order)
  member.host = host
  const survey = () => surveyHost(host, deployment.strategy.shared, prospect?.digest)
  await look(deployment, member, () => (seeker ? lockAndLook(deployment, seeker, host, survey) : survey()))
}

async function look({ log }: Deployment, member: Member, task: () => Promise<Survey | undefined>): Promise<void> {
  const survey = await persist(hostOf(member), task, () => log.info(lostNote(member.order.name)))
  member.state = survey?.state
  member.liveManifest = survey?.liveManifest
}

/**
 * Asks for the lock and looks, in one round trip: what was seen counts if the lock was free, and is only told if somebody has it. What was
 * seen before that counts if nothing was done there since.
 */
async function lockAndLook(
  deployment: Deployment,
  seeker: MemberSeeker,
  host: Host,
  survey: () => Promise<Survey>,
): Promise<Survey | undefined> {
  const asking = seeker.askOn(host)
  const looking = host.firstLook ? host.firstLook.then((answer) => readSurvey(host, answer)) : survey()
  looking.catch(() => {}) // awaited only when it counts
  await asking.catch(async (error: unknown) => {
    throw await plainerReason(error, looking, seeker.member, deployment)
  })
  if (!seeker.isOurs) return looking.catch(() => undefined)
  if (!host.firstLook || !seeker.opened) return looking
  return withManifest(await looking, seeker.opened) ?? survey()
}

/** What the host looks like is known all the same; where the lock could not be written, it says more plainly why, and what to do. */
async function plainerReason(error: unknown, looking: Promise<Survey>, member: Member, { strategy }: Deployment): Promise<unknown> {
  const { order } = member
  const isDenied = error instanceof RemoteError && error.code === 'host-permission'
  const survey = await looking.catch(() => undefined)
  member.state = survey?.state
  try {
    if (survey && isDenied) refuseUnusable(survey.state, order, strategy)
    return error
  } catch (refusal) {
    return refusal
  }
}
