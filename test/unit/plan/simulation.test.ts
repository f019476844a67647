import { describe, expect, it } from '@jest/globals'
import { carryOut, usualCampaign } from '../../support/plan-world/campaign.ts'
import { carryOutRival, rivals } from '../../support/plan-world/rivals.ts'
import { verdictOn } from '../../support/plan-world/verdict-on-campaign.ts'

const { wishes, skew } = usualCampaign
const judged = async (change: Partial<typeof usualCampaign>) => {
  const campaign = { ...usualCampaign, ...change }
  return verdictOn(await carryOut(campaign), wishes.horizon, skew)
}

const clean = { twice: [], lost: [], cancelledButFired: [], stale: [], frozen: [] }

/** The whole month is measured in bench/plan, for many seeds. */
const short = { days: 10, entries: 70 }

describe('planned releases under the noise of GitHub’s schedule', () => {
  it('start each exactly once in a month, none that was taken back, none in a freeze, on time where a tick is there', async () => {
    const verdict = await judged({ seed: 1 })
    expect(verdict).toMatchObject(clean)
    expect(verdict.started.length).toBeGreaterThan(130)
    expect(verdict.seenLate.length).toBeGreaterThan(80)
    expect(verdict.seenLate.filter((one) => one > 60_000)).toEqual([])
  }, 120_000)

  it.each([11, 12, 13])(
    'stay so where one call in fifty fails and one in two hundred kills the process: seed %d',
    async (seed) => {
      const verdict = await judged({ ...short, seed, faults: { crash: 0.005, fail: 0.02 } })
      expect(verdict).toMatchObject(clean)
      expect(verdict.started.length).toBeGreaterThan(40)
    },
    60_000,
  )

  it.each(['none', 'early'] as const)(
    'stay so with hold: %s',
    async (hold) => {
      const verdict = await judged({ ...short, seed: 12, wishes: { ...wishes, hold } })
      expect(verdict).toMatchObject(clean)
      expect(verdict.started.length).toBeGreaterThan(40)
    },
    60_000,
  )

  it('are stopped before their time where they were started early and then cancelled, moved or frozen', async () => {
    const { world } = await carryOut({ ...usualCampaign, ...short, seed: 12, wishes: { ...wishes, hold: 'early' } })
    const stopped = world.runs.filter(({ stoppedAt }) => stoppedAt !== undefined)
    expect(stopped.length).toBeGreaterThan(2)
    expect(stopped.filter(({ stoppedAt = 0, beginsAt }) => stoppedAt >= beginsAt)).toEqual([])
  }, 60_000)

  it('show what the ways in use today do, so that the measure can fail', async () => {
    const [cron, action] = rivals
    if (!cron || !action) throw new Error('no rivals')
    const byCron = verdictOn(await carryOutRival(usualCampaign, cron), wishes.horizon, skew)
    expect(byCron.twice.length + byCron.frozen.length).toBeGreaterThan(5)
    const byAction = verdictOn(await carryOutRival(usualCampaign, action), wishes.horizon, skew)
    expect(byAction.stale.length).toBeGreaterThan(100)
  })
})
