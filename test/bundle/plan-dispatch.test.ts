import { describe, expect, it } from '@jest/globals'
import type { ApiRequest } from '../fakes/github/answers.ts'
import { serverError } from '../fakes/github/answers.ts'
import type { Fault } from '../fakes/github/faults.ts'
import { inSeconds, openPlanScene } from '../support/plan-scene.ts'

const isDispatch = ({ method, path }: ApiRequest): boolean => method === 'POST' && path.endsWith('/dispatches')

interface Trouble {
  readonly name: string
  readonly fault?: Fault
  readonly details?: 'ignored' | 'refused'
  /** Milliseconds after which lists show the run. */
  readonly lag?: number
}

const troubles: readonly Trouble[] = [
  { name: 'cut after it was carried out', fault: { does: 'reset', afterwards: true } },
  { name: 'a failure after it was carried out', fault: { does: serverError, afterwards: true } },
  { name: 'a failure after it was carried out, and lists that lag', fault: { does: serverError, afterwards: true }, lag: 6000 },
  { name: 'no answer within twenty seconds', fault: { does: 'hang', afterwards: true } },
  { name: 'cut before it was carried out', fault: { does: 'reset' } },
  { name: 'a failure before it was carried out', fault: { does: serverError } },
  { name: 'an older server, which does not say which run', details: 'ignored' },
  { name: 'an older server whose lists lag', details: 'ignored', lag: 4000 },
  { name: 'an older server that refuses to be asked which run', details: 'refused' },
]

async function started({ fault, details = 'ignored', lag = 0 }: Trouble) {
  await using scene = await openPlanScene()
  scene.github.state.runLag = lag
  scene.github.state.runDetails = fault ? 'told' : details
  if (fault) scene.github.faults.next(fault, { matching: isDispatch })
  scene.plan([{ id: 'shop', at: inSeconds(12), version: 'v1' }])
  const step = await scene.run({}, { timeout: 90_000 })
  const again = await scene.run()
  return { step, again, started: scene.started(), record: await scene.record('shop'), run: scene.runs()[0]?.id }
}

describe('the start of a run, with GitHub in trouble', () => {
  it('happens once, and the run is found', async () => {
    const all = await Promise.all(troubles.map(async (trouble) => [trouble.name, await started(trouble)] as const))
    for (const [name, { step, again, started, record, run }] of all) {
      expect([name, started]).toEqual([name, ['shop']])
      expect([name, step.code, step.outputs.outcome]).toEqual([name, 0, 'dispatched'])
      expect([name, record?.state, record?.run?.id]).toEqual([name, 'started', run])
      expect([name, JSON.parse(step.outputs.dispatched ?? '')]).toMatchObject([name, [{ id: 'shop', run }]])
      expect([name, again.outputs.outcome]).toEqual([name, 'nothing-due'])
    }
  }, 150_000)

  it('is not taken for the start of another entry of the same workflow', async () => {
    await using scene = await openPlanScene()
    scene.github.state.runDetails = 'ignored'
    const at = inSeconds(10)
    scene.plan(['a', 'a-1', 'a-1.2'].map((id) => ({ id, at, version: `v-${id}` })))
    const { outputs } = await scene.run()
    const told: readonly { id: string; run: number }[] = JSON.parse(outputs.dispatched ?? '[]')
    const versions = Object.fromEntries(scene.runs().map(({ id, inputs }) => [id, inputs?.version]))
    expect(told.map(({ id, run }) => [id, versions[run]]).sort()).toEqual([
      ['a', 'v-a'],
      ['a-1', 'v-a-1'],
      ['a-1.2', 'v-a-1.2'],
    ])
  }, 60_000)
})
