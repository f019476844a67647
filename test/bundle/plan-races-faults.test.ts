import { describe, expect, it } from '@jest/globals'
import { type ApiRequest, secondaryLimited, serverError } from '../fakes/github/answers.ts'
import type { Fault } from '../fakes/github/faults.ts'
import { inSeconds, openPlanScene, type PlanScene } from '../support/plan-scene.ts'
import { seededRandom } from '../support/random.ts'

const isDispatch = ({ method, path }: ApiRequest): boolean => method === 'POST' && path.endsWith('/dispatches')
const isPlan = ({ path }: ApiRequest): boolean => path.endsWith('/release-plan.yml')
const writesRecord = ({ method, path }: ApiRequest): boolean => method === 'PATCH' && path.endsWith('/sallyport/plan/a')

/** Makes trouble; `hit` is called for each request that meets it. */
type Trouble = (scene: PlanScene, hit: () => void, due: number) => void

const next =
  (fault: Fault, matching: (request: ApiRequest) => boolean, times = 1): Trouble =>
  (scene, hit) => {
    const met = (request: ApiRequest): boolean => {
      const isMet = matching(request)
      if (isMet) hit()
      return isMet
    }
    scene.github.faults.next(fault, { times, matching: met })
  }

/** Every tenth request fails, before or after it was carried out. */
const chance =
  (seed: number): Trouble =>
  (scene, hit) => {
    const random = seededRandom(seed)
    scene.github.faults.chance = () => {
      if (random() > 0.1) return undefined
      hit()
      return { does: random() < 0.5 ? 'reset' : serverError, afterwards: random() < 0.5 }
    }
  }

const unread: Trouble = (scene, hit, due) => {
  scene.github.faults.chance = (request) => {
    if (!isPlan(request) || Math.abs(Date.now() - due) > 3000) return undefined
    hit()
    return { does: serverError }
  }
}

const troubles: readonly (readonly [string, Trouble])[] = [
  ['a limit at the start', next({ does: secondaryLimited(2) }, isDispatch)],
  ['a longer limit at the start', next({ does: secondaryLimited(15) }, isDispatch)],
  ['answers to writes that are lost', next({ does: 'reset', afterwards: true }, writesRecord, 6)],
  ['failures of writes that were carried out', next({ does: serverError, afterwards: true }, writesRecord, 6)],
  ['a plan that cannot be read for a while', unread],
  ['chance, 1', chance(1)],
  ['chance, 2', chance(2)],
  ['chance, 3', chance(3)],
]

/** Two ticks in trouble, then ticks without. */
async function throughTrouble(trouble: Trouble) {
  await using scene = await openPlanScene()
  const at = inSeconds(14)
  scene.plan(['a', 'b'].map((id) => ({ id, at, version: `v-${id}` })))
  await scene.run({ hold: 'none' })
  let hits = 0
  const hit = () => {
    hits++
  }
  trouble(scene, hit, Date.parse(at))
  const steps = await Promise.all([scene.run({}, { timeout: 120_000 }), scene.run({}, { timeout: 120_000 })])
  const inTrouble = scene.started()
  scene.github.faults.chance = undefined
  scene.github.faults.outage = undefined
  await scene.run({}, { timeout: 120_000 })
  const states = await Promise.all(['a', 'b'].map(async (id) => (await scene.record(id))?.state))
  return { steps, hits, inTrouble, started: scene.started(), states }
}

describe('ticks at a GitHub that fails', () => {
  it('start everything once in the end, and nothing twice on the way', async () => {
    const all = await Promise.all(troubles.map(async ([name, trouble]) => [name, await throughTrouble(trouble)] as const))
    for (const [name, { steps, hits, inTrouble, started, states }] of all) {
      expect([name, hits]).not.toEqual([name, 0])
      expect([name, inTrouble.length]).toEqual([name, new Set(inTrouble).size])
      expect([name, started]).toEqual([name, ['a', 'b']])
      expect([name, states]).toEqual([name, ['started', 'started']])
      for (const { log } of steps) expect([name, log]).not.toEqual([name, expect.stringContaining('A fault in Sallyport itself')])
    }
  }, 240_000)
})
