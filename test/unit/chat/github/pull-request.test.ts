import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { DecisionChannel } from '../../../../src/chat/channel.ts'
import type { VirtualClock } from '../../../support/virtual-clock.ts'
import { card, type Desk, finalCard, openDesk, said } from './desk.ts'

let desk: Desk<VirtualClock>
let gate: DecisionChannel
beforeEach(async () => {
  desk = await openDesk()
  desk.github.people.openPull('carol', 'Topic')
  gate = desk.gate({ pullRequest: 1 })
})
afterEach(() => desk.close())

const say = (login: string, words: string) => desk.github.people.comment(login, 1, words)
const another = (id: string) => card({ decision: { id, approve: '', reject: '', hint: '', deadline: 0 } })
const told = async () => {
  await gate.close()
  return desk.ours().filter((words) => words.startsWith('@'))
}

describe('a gate on a pull request', () => {
  it('shows its card in a comment, edits it, and leaves the pull request alone', async () => {
    const { url } = await gate.post(card())
    expect(url).toMatch(/^https:\/\/github.com\/acme\/shop\/pull\/1#issuecomment-\d+$/)
    expect(desk.ours()).toEqual([expect.stringContaining('`/approve K7QF2M`')])
    await gate.update(finalCard())
    expect(desk.ours()).toEqual([expect.stringContaining('Approved: shop v2')])
    expect(desk.github.state.issues.get(1)).toMatchObject({ state: 'open', title: 'Topic' })
  })

  it('hears what was said after its card, with or without its id', async () => {
    say('Alice', '/approve too early')
    await gate.post(card())
    say('Alice', '/approve')
    say('bob', '/reject k7qf2m no')
    expect(said(await gate.read())).toEqual([
      ['approve', 'Alice', ''],
      ['reject', 'bob', 'no'],
    ])
    expect(await told()).toEqual([])
  })

  it('goes on when people close or merge the pull request', async () => {
    await gate.post(card())
    desk.github.people.close('bob', 1)
    for (let n = 0; n < 13; n++) await gate.read()
    say('Alice', '/approve')
    expect([said(await gate.read()), desk.github.state.issues.get(1)?.state]).toEqual([[['approve', 'Alice', '']], 'closed'])
  })

  it('writes its card anew when that is deleted, and still hears what was said below the old one', async () => {
    await gate.post(card())
    const posted = desk.github.state.comments[0] as never
    say('Alice', '/approve')
    desk.github.people.erase(posted)
    await gate.update(card({ footer: 'changed' }))
    say('bob', '/approve')
    expect(said(await gate.read())).toEqual([
      ['approve', 'Alice', ''],
      ['approve', 'bob', ''],
    ])
    expect(desk.ours()).toHaveLength(1)
  })

  it('nobody can pretend to be a card', async () => {
    say('mallory', '<!-- sallyport:request=AAAAAA open -->\nhello')
    await gate.post(card())
    say('mallory', '<!-- sallyport:request=BBBBBB open -->\nhello')
    say('Alice', '/approve')
    expect(said(await gate.read())).toEqual([['approve', 'Alice', '']])
  })
})

describe('several requests on one pull request', () => {
  let other: DecisionChannel
  beforeEach(async () => {
    other = desk.gate({ pullRequest: 1 })
    await gate.post(card())
    desk.clock.advance(5000)
    await other.post(another('A2B3C4'))
  })

  it('are told apart by their ids', async () => {
    say('Alice', '/approve A2B3C4')
    say('bob', '/reject K7QF2M')
    expect([said(await gate.read()), said(await other.read())]).toEqual([[['reject', 'bob', '']], [['approve', 'Alice', '']]])
    await other.close()
    expect(await told()).toEqual([])
  })

  it('without an id none of them is meant, and one says so', async () => {
    say('Alice', '/approve')
    expect([await gate.read(), await other.read()]).toEqual([[], []])
    await other.close()
    expect(await told()).toEqual([expect.stringMatching(/^@Alice Not counted: several requests.*`\/approve K7QF2M`, `\/approve A2B3C4`/)])
  })

  it('an id of neither is answered by one of them', async () => {
    say('Alice', '/approve ZZZZZ9')
    expect([await gate.read(), await other.read()]).toEqual([[], []])
    await other.close()
    expect(await told()).toEqual([expect.stringMatching(/^@Alice Not counted: ZZZZZ9 is not open here/)])
  })

  it('once the other is over, no id is needed', async () => {
    await gate.read()
    await other.update({ ...finalCard() })
    desk.clock.advance(1000)
    say('Alice', '/approve')
    expect(said(await gate.read())).toEqual([['approve', 'Alice', '']])
  })
})
