import { setImmediate as tick } from 'node:timers/promises'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Delivery } from '../../../../src/chat/channel.ts'
import { climb, type Ladder, type Rung } from '../../../../src/chat/delivery/ladder.ts'
import { verbatim } from '../../../../src/kit/text.ts'

type Fate = Delivery['state']
const deliveryOf = (state: Delivery['state']): Delivery => (state === 'delivered' ? { state } : { state, reason: verbatim(state) })

/** Sends along a ladder whose channels fare as told, `delivered` where nothing is; and what was sent where, in order. */
async function send(ladder: Ladder, fates: Readonly<Record<string, Fate>>, delays: Readonly<Record<string, number>> = {}) {
  const sent: { readonly channel: string; readonly insteadOf: string | undefined }[] = []
  const rungs = await climb(ladder, async (channel, insteadOf) => {
    sent.push({ channel, insteadOf })
    for (let left = delays[channel] ?? 0; left > 0; left--) await tick()
    return deliveryOf(fates[channel] ?? 'delivered')
  })
  return { rungs, sent }
}

const shown = (rungs: readonly Rung[]) => rungs.map(({ channel, delivery, insteadOf }) => [channel, delivery.state, insteadOf])

describe('a fallback ladder', () => {
  it.each([
    {
      name: 'is not climbed where all is well',
      fates: {},
      expected: [
        ['a', 'delivered', undefined],
        ['b', 'delivered', undefined],
      ],
    },
    {
      name: 'leads from a refusal to the next channel',
      fates: { a: 'rejected' },
      expected: [
        ['a', 'rejected', undefined],
        ['b', 'delivered', undefined],
        ['x', 'delivered', 'a'],
      ],
    },
    {
      name: 'leads on where that fails as well',
      fates: { b: 'limited', x: 'rejected' },
      expected: [
        ['a', 'delivered', undefined],
        ['b', 'limited', undefined],
        ['x', 'rejected', 'b'],
        ['y', 'delivered', 'b'],
      ],
    },
    {
      name: 'is not climbed for what may have arrived',
      fates: { a: 'unknown' },
      expected: [
        ['a', 'unknown', undefined],
        ['b', 'delivered', undefined],
      ],
    },
    {
      name: 'ends with a fallback that may have had it',
      fates: { a: 'rejected', x: 'unknown' },
      expected: [
        ['a', 'rejected', undefined],
        ['b', 'delivered', undefined],
        ['x', 'unknown', 'a'],
      ],
    },
    {
      name: 'has a channel of its own for each',
      fates: { a: 'rejected', b: 'rejected' },
      expected: [
        ['a', 'rejected', undefined],
        ['b', 'rejected', undefined],
        ['x', 'delivered', 'a'],
        ['y', 'delivered', 'b'],
      ],
    },
  ] as const)('$name', async ({ fates, expected }) => {
    expect(shown((await send({ targets: ['a', 'b'], fallback: ['b', 'x', 'a', 'y'] }, fates)).rungs)).toEqual(expected)
  })

  it('tells whom the message was for, and only then', async () => {
    const { sent } = await send({ targets: ['a'], fallback: ['x'] }, { a: 'limited' })
    expect(sent).toEqual([
      { channel: 'a', insteadOf: undefined },
      { channel: 'x', insteadOf: 'a' },
    ])
  })

  it('sends to all targets at once', async () => {
    const { sent } = await send({ targets: ['slow', 'quick'], fallback: ['x'] }, { quick: 'rejected' }, { slow: 20 })
    expect(sent.map(({ channel }) => channel)).toEqual(['slow', 'quick', 'x'])
  })

  it('never sends to a channel twice, whatever happens, and leaves nobody out who could be reached', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f']
    const some = fc.array(fc.constantFrom(...names), { maxLength: 6 })
    const fates = fc.dictionary(fc.constantFrom(...names), fc.constantFrom<Fate>('delivered', 'rejected', 'limited', 'unknown'))
    const delays = fc.dictionary(fc.constantFrom(...names), fc.nat(4))
    await fc.assert(
      fc.asyncProperty(some, some, fates, delays, async (targets, fallback, fates, delays) => {
        const { rungs, sent } = await send({ targets, fallback }, fates, delays)
        const channels = sent.map(({ channel }) => channel)
        expect(new Set(channels).size).toBe(channels.length)
        expect(rungs.map(({ channel }) => channel).sort()).toEqual([...channels].sort())
        expect(rungs.filter(({ insteadOf }) => insteadOf === undefined).map(({ channel }) => channel)).toEqual([...new Set(targets)])
        expect(channels.every((channel) => targets.includes(channel) || fallback.includes(channel))).toBe(true)
        // Each target that was refused ends with a channel that was not, unless none is left.
        const isOpen = (target: string) => {
          const last = rungs.findLast(({ channel, insteadOf }) => insteadOf === target || (channel === target && insteadOf === undefined))
          return last?.delivery.state === 'rejected' || last?.delivery.state === 'limited'
        }
        if (targets.some(isOpen)) expect(fallback.every((channel) => channels.includes(channel))).toBe(true)
        for (const { insteadOf, channel } of rungs)
          if (insteadOf !== undefined) expect([channel === insteadOf, targets.includes(channel)]).toEqual([false, false])
      }),
      { seed: 3, numRuns: 200 },
    )
  })
})
