import type { TickWishes } from '../../../src/plan/desk.ts'
import type { PlanEntry } from '../../../src/plan/entry.ts'
import { seededRandom } from '../random.ts'
import { type Edit, type Freeze, type PlanWorld, planWorld } from './plan-world.ts'
import { type Noise, ticksBetween, usualNoise } from './schedule-noise.ts'
import { type Faults, startTick, type TickProcess } from './tick-process.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

export interface Campaign {
  readonly seed: number
  readonly days: number
  readonly entries: number
  readonly noise: Noise
  readonly faults: Faults
  /** Largest error of a clock, in milliseconds. */
  readonly skew: number
  readonly wishes: TickWishes
}

/** Thirty days with two hundred releases, under what is known of GitHub's schedule and more faults than anybody has seen. */
export const usualCampaign: Campaign = {
  seed: 1,
  days: 30,
  entries: 200,
  noise: usualNoise,
  faults: { crash: 0.0005, fail: 0.005 },
  skew: 20_000,
  wishes: { horizon: 2 * hour, hold: 'sleep', every: 5 * minute, follow: 30 * minute, workflow: '' },
}

export interface Carried {
  readonly world: PlanWorld
  readonly ticks: readonly TickProcess[]
  readonly until: number
}

export const firstDay = Date.UTC(2026, 10, 1)

/** Carries out a campaign, in its own time. */
export async function carryOut(campaign: Campaign): Promise<Carried> {
  const { world, until, random } = worldOf(campaign)
  const ticks: TickProcess[] = []
  // Late enough for whatever was put off to go out in the end.
  for (const moment of ticksBetween(firstDay, until + 4 * day, campaign.noise, random))
    world.time.at(moment, () => {
      const skew = (2 * random() - 1) * campaign.skew
      ticks.push(startTick(world, campaign.wishes, campaign.faults, skew, random))
    })
  await world.time.until(until + 4 * day)
  return { world, ticks, until }
}

/** The plan of a campaign with all its changes, before anything has happened. */
export function worldOf(campaign: Campaign): { readonly world: PlanWorld; readonly until: number; random(): number } {
  const random = seededRandom(campaign.seed)
  const world = planWorld(firstDay, editsOf(campaign, random), freezesOf(campaign, random))
  return { world, until: firstDay + campaign.days * day, random }
}

/** An entry of a plan, with what is usual. */
export const entryAt = (id: string, at: number, more: Partial<PlanEntry> = {}): PlanEntry => ({
  id,
  due: { at, zone: 'UTC', words: new Date(at).toISOString() },
  workflow: 'release.yml',
  ref: { kind: 'named', name: 'main' },
  inputs: {},
  version: '',
  environment: 'production',
  needs: [],
  onLate: { kind: 'run-within', milliseconds: 13 * hour },
  onFreeze: 'postpone',
  onClose: 'finish',
  reminders: [day, hour],
  owner: '',
  notify: [],
  wish: 'run',
  where: id,
  ...more,
})

/** Whole minutes: freezes begin and end between them. */
const someMinute = (from: number, span: number, random: () => number): number => from + Math.floor((random() * span) / minute) * minute

function editsOf({ days, entries }: Campaign, random: () => number): Readonly<Record<string, readonly Edit[]>> {
  const all = Array.from({ length: entries }, (_, index) => {
    const id = `release-${index}`
    const due = someMinute(firstDay + 2 * hour, days * day - 3 * hour, random)
    const onFreeze = random() < 0.3 ? ('skip' as const) : ('postpone' as const)
    const entry = entryAt(id, due, { onFreeze })
    return [id, [{ at: 0, entry }, ...changesOf(entry, random)]] as const
  })
  return Object.fromEntries(all)
}

/** Some are moved, some cancelled, some cancelled and planned again: days before, or a second before. */
function changesOf(entry: PlanEntry, random: () => number): readonly Edit[] {
  const { at } = entry.due
  const before = random() < 0.5 ? 1000 + random() * 10_000 : random() * 5 * hour
  const kind = random()
  if (kind < 0.15) return [{ at: at - before, entry: { ...entry, wish: 'cancelled' } }]
  if (kind < 0.2) return [{ at: at - before, entry: undefined }]
  if (kind < 0.25)
    return [
      { at: at - before - hour, entry: { ...entry, wish: 'cancelled' } },
      { at: at - before, entry },
    ]
  if (kind > 0.5) return []
  const moved = someMinute(at + 10 * minute, 12 * hour, random)
  const earlier = Math.floor((at - before) / minute) * minute + 10 * minute
  const next = kind < 0.4 || earlier >= at || earlier < firstDay + hour ? moved : earlier
  return [{ at: at - before, entry: { ...entry, due: { ...entry.due, at: next } } }]
}

function freezesOf({ days }: Campaign, random: () => number): readonly Freeze[] {
  return Array.from({ length: 8 }, () => {
    const from = someMinute(firstDay, days * day, random) + minute / 2
    const knownAt = random() < 0.5 ? 0 : from - random() * 10_000
    return { from, to: from + Math.ceil(random() * 30) * hour, knownAt }
  })
}
