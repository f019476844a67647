import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from '@jest/globals'
import type { ApiRequest } from '../fakes/github/answers.ts'
import type { Fault } from '../fakes/github/faults.ts'
import { inSeconds, openPlanScene, type PlanScene } from '../support/plan-scene.ts'
import type { RunningStep } from '../support/runner.ts'

const isDispatch = ({ method, path }: ApiRequest): boolean => method === 'POST' && path.endsWith('/dispatches')

/** Waits until something holds of the scene. */
async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await holds())) await delay(20)
}

const hang = (scene: PlanScene, fault: Partial<Fault> = {}): void =>
  scene.github.faults.next({ does: 'hang', ...fault }, { matching: isDispatch })

interface Death {
  readonly name: string
  prepare?(scene: PlanScene): void
  /** Resolves when it is to die. */
  moment(scene: PlanScene, step: RunningStep): Promise<unknown>
  /** Whether its run was started before it died. */
  readonly hasRun?: true
}

const asked = (scene: PlanScene) => until(() => scene.github.requests.some(isDispatch))

const deaths: readonly Death[] = [
  { name: 'as soon as it has claimed', moment: (_, step) => step.waitForLine(/shop: held until/) },
  {
    name: 'while it holds',
    moment: async (_, step) => {
      await step.waitForLine(/shop: held until/)
      await delay(2000)
    },
  },
  { name: 'when it has set out', moment: (scene) => until(async () => (await scene.record('shop'))?.state === 'starting') },
  { name: 'while GitHub is told, which never hears of it', prepare: hang, moment: asked },
  {
    name: 'when GitHub has heard and not answered',
    hasRun: true,
    prepare: (scene) => hang(scene, { afterwards: true }),
    moment: (scene) => until(() => scene.runs().length > 0),
  },
  {
    name: 'before it has written down what GitHub answered',
    hasRun: true,
    prepare: (scene) => {
      scene.github.faults.chance = ({ path }) => (scene.runs().length > 0 && path.endsWith('/git/trees') ? { does: 'hang' } : undefined)
    },
    moment: (scene) => until(() => scene.runs().length > 0 && scene.github.requests.at(-1)?.path.endsWith('/git/trees') === true),
  },
]

/** Kills a tick at a moment; then ticks come until it is started, or for a minute. */
async function killed({ prepare, moment, hasRun }: Death) {
  await using scene = await openPlanScene()
  prepare?.(scene)
  scene.plan([{ id: 'shop', at: inSeconds(14), version: 'v1' }])
  const first = await scene.start()
  await moment(scene, first)
  first.kill()
  await first.done
  const before = scene.runs().length
  scene.github.faults.chance = undefined
  const second = await scene.run({}, { timeout: 90_000 })
  const third = await scene.run()
  const record = await scene.record('shop')
  return { ...{ started: scene.started(), before, second, third, record, run: scene.runs()[0]?.id }, hasRun }
}

describe('a tick that is killed', () => {
  it('at any stage leaves an entry that the next one brings to exactly one run', async () => {
    const all = await Promise.all(deaths.map(async (death) => [death.name, await killed(death)] as const))
    for (const [name, { started, before, second, third, record, run, hasRun }] of all) {
      expect([name, before]).toEqual([name, hasRun ? 1 : 0])
      expect([name, started]).toEqual([name, ['shop']])
      expect([name, second.code, second.outputs.outcome]).toEqual([name, 0, 'dispatched'])
      expect([name, record?.state, record?.run?.id]).toEqual([name, 'started', run])
      expect([name, third.outputs.outcome]).toEqual([name, 'nothing-due'])
    }
  }, 150_000)

  it('is one that is cancelled while it holds: it ends at once, and the next one takes over', async () => {
    await using scene = await openPlanScene()
    scene.plan([{ id: 'shop', at: inSeconds(16), version: 'v1' }])
    const step = await scene.start()
    await step.waitForLine(/shop: held until/)
    const asked = performance.now()
    step.signal('SIGINT')
    const { code, outputs } = await step.done
    expect(performance.now() - asked).toBeLessThan(5000)
    expect([code, outputs.outcome, outputs['reason-code']]).toEqual([1, 'failed', 'cancelled'])
    expect((await scene.run()).outputs.outcome).toBe('dispatched')
    expect(scene.started()).toEqual(['shop'])
  }, 60_000)
})
