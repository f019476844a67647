import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type Ballots, ballotsFrom, compareBallots, keyOf, replyKey, spokenSince } from '../../../../src/chat/slack/ballots.ts'

type Held = 'approve' | 'reject' | 'both' | 'none'
const reacted = (held: Held) => ({
  approve: held === 'approve' || held === 'both' ? ['U1'] : [],
  reject: held === 'reject' || held === 'both' ? ['U1'] : [],
})

/** What one person does, look by look. */
function acts(looks: readonly Held[]): string[] {
  let ballots: Ballots = new Map()
  return looks.map((held) => {
    const next = compareBallots(ballots, reacted(held))
    ballots = next.ballots
    return next.acts.map(({ does }) => does).join()
  })
}

describe('reactions, look by look', () => {
  it.each<{ name: string; looks: Held[]; said: string[] }>([
    { name: 'an approval', looks: ['none', 'approve', 'approve'], said: ['', 'approve', ''] },
    { name: 'a rejection', looks: ['reject'], said: ['reject'] },
    { name: 'both at once count as a rejection', looks: ['both'], said: ['reject'] },
    { name: 'an approval, then both: the rejection is newer', looks: ['approve', 'both'], said: ['approve', 'reject'] },
    { name: 'a rejection, then both: the approval is newer', looks: ['reject', 'both'], said: ['reject', 'approve'] },
    { name: 'taken back', looks: ['approve', 'none'], said: ['approve', 'withdraw'] },
    { name: 'taken back and given again', looks: ['approve', 'none', 'approve'], said: ['approve', 'withdraw', 'approve'] },
    { name: 'exchanged between two looks', looks: ['approve', 'reject'], said: ['approve', 'reject'] },
    { name: 'both, then the old one off', looks: ['approve', 'both', 'reject'], said: ['approve', 'reject', ''] },
    { name: 'both, then the new one off', looks: ['approve', 'both', 'approve'], said: ['approve', 'reject', 'approve'] },
    { name: 'both at once, then the rejection off', looks: ['both', 'approve'], said: ['reject', 'approve'] },
    { name: 'all off', looks: ['both', 'none'], said: ['reject', 'withdraw'] },
    { name: 'given and taken back between two looks', looks: ['none', 'none'], said: ['', ''] },
  ])('$name', ({ looks, said }) => {
    expect(acts(looks)).toEqual(said)
  })

  it('tell people apart, and give every act a key of its own', () => {
    const first = compareBallots(new Map(), { approve: ['U1', 'U2'], reject: ['U3'] })
    const second = compareBallots(first.ballots, { approve: ['U2'], reject: ['U3', 'U4'] })
    expect(first.acts.map((act) => keyOf('1.1', act))).toEqual([
      'reaction/1.1/U1/1/approve/approve',
      'reaction/1.1/U2/1/approve/approve',
      'reaction/1.1/U3/1/reject/reject',
    ])
    expect(second.acts.map((act) => keyOf('1.1', act))).toEqual(['reaction/1.1/U1/2/withdraw/none', 'reaction/1.1/U4/1/reject/reject'])
  })

  it('say nothing any more once the person has replied, until they change', () => {
    const approved = compareBallots(new Map(), reacted('approve')).ballots
    const spoken = spokenSince(approved, 'U1')
    expect(compareBallots(spoken, reacted('approve')).acts).toEqual([])
    expect(compareBallots(spoken, reacted('none')).acts).toEqual([])
    expect(compareBallots(spoken, reacted('both')).acts).toMatchObject([{ does: 'reject' }])
  })
})

const held = fc.constantFrom<Held>('approve', 'reject', 'both', 'none')

describe('another process goes on from the keys', () => {
  it('and hears the same as if there had been one alone, but for what would approve without being new', () => {
    fc.assert(
      fc.property(fc.array(held, { minLength: 1, maxLength: 8 }), held, (looks, last) => {
        let ballots: Ballots = new Map()
        const keys: string[] = []
        for (const look of looks) {
          const next = compareBallots(ballots, reacted(look))
          ballots = next.ballots
          keys.push(...next.acts.map((act) => keyOf('1.1', act)))
        }
        const alone = compareBallots(ballots, reacted(last)).acts
        const adopted = compareBallots(ballotsFrom('1.1', keys), reacted(last)).acts
        // The keys do not tell of an old reaction taken off beside a newer one: put on again it is not heard as an approval.
        if (!(last === 'both' && alone.length > adopted.length)) expect(adopted).toEqual(alone)
        for (const act of adopted) expect(keys).not.toContain(keyOf('1.1', act))
      }),
    )
  })

  it('and knows who has replied since', () => {
    const seen = ['reaction/1.1/U1/1/approve/approve', replyKey('1.2', 'U1', 'reject')]
    expect(compareBallots(ballotsFrom('1.1', seen), reacted('none')).acts).toEqual([])
    const asked = ['reaction/1.1/U1/1/approve/approve', replyKey('1.2', 'U1', 'status')]
    expect(compareBallots(ballotsFrom('1.1', asked), reacted('none')).acts).toMatchObject([{ does: 'withdraw', act: 2 }])
  })

  it('and does not mistake the reactions on another message for these', () => {
    expect(ballotsFrom('2.2', ['reaction/1.1/U1/1/approve/approve', 'nonsense', '', 'reaction/2.2/U1/x/dance/both']).size).toBe(0)
  })
})
