import { afterEach, describe, expect, it } from '@jest/globals'
import { intervalFor } from '../../../../src/chat/github/decide.ts'
import type { VirtualClock } from '../../../support/virtual-clock.ts'
import { card, type Desk, finalCard, openDesk } from './desk.ts'

const hour = 3_600_000
let desk: Desk<VirtualClock>
afterEach(() => desk.close())

/** An hour of a gate: so many people comment, each is answered and shown; three reminders. How much it took from the quota. */
async function hourOfGate(comments: number): Promise<{ counted: number; looks: number; heard: number; longest: number }> {
  desk = await openDesk()
  const gate = desk.gate()
  await gate.check()
  await gate.post(card())
  const end = desk.clock.now() + hour
  const figures = { counted: 0, looks: 0, heard: 0, longest: 0 }
  for (let spoken = 0; desk.clock.now() < end; figures.looks++) {
    while (spoken < comments && end - desk.clock.now() < (hour * (comments - spoken)) / (comments + 1)) {
      desk.github.people.comment(spoken % 3 === 2 ? 'mallory' : 'Alice', 1, `/approve ${spoken++}`)
    }
    if (figures.looks % 240 === 239) await gate.remind(finalCard({ headline: `Still waiting ${figures.looks}` }))
    for (const ask of await gate.read()) {
      figures.heard++
      await gate.answer(ask, { kind: ask.user === 'Alice' ? 'counted' : 'refused', words: 'Not counted.' })
      if (ask.user === 'Alice') await gate.update(card({ footer: ask.reason }))
    }
    figures.longest = Math.max(figures.longest, gate.interval)
    desk.clock.advance(gate.interval)
  }
  await gate.update(finalCard())
  return { ...figures, counted: desk.counted() }
}

describe('an hour of a gate', () => {
  it.each([
    { comments: 0, most: 20 },
    { comments: 6, most: 50 },
    { comments: 18, most: 120 },
  ])('with $comments comments takes at most $most requests from the quota', async ({ comments, most }) => {
    const { counted, looks, heard, longest } = await hourOfGate(comments)
    if (process.env.SALLYPORT_FIGURES) console.log({ comments, counted, looks, longest })
    expect([heard, longest]).toEqual([comments, 5000])
    expect(looks).toBeGreaterThan(650)
    expect(counted).toBeLessThanOrEqual(most)
  })

  it('with hundreds of comments looks less often, and leaves enough to others', async () => {
    const { counted, heard, longest } = await hourOfGate(300)
    if (process.env.SALLYPORT_FIGURES) console.log({ comments: 300, counted, longest })
    expect([heard, longest]).toEqual([300, 20_000])
    expect(counted).toBeLessThan(700)
  })
})

describe('intervalFor', () => {
  it.each([
    { counted: 0, interval: 5000 },
    { counted: 120, interval: 5000 },
    { counted: 220, interval: 10_000 },
    { counted: 900, interval: 20_000 },
  ])('$counted requests: $interval ms', ({ counted, interval }) => {
    expect(intervalFor(counted)).toBe(interval)
  })
})
