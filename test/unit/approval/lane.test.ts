import { describe, expect, it } from '@jest/globals'
import { laneOf } from '../../../src/approval/lane.ts'
import { InputError, RemoteError } from '../../../src/kit/errors.ts'
import { text } from '../../../src/kit/text.ts'
import { manualClock } from '../../support/manual-clock.ts'

const words = text('No.', '不行。')
const refusal = new InputError({ code: 'channel-unusable', problem: words })
const remoteRefusal = new RemoteError({ code: 'channel-unusable', party: 'ops', problem: words })
const outage = new RemoteError({ code: 'network-failed', party: 'ops', problem: words, retryable: true })

/** A lane, what was sent on it, and what its next tries come to. */
function lane() {
  const clock = manualClock(0)
  const [sent, faults]: [string[], unknown[]] = [[], []]
  const trouble: { error: Error | undefined } = { error: undefined }
  const send = async (item: string) => {
    sent.push(item)
    if (trouble.error) throw trouble.error
  }
  return { clock, sent, faults, trouble, ...laneOf(send, clock, (error) => faults.push(error)) }
}

describe('a lane', () => {
  it.each([
    { name: 'what the user must mend', error: refusal },
    { name: 'what the service refuses', error: remoteRefusal },
  ])('believes a refusal when it comes again, and asks no more: $name', async ({ error }) => {
    const { clock, sent, faults, trouble, put, isClear } = lane()
    trouble.error = error
    put('one')
    await clock.pass(3_600_000)
    expect([sent, faults.length, isClear()]).toEqual([['one', 'one'], 1, false])
  })

  it('tries the next thing anew', async () => {
    const { clock, sent, trouble, put, isClear } = lane()
    trouble.error = refusal
    put('one')
    await clock.pass(60_000)
    put('two')
    await clock.pass(500)
    trouble.error = undefined
    await clock.pass(60_000)
    expect([sent, isClear()]).toEqual([['one', 'one', 'two', 'two'], true])
  })

  it('does not count against a thing how often the one before it was refused', async () => {
    const { clock, sent, trouble, put, isClear } = lane()
    trouble.error = refusal
    put('one')
    await clock.pass(500)
    put('two')
    await clock.pass(1000)
    trouble.error = undefined
    await clock.pass(10_000)
    expect([sent, isClear()]).toEqual([['one', 'two', 'two'], true])
  })

  it('tries again for as long as an outage lasts', async () => {
    const { clock, sent, faults, trouble, put, isClear } = lane()
    trouble.error = outage
    put('one')
    await clock.pass(3_600_000)
    expect([sent.length > 100, faults.length, isClear()]).toEqual([true, 1, false])
    trouble.error = undefined
    await clock.pass(10_000)
    expect(isClear()).toBe(true)
  })
})
