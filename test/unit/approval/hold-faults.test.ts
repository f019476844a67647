import { describe, expect, it } from '@jest/globals'
import { type GateState, openGate } from '../../../src/approval/gate.ts'
import { type Held, hold, type Keeper } from '../../../src/approval/hold.ts'
import { keeperIn, noKeeper } from '../../../src/approval/keeper.ts'
import type { Ask, DecisionChannel } from '../../../src/chat/channel.ts'
import type { Message } from '../../../src/chat/message.ts'
import { personFrom } from '../../../src/config/people.ts'
import { manualClock } from '../../support/manual-clock.ts'
import { memoryStore } from './memory-store.ts'
import { gate, minute, opened, requestOf } from './requests.ts'

const people = [personFrom('alice', { telegram: '1' }), personFrom('bob', { telegram: '2' })]
const never = () => new Promise<never>(() => {})

/** A gate with one channel whose `read` and whose ledger can be told to fail. */
function holding({ state, keeper = noKeeper }: { readonly state: GateState; readonly keeper?: Keeper }) {
  const clock = manualClock(opened)
  const cancel = new AbortController()
  const asks: Ask[] = []
  const shown: Message[] = []
  const trouble = { read: async (): Promise<void> => {} }
  const nothing = async () => {}
  const channel: DecisionChannel = {
    kind: 'decides',
    name: 'ops',
    platform: 'telegram',
    interval: 2000,
    check: async () => [],
    preview: () => '',
    post: async () => ({ ref: 'm1' }),
    adopt: nothing,
    update: async (card) => void shown.push(card),
    remind: nothing,
    read: async () => {
      await trouble.read()
      return asks.splice(0)
    },
    answer: nothing,
    close: nothing,
  }
  const click = (user: string, key: string) =>
    asks.push({ key, does: 'approve', user, userName: `User ${user}`, at: clock.now(), reason: '', by: 'button' })
  const lines: string[] = []
  const say = (words: unknown) => void lines.push(typeof words === 'string' ? words : (words as { en: string }).en)
  const log = { locale: 'en', info: say, warning: say, debug: say } as never // what a hold uses of it
  const card = { changes: { kind: 'first' }, locale: 'en', timeZone: 'UTC' } as const
  let held: Held | undefined
  void hold(state, [channel], { clock, log, signal: cancel.signal, random: () => 0.5, people, card, keeper }).then((ended) => {
    held = ended
  })
  return { clock, cancel, click, trouble, shown, lines, status: () => held?.state.status }
}

const down = async () => {
  throw new Error('down')
}

describe('a gate whose silence means yes', () => {
  const state = () => gate({ onTimeout: 'approve' })

  it('is approved when everybody could have objected', async () => {
    const { clock, status } = holding({ state: state() })
    await clock.pass(62 * minute)
    expect(status()).toBe('approved')
  })

  it.each([
    { name: 'cannot be read', read: down },
    { name: 'hangs', read: never },
  ])('is not approved by a channel that $name: nobody could have objected', async ({ read }) => {
    const { clock, status, trouble, lines } = holding({ state: state() })
    await clock.pass(minute)
    trouble.read = read
    await clock.pass(62 * minute)
    expect(status()).toBe('expired')
    expect(lines).toContainEqual(expect.stringContaining('Silence'))
  })

  it('is not approved when a channel comes back right at the deadline: nobody had time to object', async () => {
    const { clock, status, trouble } = holding({ state: state() })
    trouble.read = down
    await clock.pass(60 * minute + 1000)
    trouble.read = async () => {}
    await clock.pass(2 * minute)
    expect(status()).toBe('expired')
  })
})

describe('a gate that is taken up again', () => {
  const times = { opened: opened - 61 * minute, deadline: opened - minute }

  it('is not approved by a silence behind its deadline: its process was dead, nobody listened', async () => {
    const { clock, status } = holding({ state: gate({ onTimeout: 'approve' }, times) })
    await clock.pass(2 * minute)
    expect(status()).toBe('expired')
  })
})

describe('a gate with a ledger in trouble', () => {
  it('brings its messages to their end within five seconds of a cancellation although the ledger hangs', async () => {
    const { clock, cancel, shown } = holding({ state: gate(), keeper: { keep: never, look: never, interval: 10_000 } })
    await clock.pass(1000)
    cancel.abort()
    await clock.pass(5000)
    expect(shown.at(-1)?.tone).toBe('neutral')
  })

  it('ends although the ledger hangs', async () => {
    const { clock, status } = holding({ state: gate(), keeper: { keep: never, look: never, interval: 10_000 } })
    await clock.pass(63 * minute)
    expect(status()).toBe('expired')
  })

  it('does not write to it for every click of strangers', async () => {
    const memory = memoryStore()
    const start = openGate(requestOf())
    const { now } = await memory.store.write({ version: 1, state: start, posted: {} }, undefined)
    const keeper = keeperIn(memory.store, now as NonNullable<typeof now>, () => ({}), {} as never)
    const { clock, click } = holding({ state: start, keeper })
    for (let n = 0; n < 200; n++) {
      click('666', `c${n}`)
      await clock.pass(2000)
    }
    expect(memory.trouble.writes).toBeLessThan(10)
    // A later attempt must not count what was refused, should the policy be another one by then.
    expect(memory.current()?.record.state.history.filter(({ what }) => what === 'refused').length).toBeGreaterThan(150)
  })

  it('writes only the newest state where the ledger is slower than people', async () => {
    const memory = memoryStore()
    const start = openGate(requestOf())
    const { now } = await memory.store.write({ version: 1, state: start, posted: {} }, undefined)
    const keeper = keeperIn(memory.store, now as NonNullable<typeof now>, () => ({}), {} as never)
    const states = Array.from({ length: 100 }, (_, reminders) => ({ ...start, reminders }))
    await Promise.all(states.map((state) => keeper.keep(state)))
    expect([memory.trouble.writes < 5, memory.current()?.record.state.reminders]).toEqual([true, 99])
  })
})
