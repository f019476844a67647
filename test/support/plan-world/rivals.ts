import type { Campaign, Carried } from './campaign.ts'
import { worldOf } from './campaign.ts'
import type { PlanWorld } from './plan-world.ts'
import { ticksBetween } from './schedule-noise.ts'
import type { TickProcess } from './tick-process.ts'

/** What another way does in a tick: the entries that it starts, as it sees the plan then. */
interface Rule {
  readonly name: string
  /** What it takes for the planned instant. */
  due(at: number): number
  /** Starting what was started does nothing: a merge. Otherwise two ticks at once start it twice. */
  readonly isIdempotent: boolean
}

const hour = 3_600_000

/** Ways in use today (facts/notify.md 3.1), on a machine of Shanghai’s zone. */
export const rivals: readonly Rule[] = [
  { name: 'cron alone: a tick starts what is due', due: (at) => at, isIdempotent: false },
  { name: 'merge-schedule’s rule, Asia/Shanghai', due: (at) => at - 8 * hour, isIdempotent: true },
]

/** The same month under another rule: the same plan, the same ticks, no faults at all. */
export async function carryOutRival(campaign: Campaign, rule: Rule): Promise<Carried> {
  const { world, until, random } = worldOf(campaign)
  const ticks: TickProcess[] = []
  for (const moment of ticksBetween(world.time.now(), until, campaign.noise, random))
    world.time.at(moment, () => {
      ticks.push({ id: String(ticks.length), began: moment, ended: moment + 60_000, isAlive: () => false, isLost: false })
      startDue(world, rule)
    })
  await world.time.until(until)
  return { world, ticks, until }
}

/** Between looking and having started lie some seconds. */
const startTakes = 3000

function startDue(world: PlanWorld, rule: Rule): void {
  const now = world.time.now()
  const isStarted = (id: string) => world.runs.some(({ entry }) => entry === id)
  for (const entry of world.plan()) {
    if (entry.wish !== 'run' || rule.due(entry.due.at) > now || isStarted(entry.id)) continue
    world.time.at(now + startTakes, () => {
      if (rule.isIdempotent && isStarted(entry.id)) return
      const startedAt = world.time.now()
      world.runs.push({
        id: world.runs.length + 1,
        entry: entry.id,
        correlation: '',
        startedAt,
        beginsAt: startedAt,
        endsAt: startedAt,
        endsWell: true,
      })
    })
  }
}
