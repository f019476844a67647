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

describe('thirty days with two hundred planned releases', () => {
  it('start each exactly once, none that was taken back, none in a freeze, on time where a tick is there', async () => {
    const late: number[] = []
    for (const seed of [1, 2]) {
      const verdict = await judged({ seed })
      expect({ seed, ...verdict }).toMatchObject({ seed, ...clean })
      expect(verdict.started.length).toBeGreaterThan(130)
      late.push(...verdict.seenLate)
    }
    expect(late.length).toBeGreaterThan(130)
    expect(late.filter((one) => one > 60_000)).toEqual([])
  }, 120_000)

  it('stay so where one call in fifty fails and one in two hundred kills the process', async () => {
    const verdict = await judged({ seed: 11, faults: { crash: 0.005, fail: 0.02 } })
    expect(verdict).toMatchObject(clean)
    expect(verdict.started.length).toBeGreaterThan(130)
  }, 60_000)

  it.each(['none', 'early'] as const)(
    'stay so with hold: %s',
    async (hold) => {
      const verdict = await judged({ seed: 12, wishes: { ...wishes, hold } })
      expect(verdict).toMatchObject({ twice: [], lost: [] })
    },
    60_000,
  )

  it('show what the ways in use today do, so that the measure can fail', async () => {
    const [cron, action] = rivals
    if (!cron || !action) throw new Error('no rivals')
    const byCron = verdictOn(await carryOutRival(usualCampaign, cron), wishes.horizon, skew)
    expect(byCron.twice.length + byCron.frozen.length).toBeGreaterThan(5)
    const byAction = verdictOn(await carryOutRival(usualCampaign, action), wishes.horizon, skew)
    expect(byAction.stale.length).toBeGreaterThan(100)
  })
})
