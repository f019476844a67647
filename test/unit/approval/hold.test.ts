import { describe, expect, it } from '@jest/globals'
import type { GateState } from '../../../src/approval/gate.ts'
import { openGate } from '../../../src/approval/gate.ts'
import { type Held, hold, type Keeper } from '../../../src/approval/hold.ts'
import { noKeeper } from '../../../src/approval/keeper.ts'
import type { Ask, DecisionChannel, Reply } from '../../../src/chat/channel.ts'
import type { Message } from '../../../src/chat/message.ts'
import { personFrom } from '../../../src/config/people.ts'
import { InputError, RemoteError } from '../../../src/kit/errors.ts'
import { text } from '../../../src/kit/text.ts'
import { type ManualClock, manualClock } from '../../support/manual-clock.ts'
import { requestWith } from './hold-requests.ts'

const start = Date.UTC(2026, 10, 23, 9)
const minute = 60_000
const people = [personFrom('alice', { telegram: '1', github: 'alice-l' }), personFrom('bob', { telegram: '2', github: 'bobby' })]

/** A channel in this process: what it was asked to show, and what people do there. */
function channelNamed(name: string, platform: 'telegram' | 'github' = 'telegram') {
  let asks: Ask[] = []
  let serial = 0
  const shown: Message[] = []
  const answers: { user: string; words: string; kind: Reply['kind'] }[] = []
  const reminders: Message[] = []
  const trouble = { down: false, hangs: false, reads: 0 }
  const guard = async () => {
    if (trouble.hangs) await new Promise(() => {})
    if (trouble.down)
      throw new RemoteError({ code: 'network-failed', party: name, retryable: true, problem: text(`${name} is down.`, `${name} 故障。`) })
  }
  const channel: DecisionChannel = {
    kind: 'decides',
    name,
    platform,
    interval: 3000,
    check: async () => [],
    preview: () => '',
    post: async () => ({ ref: name }),
    adopt: async () => {},
    update: async (card) => {
      await guard()
      shown.push(card)
    },
    remind: async (note) => {
      await guard()
      reminders.push(note)
    },
    read: async () => {
      trouble.reads++
      await guard()
      const read = asks
      asks = []
      return read
    },
    answer: async (ask, reply) => {
      answers.push({ user: ask.user, ...reply })
    },
    close: async () => {},
  }
  const act = (does: Ask['does'], user: string, at: number, more: Partial<Ask> = {}) => {
    serial++
    asks.push({ key: `${name}-${serial}`, does, user, userName: `User ${user}`, at, reason: '', by: 'button', ...more })
  }
  return { channel, act, shown, answers, reminders, trouble }
}

interface Setup {
  readonly channels?: ReturnType<typeof channelNamed>[]
  readonly keeper?: Keeper
  readonly state?: GateState
}

function holding({ channels = [channelNamed('ops')], keeper = noKeeper, state = openGate(requestWith({ opened: start })) }: Setup = {}) {
  const clock: ManualClock = manualClock(start)
  const cancel = new AbortController()
  const lines: string[] = []
  const say = (words: unknown) => void lines.push(typeof words === 'string' ? words : (words as { en: string }).en)
  const log = { locale: 'en', info: say, warning: say, error: say, notice: say, debug: say, mask: say, from: say } as never // what a hold uses of it
  let held: Held | undefined
  const card = { changes: { kind: 'first' }, locale: 'en', timeZone: 'UTC' } as const
  const world = { clock, log, signal: cancel.signal, random: () => 0.5, people, card, keeper }
  void hold(
    state,
    channels.map(({ channel }) => channel),
    world,
  ).then((ended) => {
    held = ended
  })
  const [ops] = channels
  if (!ops) throw new Error('one channel at least')
  return { clock, cancel, lines, ops, ended: () => held, status: () => held?.state.status }
}

describe('holding a gate', () => {
  it('counts a click, answers it, and gives every message its final form', async () => {
    const team = channelNamed('team')
    const { clock, ops, status } = holding({ channels: [channelNamed('ops'), team] })
    await clock.pass(4000)
    ops.act('approve', '1', clock.now())
    await clock.pass(4000)
    expect(status()).toBe('approved')
    expect(ops.answers).toEqual([{ user: '1', words: expect.stringContaining('approved by alice'), kind: 'counted' }])
    for (const { shown } of [ops, team]) expect(shown.at(-1)).toMatchObject({ tone: 'good' })
    for (const { shown } of [ops, team]) expect(shown.at(-1)).not.toHaveProperty('decision')
  })

  it('lets only one of two decisions at once win, and tells the other', async () => {
    const team = channelNamed('team')
    const { clock, ops, status } = holding({ channels: [channelNamed('ops'), team] })
    await clock.pass(100)
    ops.act('approve', '1', clock.now())
    team.act('reject', '2', clock.now())
    await clock.pass(20_000)
    const answers = [...ops.answers, ...team.answers].map(({ kind }) => kind)
    expect([status() === 'approved' || status() === 'rejected', answers.toSorted()]).toEqual([true, ['counted', 'refused']])
  })

  it('reads votes given in time before it expires', async () => {
    const { clock, ops, status } = holding({ state: openGate(requestWith({ opened: start, deadline: start + 10_000 })) })
    await clock.pass(9400) // between two reads
    ops.act('approve', '1', start + 9990)
    await clock.pass(2000)
    expect(status()).toBe('approved')
  })

  it('expires without votes, and says so', async () => {
    const { clock, ops, status } = holding()
    await clock.pass(61 * minute)
    expect([status(), ops.shown.at(-1)?.tone]).toEqual(['expired', 'warning'])
  })

  it('waits out a channel that is down: an outage decides nothing, is told once, and loses no click', async () => {
    const { clock, ops, lines, status } = holding()
    ops.trouble.down = true
    await clock.pass(10 * minute)
    ops.act('approve', '1', clock.now())
    expect([status(), lines.filter((line) => line.includes('until the deadline')).length]).toEqual([undefined, 1])
    ops.trouble.down = false
    await clock.pass(20_000)
    expect([status(), lines.some((line) => line.includes('answers again'))]).toEqual(['approved', true])
  })

  it('gives a channel that is down at the deadline a minute to tell what was said in time', async () => {
    const { clock, ops, status } = holding({ state: openGate(requestWith({ opened: start, deadline: start + 10 * minute })) })
    await clock.pass(9 * minute)
    ops.trouble.down = true
    ops.act('approve', '1', clock.now())
    await clock.pass(minute + 30_000)
    expect(status()).toBe(undefined)
    ops.trouble.down = false
    await clock.pass(5000)
    expect(status()).toBe('approved')
  })

  it('does not wait for a channel that hangs when another one has decided', async () => {
    const stuck = channelNamed('stuck')
    stuck.trouble.hangs = true
    const { clock, ops, ended } = holding({ channels: [channelNamed('ops'), stuck] })
    ops.act('approve', '1', start)
    await clock.pass(31_000)
    await clock.pass(25_000)
    expect(ended()).toMatchObject({ state: { status: 'approved' }, stale: ['stuck'] })
  })

  it('comes to its end within five seconds of a cancellation', async () => {
    const { clock, cancel, ops, status } = holding()
    await clock.pass(1000)
    cancel.abort()
    await clock.pass(5000)
    expect([status(), ops.shown.at(-1)?.tone]).toEqual(['cancelled', 'neutral'])
  })

  it('tells who clicked while the last message was on its way', async () => {
    const { clock, ops, status } = holding()
    const { update } = ops.channel
    Object.assign(ops.channel, {
      update: async (card: Message) => {
        if (!card.decision) ops.act('reject', '2', clock.now())
        await update(card)
      },
    })
    ops.act('approve', '1', start)
    await clock.pass(20_000)
    expect([status(), ops.answers.at(-1)]).toEqual(['approved', expect.objectContaining({ user: '2', kind: 'refused' })])
  })

  it('reminds the missing people, once after an outage', async () => {
    const { clock, ops } = holding()
    await clock.pass(6 * minute)
    expect(ops.reminders.map(({ mentions }) => mentions.map(({ name }) => name))).toEqual([['alice', 'bob']])
  })

  it('redraws the card with each reminder, so that the time left is not that of the beginning', async () => {
    const { clock, ops } = holding()
    await clock.pass(4 * minute)
    expect(ops.shown).toEqual([])
    await clock.pass(2 * minute)
    const [card, ...more] = ops.shown
    expect(card?.facts.find(({ label }) => label === 'Time left')?.value).toMatch(/\(55 min at 9:05\sAM\)$/)
    expect([card?.mentions, card?.decision?.id, more]).toEqual([[], 'K7QF2M', []])
  })

  it('tries the final message again until it is shown, and tells when it never was', async () => {
    const { clock, ops, ended } = holding()
    await clock.pass(1000)
    ops.act('approve', '1', clock.now())
    const { update } = ops.channel
    Object.assign(ops.channel, {
      update: () =>
        Promise.reject(new RemoteError({ code: 'network-failed', party: 'ops', problem: text('Down.', '故障。'), retryable: true })),
    })
    await clock.pass(20_000)
    expect(ended()).toBe(undefined)
    Object.assign(ops.channel, { update })
    await clock.pass(30_000)
    expect(ended()).toMatchObject({ state: { status: 'approved' }, stale: [] })
  })

  it('waits no longer for a final message that is refused for good', async () => {
    const { clock, ops, ended } = holding()
    await clock.pass(1000)
    ops.act('approve', '1', clock.now())
    Object.assign(ops.channel, {
      update: () => Promise.reject(new InputError({ code: 'channel-unusable', problem: text('No such token.', '没有该 token。') })),
    })
    await clock.pass(6000)
    expect(ended()).toMatchObject({ state: { status: 'approved' }, stale: ['ops'] })
  })

  it('a newer request takes its place', async () => {
    let newer: string | undefined
    const keeper: Keeper = { interval: 15_000, keep: async () => newer, look: async () => newer }
    const { clock, ended } = holding({ keeper })
    await clock.pass(20_000)
    newer = 'NEWER2'
    await clock.pass(20_000)
    expect(ended()?.state).toMatchObject({ status: 'superseded', decidedBy: ['NEWER2'] })
  })

  it('an approval that a newer request forestalled does not count', async () => {
    const keeper: Keeper = {
      interval: 3_600_000,
      keep: async (state) => (state.status === 'approved' ? 'NEWER2' : undefined),
      look: async () => undefined,
    }
    const { clock, ops, ended } = holding({ keeper })
    ops.act('approve', '1', start)
    await clock.pass(40_000)
    expect(ended()?.state).toMatchObject({ status: 'superseded', decidedBy: ['NEWER2'] })
    expect(ops.shown.at(-1)?.tone).toBe('neutral')
  })
})
