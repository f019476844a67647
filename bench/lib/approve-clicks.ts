import { setTimeout as delay } from 'node:timers/promises'
import { environments, intervals, openScene, type PlatformName, people } from './approve-scene.ts'

export interface Clicks {
  /** Milliseconds from the start of a process to its card, with no other gate at work. */
  readonly firstCards: readonly number[]
  /** Milliseconds from the deciding click to the end of the process. */
  readonly alone: readonly number[]
  readonly ofTen: readonly number[]
}

const random = (most: number) => Math.random() * most

/** `rounds` gates one after the other, then `waves` times ten at once. */
export async function measureClicks(name: PlatformName, rounds: number, waves: number): Promise<Clicks> {
  const [firstCards, alone]: [number[], number[]] = [[], []]
  const single = await openScene(name, 1)
  for (let round = 0; round < rounds; round++) {
    await delay(1500) // chats take few messages a second: the gate before shall not slow this one down
    const gate = await single.open(environments[0] ?? '')
    const { step, firstCard } = gate
    if (round > 0) firstCards.push(firstCard) // the first one warms the disk
    await step.waitForLine(/Asked in/)
    const click = await single.prepare(people[0] ?? '', gate)
    await delay(300 + random(intervals[name])) // a click comes at any moment between two looks
    const clicked = performance.now()
    click()
    await expectApproved(step.done)
    alone.push(performance.now() - clicked)
  }
  await single.close()
  const ofTen: number[] = []
  for (let wave = 0; wave < waves; wave++) ofTen.push(...(await oneWave(name)))
  return { firstCards, alone, ofTen }
}

/** Ten gates on one bot; of fifty people each clicks once, five for each gate, in a mixed order within twice the interval, and two seconds at least. */
async function oneWave(name: PlatformName): Promise<readonly number[]> {
  const scene = await openScene(name, 5)
  const gates = await Promise.all(environments.map((environment) => scene.open(environment)))
  await Promise.all(gates.map(({ step }) => step.waitForLine(/Asked in/)))
  await delay(1000)
  const last = new Map<string, number>()
  const ends = gates.map(({ step }) => expectApproved(step.done).then(() => performance.now()))
  await Promise.all(
    people.map(async (person, index) => {
      const gate = gates[index % gates.length]
      if (!gate) return
      const click = await scene.prepare(person, gate)
      await delay(random(Math.max(2000, 2 * intervals[name])))
      click()
      last.set(gate.mark, performance.now())
    }),
  )
  const ended = await Promise.all(ends)
  const times = gates.map(({ mark }, index) => (ended[index] ?? Number.NaN) - (last.get(mark) ?? Number.NaN))
  await scene.close()
  return times
}

async function expectApproved(done: Promise<{ readonly outputs: Readonly<Record<string, string>>; readonly log: string }>): Promise<void> {
  const { outputs, log } = await done
  if (outputs.outcome !== 'approved') throw new Error(`a gate ended as ${outputs.outcome}:\n${log}`)
}
