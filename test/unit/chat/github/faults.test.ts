import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { DecisionChannel } from '../../../../src/chat/channel.ts'
import { rateLimited, secondaryLimited, serverError } from '../../../fakes/github/answers.ts'
import { seededRandom } from '../../../support/random.ts'
import type { VirtualClock } from '../../../support/virtual-clock.ts'
import { card, type Desk, finalCard, openDesk, said } from './desk.ts'

let desk: Desk<VirtualClock>
let gate: DecisionChannel
beforeEach(async () => {
  desk = await openDesk()
  gate = desk.gate()
})
afterEach(() => desk.close())

const isPost = ({ method }: { method: string }) => method === 'POST'
const say = (login: string, words: string) => desk.github.people.comment(login, 1, words)

describe('things are posted once', () => {
  const lost = [
    { name: 'the answer is lost', fault: { does: 'reset', afterwards: true } },
    { name: 'GitHub fails after it was done', fault: { does: serverError, afterwards: true } },
    { name: 'the connection is cut before', fault: { does: 'reset' } },
  ] as const
  it.each(lost)('the issue, where $name', async ({ fault }) => {
    desk.github.faults.next(fault, { matching: isPost })
    await expect(gate.post(card())).rejects.toMatchObject({ retryable: true })
    await gate.post(card())
    expect(desk.github.state.issues.size).toBe(1)
  })

  it('the issue, where the process dies before it knows', async () => {
    desk.github.faults.next({ does: 'reset', afterwards: true }, { matching: isPost })
    await expect(gate.post(card())).rejects.toThrow()
    const { url } = await desk.gate().post(card())
    expect([url, desk.github.state.issues.size]).toEqual(['https://github.com/acme/shop/issues/1', 1])
  })

  it.each(lost)('a reminder, where $name', async ({ fault }) => {
    await gate.post(card())
    const note = finalCard({ headline: 'Still waiting' })
    desk.github.faults.next(fault, { matching: isPost })
    await expect(gate.remind(note)).rejects.toMatchObject({ retryable: true })
    await gate.remind(note)
    expect(desk.ours()).toHaveLength(1)
  })

  it('two reminders of the same words are two', async () => {
    await gate.post(card())
    await gate.remind(finalCard({ headline: 'Still waiting' }))
    await gate.remind(finalCard({ headline: 'Still waiting' }))
    expect(desk.ours()).toHaveLength(2)
  })

  it.each(lost)('a refusal, where $name', async ({ fault }) => {
    await gate.post(card())
    say('mallory', '/approve')
    const [ask] = await gate.read()
    desk.github.faults.next(fault, { matching: ({ method, path }) => method === 'POST' && path.endsWith('/comments') })
    await gate.answer(ask as never, { kind: 'refused', words: 'Not counted.' })
    await gate.read()
    await gate.close()
    expect([desk.ours(), desk.reactions()]).toEqual([['@mallory Not counted.'], ['/approve: confused']])
  })

  it('an edit, however often its answer is lost', async () => {
    await gate.post(card())
    desk.github.faults.next({ does: 'reset', afterwards: true }, { times: 2 })
    await gate.update(finalCard())
    expect(desk.github.state.issues.get(1)?.state).toBe('closed')
  })
})

describe('limits', () => {
  it('short ones are waited for, nothing is lost', async () => {
    await gate.post(card())
    say('Alice', '/approve')
    desk.github.failNext(secondaryLimited(3))
    expect(said(await gate.read())).toEqual([['approve', 'Alice', '']])
  })

  it('long ones are thrown, nothing is sent meanwhile, nothing is lost', async () => {
    await gate.post(card())
    say('Alice', '/approve')
    desk.github.failNext(rateLimited(Math.floor(desk.clock.now() / 1000) + 300))
    for (let n = 0; n < 50; n++) await expect(gate.read()).rejects.toMatchObject({ retryable: true })
    expect(desk.github.requests.filter(({ method }) => method === 'GET').length).toBeLessThanOrEqual(2)
    desk.clock.advance(301_000)
    expect(said(await gate.read())).toEqual([['approve', 'Alice', '']])
  })

  it('answers that had to wait are sent later', async () => {
    await gate.post(card())
    say('mallory', '/approve')
    const [ask] = await gate.read()
    desk.github.faults.next({ does: secondaryLimited() }, { matching: isPost })
    await gate.answer(ask as never, { kind: 'refused', words: 'Not counted.' })
    expect([desk.ours(), desk.reactions()]).toEqual([[], []])
    desk.clock.advance(61_000)
    await gate.read()
    await gate.close()
    expect([desk.ours(), desk.reactions()]).toEqual([['@mallory Not counted.'], ['/approve: confused']])
  })
})

describe('whatever goes wrong by chance', () => {
  it.each([1, 2, 3, 4])('every comment is heard exactly once (seed %i)', async (seed) => {
    const random = seededRandom(seed)
    desk.github.limits.hourly = 100_000
    await gate.post(card())
    desk.github.faults.chance = () => {
      const chance = random()
      if (chance < 0.15) return { does: 'reset', afterwards: random() < 0.5 }
      if (chance < 0.25) return { does: serverError, afterwards: random() < 0.5 }
      return chance < 0.3 ? { does: secondaryLimited(random() < 0.5 ? 2 : 40) } : undefined
    }
    const heard: string[] = []
    const look = async () => {
      for (const ask of await gate.read().catch(() => [])) {
        heard.push(ask.reason)
        await gate.answer(ask, { kind: 'refused', words: `Not counted: ${ask.reason}` })
      }
    }
    for (let n = 0; n < 150; n++) {
      say('mallory', `/approve nr${n}`)
      desk.clock.advance(random() * 20_000)
      if (random() < 0.6) await look()
    }
    desk.github.faults.chance = undefined
    desk.clock.advance(3_600_000)
    await look()
    expect(heard).toEqual(Array.from({ length: 150 }, (_, n) => `nr${n}`))
  })
})

describe('what nobody can mend from here', () => {
  it('a reminder that GitHub refuses is given up, with a word in the log', async () => {
    await gate.post(card())
    desk.github.failNext({ status: 403, body: { message: 'Resource not accessible by integration' } })
    await gate.remind(finalCard({ headline: 'Still waiting' }))
    expect(desk.context.lines.at(-1)).toContain('issues: write')
  })

  it('no secret is in what is logged or thrown', async () => {
    await desk.close()
    desk = await openDesk({ token: 'ghs_secret0123456789' })
    const secret = desk.gate({ token: 'ghs_secret0123456789' })
    await secret.post(card())
    desk.github.faults.outage = { does: { status: 500, body: { message: 'ghs_other' } } }
    const fault = await secret.read().catch((error: unknown) => error)
    expect(JSON.stringify([fault, String(fault), (fault as Error).stack, desk.context.lines])).not.toContain('ghs_secret')
  })
})
