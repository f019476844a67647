import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { DecisionChannel } from '../../../../src/chat/channel.ts'
import type { VirtualClock } from '../../../support/virtual-clock.ts'
import { card, type Desk, finalCard, openDesk, said } from './desk.ts'

// Defects of others that could have been ours (facts/approval.md 1c, 2).
let desk: Desk<VirtualClock>
let gate: DecisionChannel
beforeEach(async () => {
  desk = await openDesk({ limits: { hourly: 100_000, pointsPerMinute: 100_000 } })
  gate = desk.gate()
  await gate.post(card())
})
afterEach(() => desk.close())

const people = () => desk.github.people
const issue = () => desk.github.state.issues.get(1)
const told = async () => {
  await gate.close()
  return desk.ours().map((words) => words.replace(/^@/, ''))
}

describe('1c.1: a gate that is not decided sends no flood', () => {
  it('reads once for each look, also when the issue was closed by hand', async () => {
    for (let n = 0; n < 60; n++) {
      if (n % 10 === 0) people().close('bob', 1)
      await gate.read()
      desk.clock.advance(5000)
    }
    expect(desk.github.requests.length).toBeLessThan(60 + 10 + 10)
  })
})

describe('1c.2: a fault is no rejection', () => {
  it('is thrown as a fault that passes, and nothing that was said is lost', async () => {
    people().comment('Alice', 1, '/approve')
    desk.github.faults.outage = { does: { status: 502, body: 'Unicorn' } }
    await expect(gate.read()).rejects.toMatchObject({ retryable: true })
    desk.github.faults.outage = { does: 'reset' }
    await expect(gate.read()).rejects.toMatchObject({ retryable: true })
    desk.github.faults.outage = undefined
    expect(said(await gate.read())).toEqual([['approve', 'Alice', '']])
  })
})

describe('1c.3: however many comments there are, each is read', () => {
  it.each([29, 30, 99, 100, 249, 250, 251, 1000])('behind %i others', async (count) => {
    for (let n = 0; n < count; n++) people().comment('bob', 1, `chatter ${n}`)
    people().comment('Alice', 1, '/approve')
    expect(said(await gate.read())).toEqual([['approve', 'Alice', '']])
  })

  it('and then each look is one request again', async () => {
    for (let n = 0; n < 500; n++) people().comment('bob', 1, `chatter ${n}`)
    desk.clock.advance(600_000)
    await gate.read()
    people().comment('bob', 1, 'more chatter')
    await gate.read()
    const before = desk.github.requests.length
    for (let n = 0; n < 5; n++) await gate.read()
    expect(desk.github.requests.length - before).toBeLessThanOrEqual(5 + 1)
  })

  it('while hundreds come in, and some go', async () => {
    const heard: unknown[] = []
    for (let n = 0; n < 300; n++) {
      const comment = people().comment('bob', 1, `chatter ${n}`)
      if (n % 3 === 0) people().erase(comment)
      if (n % 10 === 5) people().comment('Alice', 1, `/approve ${n}`)
      desk.clock.advance(1000)
      if (n % 7 === 0) heard.push(...(await gate.read()))
    }
    heard.push(...(await gate.read()))
    expect(said(heard as never).map(([, , reason]) => reason)).toEqual(Array.from({ length: 30 }, (_, n) => `${n * 10 + 5}`))
  })

  it('even where it is seen late: copies of the database lag behind', async () => {
    for (let n = 0; n < 70; n++) people().comment('bob', 1, `chatter ${n}`)
    desk.clock.advance(60_000)
    await gate.read()
    const late = people().comment('Alice', 1, '/approve')
    const hidden = desk.github.state.comments.splice(desk.github.state.comments.indexOf(late), 1)
    desk.clock.advance(20_000)
    people().comment('bob', 1, 'newer')
    expect(await gate.read()).toEqual([])
    desk.github.state.comments.push(...hidden)
    expect(said(await gate.read())).toEqual([['approve', 'Alice', '']])
  })
})

describe('1c.4: words are words, not patterns', () => {
  it.each([':+1:', '👍', '.approve', '/approv.', '/approve.*', '(/approve)', '::1:'])('%s decides nothing', async (words) => {
    people().comment('Alice', 1, words)
    expect(await gate.read()).toEqual([])
  })
})

describe('1c.5: a comment counts as it was first read', () => {
  it('not if it was edited before that, by whomever; its writer is told', async () => {
    const comment = people().comment('Alice', 1, 'Looks bad to me')
    desk.clock.advance(2000)
    people().edit(comment, '/approve')
    expect(await gate.read()).toEqual([])
    expect(await told()).toEqual([expect.stringMatching(/^Alice Not counted: a comment that was edited/)])
    expect(desk.reactions()).toEqual(['/approve: confused'])
  })

  it('not by what it is changed to afterwards; its writer is told once', async () => {
    const comment = people().comment('Alice', 1, '/approve')
    expect(said(await gate.read())).toEqual([['approve', 'Alice', '']])
    for (const words of ['/reject', '/reject no', 'nothing']) {
      desk.clock.advance(2000)
      people().edit(comment, words)
      expect(await gate.read()).toEqual([])
    }
    expect(await told()).toEqual([expect.stringMatching(/^Alice What you changed/)])
  })

  it('not what was chatter first and is made a command', async () => {
    const comment = people().comment('bob', 1, 'Hello')
    await gate.read()
    desk.clock.advance(2000)
    people().edit(comment, '/approve')
    expect(await gate.read()).toEqual([])
    expect(await told()).toHaveLength(1)
  })

  it('also when it is deleted', async () => {
    people().erase(people().comment('Alice', 1, '/reject'))
    const kept = people().comment('Alice', 1, '/approve')
    expect(said(await gate.read())).toEqual([['approve', 'Alice', '']])
    people().erase(kept)
    expect(await gate.read()).toEqual([])
  })

  it('not for another process either', async () => {
    const comment = people().comment('Alice', 1, '/approve')
    const [ask] = await gate.read()
    desk.clock.advance(2000)
    people().edit(comment, '/reject')
    const next = desk.gate()
    await next.adopt((await desk.gate().post(card())).ref, [ask?.key ?? ''])
    expect(await next.read()).toEqual([])
  })

  it('nobody is told anything when a comment that says nothing is edited', async () => {
    people().edit(people().comment('bob', 1, 'Hello'), 'Hello!')
    desk.clock.advance(2000)
    await gate.read()
    expect(await told()).toEqual([])
  })
})

describe('1c.6: only the first word of a comment decides', () => {
  it.each(['this is NOT approved!', 'approved!', 'I will /approve later', '> /approve', 'no\n/approve', '/approved'])(
    'not “%s”',
    async (words) => {
      people().comment('carol', 1, words)
      expect(await gate.read()).toEqual([])
      expect(await told()).toEqual([])
    },
  )

  it('who may decide and nearly did is told how, once', async () => {
    for (const words of ['approve', 'LGTM', 'approved!', 'Thank you all for the release notes']) people().comment('Alice', 1, words)
    expect(await gate.read()).toEqual([])
    expect(await told()).toEqual([expect.stringMatching(/^Alice This did not decide anything/)])
  })
})

describe('others', () => {
  it('bots decide nothing and are told nothing; programs that speak for people are', async () => {
    people().join('robot[bot]', { type: 'Bot' })
    people().comment('robot[bot]', 1, '/approve')
    people().comment('Alice', 1, '/approve', 'slack')
    expect(await gate.read()).toEqual([])
    expect(await told()).toEqual([expect.stringMatching(/^Alice Not counted: a program/)])
  })

  it('a login that now belongs to another account decides nothing', async () => {
    people().comment('bob', 1, '/approve')
    await gate.read()
    people().join('BOB', { id: 666 })
    people().comment('BOB', 1, '/reject')
    expect(await gate.read()).toEqual([])
    expect(await told()).toEqual([expect.stringMatching(/^BOB Not counted: this login belongs to another account/)])
  })

  it('not even before it first speaks, where the channel was checked', async () => {
    await gate.check()
    people().join('Alice', { id: 666 })
    people().comment('Alice', 1, '/approve')
    expect(await gate.read()).toEqual([])
  })

  it('one flood of comments is not answered by another', async () => {
    for (let n = 0; n < 120; n++) {
      people().comment('mallory', 1, `/approve ${n}`)
      for (const ask of await gate.read()) await gate.answer(ask, { kind: 'refused', words: `Not counted: no. ${ask.reason}` })
      desk.clock.advance(1000)
    }
    expect(desk.ours().length).toBeLessThanOrEqual(10)
    expect(desk.reactions().length).toBeLessThanOrEqual(62)
    desk.clock.advance(3_600_000)
    await gate.close()
    const lines = desk.ours().join('\n')
    for (const n of [0, 50, 119]) expect(lines).toContain(`no. ${n}`)
  })

  it('the same is said to somebody once', async () => {
    for (let n = 0; n < 5; n++) people().comment('mallory', 1, '/approve')
    for (const ask of await gate.read()) await gate.answer(ask, { kind: 'refused', words: 'Not counted.' })
    expect(desk.ours()).toEqual(['@mallory Not counted.'])
    expect(desk.reactions()).toHaveLength(5)
  })
})

describe('an issue that people handle', () => {
  const looks = async (count: number) => {
    for (let n = 0; n < count; n++) await gate.read()
  }

  it('closing it by hand decides nothing: it is opened again and they are told, three times at most', async () => {
    people().close('bob', 1)
    await looks(6)
    await gate.close()
    expect([issue()?.state, desk.ours()]).toEqual(['open', [expect.stringMatching(/^@bob Closing this issue decides nothing/)]])
    for (let n = 0; n < 5; n++) {
      people().close('bob', 1)
      await looks(6)
    }
    expect(issue()?.state).toBe('closed')
    people().comment('Alice', 1, '/approve')
    expect(said(await gate.read())).toEqual([['approve', 'Alice', '']])
  })

  it('deleting it brings a new one, and what counted stands', async () => {
    people().comment('Alice', 1, '/approve')
    expect(await gate.read()).toHaveLength(1)
    people().deleteIssue(1)
    expect(await gate.read()).toEqual([])
    expect(desk.github.state.issues.get(2)).toMatchObject({ state: 'open', title: issue()?.title })
    people().comment('bob', 2, '/approve')
    expect(said(await gate.read())).toEqual([['approve', 'bob', '']])
    await gate.update(finalCard())
    expect(desk.github.state.issues.get(2)?.state).toBe('closed')
  })

  it('deleting it again and again is a fault, not a flood', async () => {
    for (let n = 1; n <= 4; n++) {
      people().deleteIssue(n)
      await gate.read().catch(() => {})
    }
    await expect(gate.read()).rejects.toMatchObject({ code: 'github-failed' })
    expect(desk.github.state.issues.size).toBe(4)
  })

  it('moving it to another repository brings a new one', async () => {
    people().openIssue('bob', 'elsewhere')
    people().moveIssue(1, `${desk.github.url}/repositories/1001/issues/2`)
    people().comment('Alice', 2, 'hello')
    await looks(7)
    expect(desk.github.state.issues.get(3)?.title).toBe(issue()?.title)
    people().comment('Alice', 3, '/approve')
    expect(await gate.read()).toHaveLength(1)
  })

  it('one that was made anew is found by a process that knows only the old one', async () => {
    const old = (await gate.post(card())).ref
    people().deleteIssue(1)
    await gate.read()
    people().comment('bob', 2, '/approve')
    const next = desk.gate()
    await next.adopt(old, [])
    await next.read()
    expect(said(await next.read())).toEqual([['approve', 'bob', '']])
    expect(desk.github.state.issues.size).toBe(2)
  })

  it('deleted after the decision it stays deleted', async () => {
    people().deleteIssue(1)
    await gate.update(finalCard())
    expect(desk.github.state.issues.size).toBe(1)
  })

  it('locked, it is still read; no reaction is no reason to fail, and the log says so', async () => {
    people().lock(1)
    await looks(6)
    people().comment('Alice', 1, '/approve')
    const [ask] = await gate.read()
    await gate.answer(ask as never, { kind: 'refused', words: 'Not counted.' })
    expect(desk.ours()).toEqual(['@Alice Not counted.'])
    expect(desk.context.lines.filter((line) => line.includes('locked'))).toHaveLength(1)
  })
})
