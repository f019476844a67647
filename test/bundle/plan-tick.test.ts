import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { inSeconds, openPlanScene, type PlanScene, releaseWorkflow } from '../support/plan-scene.ts'

let scene: PlanScene
beforeEach(async () => {
  scene = await openPlanScene()
})
afterEach(() => scene.close())

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

  it('takes only entries of its workflow, tells its issue by number, and speaks Chinese where that is wished', async () => {
    scene.write('.github/workflows/other.yml', releaseWorkflow)
    const { number } = scene.github.people.openIssue('alice', '发布计划')
    const at = inSeconds(10)
    scene.plan([
      { id: 'mine', at, version: 'v1' },
      { id: 'other', at, version: 'v1', workflow: 'other.yml' },
      { id: 'bad', at, version: 'v1', ref: 'nowhere' },
    ])
    const env = { GITHUB_EVENT_NAME: 'push' }
    const step = await scene.run({ workflow: 'release.yml', locale: 'zh-CN', issue: String(number) }, { env })
    expect(scene.github.requests.filter(({ path }) => path.endsWith('/dispatches')).map(({ path }) => path)).toEqual([
      expect.stringContaining('release.yml'),
    ])
    expect(step.log).toContain('mine：已准时启动')
    expect(step.log).toContain('bad：仓库中没有分支、标签或提交“nowhere”')
    expect(step.summary).toContain('发布计划')
    expect(scene.github.state.issues.get(number)?.body).toMatch(/mine .*🚀 已启动/)
    expect(scene.github.state.issues.size).toBe(1)
  }, 60_000)
})
