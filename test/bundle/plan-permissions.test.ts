import { describe, expect, it } from '@jest/globals'
import { inSeconds, openPlanScene } from '../support/plan-scene.ts'

const entry = () => ({ id: 'shop', at: inSeconds(10), version: 'v1' })

describe('a token that may not do what it takes', () => {
  it('without contents: write starts nothing, because nothing could be written down', async () => {
    await using scene = await openPlanScene({ contents: 'read', actions: 'write', issues: 'write' })
    scene.plan([entry()])
    const step = await scene.run()
    expect([step.code, step.outputs.outcome, step.outputs['reason-code']]).toEqual([1, 'failed', 'github-permission'])
    expect(step.log).toMatch(/without that something could be released twice/)
    expect(step.log).toContain('contents: write')
    expect(scene.runs()).toEqual([])
  }, 60_000)

  it('without contents: read says so', async () => {
    await using scene = await openPlanScene({ actions: 'write' })
    scene.plan([entry()])
    const step = await scene.run()
    expect(step.code).toBe(1)
    expect(step.log).toMatch(/contents: read/)
    expect(step.log).not.toContain('A fault in Sallyport itself')
  })

  it('without actions: write refuses the entry, and says what is lacking', async () => {
    await using scene = await openPlanScene({ contents: 'write', actions: 'read' })
    scene.plan([entry()])
    const step = await scene.run()
    expect([step.code, step.outputs.outcome]).toEqual([1, 'blocked'])
    expect(step.annotations.map(({ message }) => message).join('\n')).toContain('actions: write')
    expect(scene.runs()).toEqual([])
    expect(scene.github.requests.filter(({ path, method }) => method === 'POST' && path.endsWith('/dispatches'))).toHaveLength(1)
  }, 60_000)

  it('without any right to actions still never starts what another holds', async () => {
    await using scene = await openPlanScene({ contents: 'write' })
    scene.plan([{ ...entry(), at: inSeconds(14) }])
    const steps = await Promise.all([scene.run(), scene.run()])
    expect(scene.runs()).toEqual([])
    for (const { log } of steps) expect(log).not.toContain('A fault in Sallyport itself')
    expect(steps.map(({ log }) => log).join('\n')).toContain('actions: write')
  }, 60_000)

  it('without issues: write goes on without its issue', async () => {
    await using scene = await openPlanScene({ contents: 'write', actions: 'write' })
    scene.plan([entry()])
    const step = await scene.run({ issue: 'auto' })
    expect([step.code, step.outputs.outcome]).toEqual([0, 'dispatched'])
    expect(step.annotations.map(({ message }) => message).join('\n')).toMatch(/The plan has no issue: .*“issues: write”.*“issue: none”/)
    expect(scene.started()).toEqual(['shop'])
  }, 60_000)

  it('that is foreign or none at all says so', async () => {
    await using scene = await openPlanScene()
    scene.plan([entry()])
    const steps = await Promise.all([
      scene.run({ token: 'ghp_somebodyelse0000000000000000000000' }),
      scene.run({ token: 'expired' }),
      scene.run({ token: '' }),
    ])
    for (const { code, log, raw } of steps) {
      expect(code).toBe(1)
      expect(log).toMatch(/GitHub/)
      expect(log).not.toContain('A fault in Sallyport itself')
      expect(raw.replace(/^::add-mask::.*$/gm, '')).not.toContain('ghp_somebodyelse')
    }
  })
})
