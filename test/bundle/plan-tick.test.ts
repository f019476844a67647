import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { openPlanScene, type PlanScene } from '../support/plan-scene.ts'

let scene: PlanScene
beforeEach(async () => {
  scene = await openPlanScene()
})
afterEach(() => scene.close())

const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString()

describe('a tick of the plan, as the runner runs it', () => {
  it('starts what is due to the second, once, and says so', async () => {
    scene.plan([{ id: 'shop-1.4.2', at: inSeconds(8), version: 'v1.4.2' }])
    const step = await scene.run()
    expect(step.log).toContain('shop-1.4.2')
    expect(step.outputs).toMatchObject({ outcome: 'dispatched', 'reason-code': 'dispatched', due: 'shop-1.4.2' })
    expect(scene.runs()).toMatchObject([
      { inputs: { version: 'v1.4.2', 'plan-entry': expect.stringMatching(/^shop-1\.4\.2-[0-9a-z]{8}$/) } },
    ])
    expect(Number(step.outputs['late-seconds'])).toBeLessThanOrEqual(5)
    const again = await scene.run()
    expect(again.outputs.outcome).toBe('nothing-due')
    expect(scene.runs()).toHaveLength(1)
  }, 60_000)
})
