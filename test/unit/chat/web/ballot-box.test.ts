import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type Ballot, mostRounds, openBallotBox } from '../../../../src/chat/web/ballot-box.ts'
import { systemClock } from '../../../../src/kit/clock.ts'

const people = ['alice', 'bob'] as const
const open = () => openBallotBox({ ...systemClock, now: () => 5 })
const ballot = (token: string, verdict: Ballot['verdict'] = 'approve', reason = ''): Ballot => ({ token, verdict, reason })

/** What a stream of forms may hold: new ones, those from before, and those of somebody else. */
const step = fc.record({
  person: fc.constantFrom(...people),
  form: fc.constantFrom('own', 'older', 'foreign', 'forged'),
  verdict: fc.constantFrom('approve' as const, 'reject' as const),
})

describe('a ballot box', () => {
  it('takes every form once, whatever is sent how often in which order', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const box = open()
        const used: Record<string, string[]> = { alice: [], bob: [] }
        let taken = 0
        for (const { person, form, verdict } of steps) {
          const other = person === 'alice' ? 'bob' : 'alice'
          const token = { own: box.tokenFor(person), older: used[person]?.at(-1) ?? '', foreign: box.tokenFor(other), forged: 'x' }[form]
          const cast = box.cast(person, ballot(token, verdict), false)
          if (form === 'own') used[person]?.push(token)
          if (form === 'own') taken++
          expect(cast.kind === 'taken').toBe(form === 'own')
          if (form === 'foreign' || form === 'forged') expect(cast.kind).toBe('forged')
        }
        const asks = box.collect()
        expect([asks.length, new Set(asks.map(({ key }) => key)).size, box.collect()]).toEqual([taken, taken, []])
      }),
    )
  })

  it('says who did what, when, and why', () => {
    const box = open()
    box.cast('alice', ballot(box.tokenFor('alice'), 'reject', 'not today'), false)
    const [{ key, ...ask } = { key: '' }] = box.collect()
    expect(ask).toEqual({ does: 'reject', user: 'alice', userName: 'alice', at: 5, reason: 'not today', by: 'page' })
    expect(key).not.toContain(box.tokenFor('alice'))
  })

  it('answers a ballot and each of its repetitions alike', async () => {
    const box = open()
    const form = ballot(box.tokenFor('alice'))
    const casts = [box.cast('alice', form, false), box.cast('alice', form, false)]
    const [ask] = box.collect()
    if (ask) box.answer(ask, { kind: 'counted', words: '1 of 2' })
    const replies = await Promise.all(casts.map((cast) => ('reply' in cast ? cast.reply : undefined)))
    expect(casts.map(({ kind }) => kind)).toEqual(['taken', 'repeated'])
    expect(replies.map((reply) => reply?.words)).toEqual(['1 of 2', '1 of 2'])
    expect(box.lastReply('alice')?.words).toBe('1 of 2')
  })

  it('takes one of both buttons of a form', () => {
    const box = open()
    const token = box.tokenFor('alice')
    expect([box.cast('alice', ballot(token, 'approve'), false).kind, box.cast('alice', ballot(token, 'reject'), false).kind]).toEqual([
      'taken',
      'used',
    ])
  })

  it('takes nothing new after the end, and still knows what it took', () => {
    const box = open()
    const token = box.tokenFor('alice')
    box.cast('alice', ballot(token), false)
    const after = [token, box.tokenFor('alice')].map((form) => box.cast('alice', ballot(form), true).kind)
    expect([after, box.collect().length]).toEqual([['repeated', 'late'], 1])
  })

  it('takes so many of a person and no more', () => {
    const box = open()
    const kinds = Array.from({ length: mostRounds + 2 }, () => box.cast('alice', ballot(box.tokenFor('alice')), false).kind)
    expect([kinds.filter((kind) => kind === 'taken').length, kinds.at(-1), box.collect().length]).toEqual([
      mostRounds,
      'too-many',
      mostRounds,
    ])
  })

  it('leaves nobody waiting when it closes', async () => {
    const box = open()
    const cast = box.cast('alice', ballot(box.tokenFor('alice')), false)
    box.close()
    expect('reply' in cast && (await cast.reply)).toBeUndefined()
  })
})
