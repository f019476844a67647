import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type Known, keyOf, look, messageKey, nothingKnown, recalled, spoke, type Tap } from '../../../../src/chat/feishu/taps.ts'

const tap = (user: string, does: Tap['does'], at: number, id = `${user}-${does}-${at}`): Tap => ({ id, user, does, at })
const told = (asks: ReturnType<typeof look>['asks']) => asks.map(({ user, does, at }) => `${user} ${does} ${at}`)
const seenWith = (standing: readonly Tap[], known: Known = nothingKnown) => look(known, standing, 0).known

const up = tap('a', 'approve', 10)
const down = tap('a', 'reject', 20)

describe('look', () => {
  it.each([
    { name: 'a new tap', before: [], after: [up], asks: ['a approve 10'] },
    { name: 'both at once, the later last', before: [], after: [down, up], asks: ['a approve 10', 'a reject 20'] },
    { name: 'nothing new', before: [up], after: [up], asks: [] },
    { name: 'a change of mind', before: [up], after: [up, down], asks: ['a reject 20'] },
    { name: 'one taken back', before: [up], after: [], asks: ['a withdraw 99'] },
    { name: 'the later taken back: the earlier speaks again', before: [up, down], after: [up], asks: ['a approve 99'] },
    { name: 'the earlier taken back: nothing changes', before: [up, down], after: [down], asks: [] },
    { name: 'both taken back', before: [up, down], after: [], asks: ['a withdraw 99'] },
    { name: 'one for the other', before: [up], after: [down], asks: ['a reject 20'] },
    { name: 'the same again', before: [up], after: [tap('a', 'approve', 30)], asks: ['a approve 30'] },
    { name: 'of several people', before: [up], after: [tap('b', 'approve', 5)], asks: ['b approve 5', 'a withdraw 99'] },
  ])('$name', ({ before, after, asks }) => {
    expect(told(look(seenWith(before), after, 99).asks)).toEqual(asks)
  })

  it('takes nothing back of somebody who wrote something since', () => {
    const known = spoke(seenWith([up]), 'a', messageKey('a', 'om_1'), 15)
    expect(look(known, [], 99).asks).toEqual([])
  })

  it('takes back what was tapped after it was written', () => {
    const known = spoke(seenWith([up]), 'a', messageKey('a', 'om_1'), 5)
    expect(told(look(known, [], 99).asks)).toEqual(['a withdraw 99'])
  })

  it('takes the earlier one back as well, once it speaks again', () => {
    const known = look(seenWith([up, down]), [up], 50).known
    expect(told(look(known, [], 99).asks)).toEqual(['a withdraw 99'])
  })
})

describe('recalled', () => {
  it.each([
    { name: 'a tap that is gone since', keys: [keyOf(up)], after: [], asks: ['a withdraw 99'] },
    { name: 'a tap that stands', keys: [keyOf(up)], after: [up], asks: [] },
    { name: 'a tap, then words', keys: [keyOf(up), messageKey('a', 'om_1')], after: [], asks: [] },
    { name: 'words, then a tap', keys: [messageKey('a', 'om_1'), keyOf(up)], after: [], asks: ['a withdraw 99'] },
    { name: 'a tap that was taken back', keys: [keyOf(up), 'back:a:a-approve-10'], after: [], asks: [] },
    { name: 'two, of which one was taken back', keys: [keyOf(up), keyOf(down), 'back:a:a-reject-20'], after: [], asks: ['a withdraw 99'] },
    { name: 'what is not ours', keys: ['opened', 'tap:', '', 'tap:maybe:a:b'], after: [up], asks: ['a approve 10'] },
  ])('$name', ({ keys, after, asks }) => {
    expect(told(look(recalled(keys), after, 99).asks)).toEqual(asks)
  })
})

/** The vote of each person by what was asked, the latest first in time: as a gate counts. */
function votesBy(asks: readonly { user: string; does: string; at: number }[]): Record<string, string> {
  const votes: Record<string, { does: string; at: number }> = {}
  for (const { user, does, at } of asks) if (at >= (votes[user]?.at ?? 0)) votes[user] = { does, at }
  return Object.fromEntries(Object.entries(votes).flatMap(([user, { does }]) => (does === 'withdraw' ? [] : [[user, does]])))
}

describe('whatever people tap and take back', () => {
  const moves = fc.array(
    fc.record({
      user: fc.constantFrom('a', 'b', 'c'),
      does: fc.constantFrom('approve' as const, 'reject' as const),
      isLook: fc.boolean(),
      restart: fc.boolean(),
    }),
    { maxLength: 40 },
  )
  it('the vote of each is the latest of their reactions that stand, also for a process that takes over', () => {
    fc.assert(
      fc.property(moves, (all) => {
        let standing: Tap[] = []
        let known = nothingKnown
        const asks: ReturnType<typeof look>['asks'][number][] = []
        const see = (now: number) => {
          const looked = look(known, standing, now)
          known = looked.known
          asks.push(...looked.asks.toSorted((a, b) => a.at - b.at))
        }
        all.forEach(({ user, does, isLook, restart }, index) => {
          const now = (index + 1) * 10
          const there = standing.find((one) => one.user === user && one.does === does)
          standing = there ? standing.filter((one) => one !== there) : [...standing, tap(user, does, now, `${index}`)]
          if (isLook) see(now + 5)
          if (restart) known = { ...recalled(asks.map(({ key }) => key)), taps: known.taps }
        })
        see(10_000)
        const expected = Object.fromEntries(standing.toSorted((a, b) => a.at - b.at).map(({ user, does }) => [user, does]))
        expect(votesBy(asks)).toEqual(expected)
      }),
    )
  })
})
