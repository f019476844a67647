import { describe, expect, it } from '@jest/globals'
import { delivered, type Reading, remedies, type Trouble } from '../../../../src/chat/delivery/reading.ts'
import { type SendingRules, sender, type Try, type TryLimits } from '../../../../src/chat/delivery/sender.ts'
import { NetworkFault } from '../../../../src/kit/http.ts'
import { verbatim } from '../../../../src/kit/text.ts'
import { virtualClock } from '../../../support/virtual-clock.ts'
import { noticeContext, wordsOf } from '../notice-context.ts'

const trouble = (kind: Trouble['class'], wait?: number): Trouble => ({
  class: kind,
  reason: verbatim(`it is ${kind}`),
  remedy: remedies[kind],
  ...(wait === undefined ? {} : { wait }),
})
const refused = new NetworkFault('hooks.test', 'ECONNREFUSED', false)
const reset = new NetworkFault('hooks.test', 'ECONNRESET', true)

/** A sender, and tries that go as told. */
function scripted(script: readonly (Reading | Error)[], rules: Partial<SendingRules> = {}, signal = new AbortController().signal) {
  const clock = virtualClock(0)
  const context = noticeContext({ clock, signal })
  const left = [...script]
  const times: number[] = []
  const limits: TryLimits[] = []
  const attempt: Try = async (given) => {
    times.push(clock.now())
    limits.push(given)
    const next = left.shift() ?? delivered
    if (next instanceof Error) throw next
    return next
  }
  const deliver = sender(context, { service: verbatim('Hooks'), deduplicates: false, secrets: ['hush-hush'], ...rules })
  return { deliver: () => deliver(attempt), attempt, times, limits, clock, context }
}

describe('sending a message', () => {
  it.each([
    { name: 'at once', script: [], state: 'delivered', tries: 1 },
    { name: 'after it was busy', script: [trouble('retry'), trouble('retry')], state: 'delivered', tries: 3 },
    { name: 'after it could not be reached', script: [refused, refused], state: 'delivered', tries: 3 },
    { name: 'too often busy', script: Array(9).fill(trouble('retry')), state: 'rejected', tries: 5 },
    { name: 'never to be reached', script: Array(9).fill(refused), state: 'rejected', tries: 5 },
    { name: 'refused', script: [trouble('credentials')], state: 'rejected', tries: 1 },
    { name: 'lost behind the write', script: [reset], state: 'unknown', tries: 1 },
    { name: 'an answer that says nothing', script: [trouble('unclear')], state: 'unknown', tries: 1 },
    { name: 'limited, with a hint', script: [trouble('limited', 5000)], state: 'delivered', tries: 2 },
    { name: 'limited for longer than there is time', script: [trouble('limited', 600_000)], state: 'limited', tries: 1 },
    { name: 'limited without end', script: Array(9).fill(trouble('limited')), state: 'limited', tries: 5 },
    { name: 'a fault of ours', script: [new TypeError('x is not a function')], state: 'rejected', tries: 1 },
  ] as const)('$name: $state after $tries', async ({ script, state, tries }) => {
    const { deliver, times } = scripted(script)
    expect([(await deliver()).state, times.length]).toEqual([state, tries])
  })

  it('repeats what may have arrived where the service recognises it', async () => {
    const { deliver, times } = scripted([reset, trouble('unclear')], { deduplicates: true })
    expect([(await deliver()).state, times.length]).toEqual(['delivered', 3])
  })

  it('stays unknown when a later try is refused: the first may have arrived', async () => {
    const { deliver } = scripted([reset, trouble('gone')], { deduplicates: true })
    const delivery = await deliver()
    expect(delivery).toMatchObject({ state: 'unknown', reason: { en: 'it is gone' } })
  })

  it('does not spend its tries on waits that it was asked for, but its time', async () => {
    const { deliver, times } = scripted(Array(20).fill(trouble('limited', 8000)))
    expect((await deliver()).state).toBe('limited')
    expect(times.length).toBeGreaterThan(5)
    expect(Math.max(...times)).toBeLessThan(60_000)
  })

  it('says when the service takes messages again, and asks no more before', async () => {
    const { deliver, times, clock } = scripted([trouble('limited', 600_000)])
    const first = await deliver()
    const second = await deliver()
    expect(wordsOf(first)).toContain('It takes messages again in 10 min.')
    expect(second).toMatchObject({
      state: 'limited',
      reason: { en: 'Hooks takes no messages for now. It takes messages again in 10 min.' },
    })
    clock.advance(600_000)
    expect([(await deliver()).state, times.length]).toEqual(['delivered', 2])
  })

  it('keeps to the allowance', async () => {
    const { deliver, times } = scripted([], { allowance: { count: 2, per: 10_000 } })
    for (let count = 0; count < 4; count++) await deliver()
    expect(times).toEqual([0, 0, 10_020, 10_020])
  })

  it('tells what it waits for, and never a secret', async () => {
    const { deliver, context } = scripted([{ ...trouble('retry'), reason: verbatim('busy with hush-hush') }, trouble('gone')])
    await deliver()
    expect(context.lines).toEqual([expect.stringMatching(/^busy with \*\*\* Trying again in 1 s\.$/)])
  })

  it('never says a secret that a service repeated', async () => {
    const { deliver } = scripted([{ ...trouble('gone'), reason: verbatim('no robot hush-hush'), remedy: verbatim('not hush-hush') }])
    expect(wordsOf(await deliver())).not.toContain('hush')
  })

  it('names an own authority as the way to trust a certificate', async () => {
    const { deliver, times } = scripted([new NetworkFault('hooks.test', 'DEPTH_ZERO_SELF_SIGNED_CERT', false)])
    const delivery = await deliver()
    expect([delivery.state, times.length]).toEqual(['rejected', 1])
    expect(wordsOf(delivery)).toContain('NODE_EXTRA_CA_CERTS')
  })
})

describe('a cancelled run', () => {
  it('still sends its last message, in little time', async () => {
    const { deliver, limits } = scripted([trouble('retry')], {}, AbortSignal.abort())
    expect((await deliver()).state).toBe('delivered')
    expect(limits[0]?.timeout).toBeLessThanOrEqual(5000)
    expect(limits[0]?.signal).toBeUndefined()
  })

  it('ends a wait, without another try', async () => {
    const cancel = new AbortController()
    const { deliver, times, clock } = scripted([trouble('retry', 5000), delivered], {}, cancel.signal)
    const sleep = clock.sleep
    clock.sleep = async (milliseconds, signal) => {
      cancel.abort(new Error('cancelled'))
      await sleep(milliseconds, signal)
    }
    expect([(await deliver()).state, times.length]).toEqual(['rejected', 1])
  })

  it('leaves it open whether a message arrived that was on its way', async () => {
    const cancel = new AbortController()
    const { context } = scripted([], {}, cancel.signal)
    const deliver = sender(context, { service: verbatim('Hooks'), deduplicates: false, secrets: [] })
    const delivery = await deliver(async () => {
      cancel.abort(new Error('cancelled'))
      throw cancel.signal.reason
    })
    expect(delivery.state).toBe('unknown')
  })
})
