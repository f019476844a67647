import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { pageChannel, visitorOf } from '../support/gate-page.ts'
import { idOf } from '../support/gate-scene.ts'
import { type Gates, openGates } from '../support/gates.ts'
import { seededRandom } from '../support/random.ts'
import type { RunningStep } from '../support/runner.ts'

const people = Array.from({ length: 50 }, (_, index) => `person-${index}`)
const places = Array.from({ length: 10 }, (_, index) => `place-${index}`)
/** Approvals that each gate needs. */
const needed = 5

/** Ten pages at once, and fifty people who open them in any order. */
describe('ten gates with pages of their own', () => {
  let gates: Gates
  const steps: RunningStep[] = []

  beforeAll(async () => {
    gates = await openGates({
      people: Object.fromEntries(people.map((person) => [person, { github: `${person}-hub` }])),
      groups: { team: people },
      channels: pageChannel,
      environments: Object.fromEntries(
        places.map((place) => [place, { approval: { channels: ['page'], require: [{ count: needed, from: ['team'] }], timeout: '2m' } }]),
      ),
    })
  })
  afterAll(async () => {
    for (const step of steps) step.kill()
    await gates.stop()
  })

  it('lose no click, cross none, answer each, and let the job go on soon behind the last', async () => {
    const open = await Promise.all(
      places.map(async (environment, index) => {
        const step = await gates.start({ inputs: { environment }, env: { GITHUB_RUN_ID: String(2000 + index) } })
        steps.push(step)
        const voters = people.slice(index * needed, (index + 1) * needed)
        return { id: await idOf(step), step, voters }
      }),
    )
    const decide = async (step: RunningStep, person: string) => (await visitorOf(step, person)).decide('approve', `by ${person}`)
    const random = seededRandom(7)
    const clicks = open.flatMap(({ step, voters }) => voters.slice(1).map((person) => ({ step, person, order: random() })))
    const inAnyOrder = clicks.toSorted((a, b) => a.order - b.order)
    const answers = await Promise.all(inAnyOrder.map(({ step, person }) => decide(step, person)))
    expect(answers.filter(({ text }) => !text.includes('Your approval counts'))).toEqual([])
    const [answered, ended]: [number[], number[]] = [[], []]
    for (const { id, step, voters } of open) {
      const clicked = performance.now()
      expect((await decide(step, voters[0] ?? '')).text).toContain('Your approval counts')
      answered.push(performance.now() - clicked)
      const { outputs } = await step.done
      ended.push(performance.now() - clicked)
      expect(outputs).toMatchObject({ outcome: 'approved', 'approval-id': id })
      expect((outputs['approved-by'] ?? '').split(',').toSorted()).toEqual(voters.toSorted())
    }
    if (process.env.SALLYPORT_FIGURES) console.log({ answered: figuresOf(answered), ended: figuresOf(ended) })
    expect(figuresOf(ended).median).toBeLessThan(2000) // bench/README.md tells what it is on a quiet machine
  })
})

const figuresOf = (waits: readonly number[]) => ({
  median: waits.toSorted((a, b) => a - b)[Math.floor(waits.length / 2)],
  slowest: Math.max(...waits),
})
