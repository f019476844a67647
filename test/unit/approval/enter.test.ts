import { describe, expect, it } from '@jest/globals'
import { enter } from '../../../src/approval/enter.ts'
import { type GateState, openGate, step } from '../../../src/approval/gate.ts'
import { keeperIn } from '../../../src/approval/keeper.ts'
import type { ApprovalRequest } from '../../../src/approval/request.ts'
import { manualClock } from '../../support/manual-clock.ts'
import { memoryStore } from './memory-store.ts'
import { act, hear, minute, opened, policyOf, requestOf, requirement } from './requests.ts'

const one = policyOf({ requirements: [requirement(1, 'alice', 'bob')] })
const request = (over: Partial<ApprovalRequest> = {}): ApprovalRequest => requestOf({ policy: one, ...over })
const approved = (of: ApprovalRequest): GateState => hear(openGate(of), act('alice', 'approve')).state

function desk(hasEnded: boolean | undefined = false, cleared: Promise<unknown> = Promise.resolve()) {
  const clock = manualClock(opened)
  const lines: string[] = []
  const say = (words: unknown) => void lines.push(typeof words === 'string' ? words : (words as { en: string }).en)
  const log = { info: say, warning: say } as never // what is used of it
  const world = { clock, log, signal: new AbortController().signal, hasEnded: async () => hasEnded, cleared }
  const memory = memoryStore()
  const open = (of: ApprovalRequest, onNewer: 'supersede' | 'queue' | 'block' = 'supersede', carryOver = 0) =>
    enter(memory.store, of, { onNewer, carryOver }, world)
  const put = (state: GateState) => memory.store.write({ version: 1, state, posted: { ops: { ref: 'm1' } } }, memory.current())
  return { ...memory, clock, lines, log, open, put }
}

describe('a request that comes in', () => {
  it('is open where nothing was', async () => {
    const { open, current } = desk()
    expect(await open(request())).toMatchObject({ kind: 'open', state: { status: 'pending' } })
    expect(current()?.record.state.request.id).toBe('K7QF2M')
  })

  it.each([{ title: 'Migrate the database' }, { description: 'And drop a table' }, { version: 'v2' }, { servers: ['canary'] }])(
    'is asked although another step of the same run was approved for the same commit: %o',
    async (other) => {
      const { open, put } = desk()
      await put(approved(request()))
      expect(await open(request({ id: 'OTHER2' }))).toMatchObject({ kind: 'decided' })
      expect(await open(request({ id: 'OTHER2', ...other }))).toMatchObject({ kind: 'open', state: { request: { id: 'OTHER2' } } })
      expect(await open(request({ id: 'OTHER3', attempt: 2, ...other }))).toMatchObject({
        kind: 'resume',
        state: { request: { id: 'OTHER2' } },
      })
    },
  )

  it('goes on with the open one of its run, with the votes and the messages', async () => {
    const { open, put } = desk()
    const two = policyOf()
    await put(hear(openGate(request({ policy: two })), act('bob', 'approve')).state)
    const entry = await open(request({ id: 'OTHER2', attempt: 2, opened: opened + minute, policy: two }))
    expect(entry).toMatchObject({
      kind: 'resume',
      state: { request: { id: 'K7QF2M', attempt: 2, opened }, votes: [{ person: 'bob' }] },
      kept: { record: { posted: { ops: { ref: 'm1' } } } },
    })
  })

  it.each([
    { name: 'of another commit', over: { commit: 'b'.repeat(40) } },
    { name: 'of another run', over: { run: '319' } },
  ])('takes the place of an open one $name', async ({ over }) => {
    const { open, put } = desk()
    await put(openGate(request()))
    expect(await open(request({ id: 'NEWER2', ...over }))).toMatchObject({
      kind: 'open',
      replaced: { state: { request: { id: 'K7QF2M' }, status: 'superseded', decidedBy: ['NEWER2'] }, posted: { ops: { ref: 'm1' } } },
    })
  })

  it.each([
    { name: 'a later attempt of the run', over: { attempt: 2 }, carryOver: 0, kind: 'decided' },
    { name: 'a later attempt, the next week', over: { attempt: 2, opened: opened + 7 * 24 * 60 * minute }, carryOver: 0, kind: 'open' },
    { name: 'another run in time', over: { run: '319', opened: opened + 5 * minute }, carryOver: 10 * minute, kind: 'decided' },
    { name: 'another run too late', over: { run: '319', opened: opened + 20 * minute }, carryOver: 10 * minute, kind: 'open' },
    { name: 'another run without carry-over', over: { run: '319' }, carryOver: 0, kind: 'open' },
    { name: 'another commit', over: { commit: 'b'.repeat(40) }, carryOver: 10 * minute, kind: 'open' },
    { name: 'other servers', over: { run: '319', servers: ['web1'], opened: opened + minute }, carryOver: 10 * minute, kind: 'open' },
    { name: 'no commit', over: { commit: '' }, carryOver: 10 * minute, kind: 'open' },
    {
      name: 'a policy that these votes do not satisfy',
      over: { attempt: 2, policy: policyOf({ requirements: [requirement(1, 'bob')] }) },
      carryOver: 10 * minute,
      kind: 'open',
    },
  ])('an approval counts for $name: $kind', async ({ over, carryOver, kind }) => {
    const { open, put, clock } = desk()
    await put(approved(request()))
    const asked = request({ id: 'NEWER2', ...over })
    await clock.pass(asked.opened - opened)
    expect(await open(asked, 'supersede', carryOver)).toMatchObject({ kind })
  })

  it.each([
    { name: 'another run', over: { run: '319' }, onNewer: 'supersede' },
    { name: 'another run, where one waits for the other', over: { run: '319' }, onNewer: 'queue' },
    { name: 'another run, where one blocks the other', over: { run: '319' }, onNewer: 'block' },
    { name: 'a later attempt of the same run', over: { attempt: 2 }, onNewer: 'supersede' },
  ] as const)('ends what was left open when its time was over: $name', async ({ over, onNewer }) => {
    const { open, put, clock } = desk()
    await put(openGate(request()))
    await clock.pass(24 * 60 * minute)
    const [now, day] = [clock.now(), 24 * 60 * minute]
    expect(
      await open(request({ id: 'NEWER2', opened: opened + day, deadline: opened + day + 60 * minute, ...over }), onNewer),
    ).toMatchObject({
      kind: 'open',
      state: { request: { id: 'NEWER2' }, status: 'pending' },
      replaced: { state: { request: { id: 'K7QF2M' }, status: 'expired', settled: now }, posted: { ops: { ref: 'm1' } } },
    })
  })

  it('ends it as expired even where silence would be a yes: nobody listened', async () => {
    const { open, put, clock } = desk()
    await put(openGate(request({ policy: { ...one, onTimeout: 'approve' } })))
    await clock.pass(24 * 60 * minute)
    expect(await open(request({ id: 'NEWER2', opened: clock.now(), run: '319' }))).toMatchObject({
      replaced: { state: { status: 'expired' } },
    })
  })

  it('asks again after a rejection, an expiry, a cancellation', async () => {
    for (const end of [
      hear(openGate(request()), act('bob', 'reject')).state,
      step(openGate(request()), { kind: 'cancel' }, opened).state,
    ]) {
      const { open, put } = desk()
      await put(end)
      expect(await open(request({ id: 'AGAIN2', attempt: 2 }))).toMatchObject({ kind: 'open', state: { request: { id: 'AGAIN2' } } })
    }
  })

  it('is refused where the policy blocks it, unless the run of the other has ended', async () => {
    const blocked = desk(false)
    await blocked.put(openGate(request()))
    await expect(blocked.open(request({ id: 'NEWER2', run: '319' }), 'block')).rejects.toMatchObject({ code: 'request-pending' })
    expect(blocked.current()?.record.state.request.id).toBe('K7QF2M')
    const free = desk(true)
    await free.put(openGate(request()))
    expect(await free.open(request({ id: 'NEWER2', run: '319' }), 'block')).toMatchObject({ kind: 'open' })
  })

  it('waits for its turn where the policy queues it, and no longer than its own time', async () => {
    const { open, put, clock, lines } = desk()
    await put(openGate(request()))
    const turn = open(request({ id: 'NEWER2', run: '319' }), 'queue')
    await clock.pass(3 * minute)
    await put(approved(request()))
    await clock.pass(minute)
    expect(await turn).toMatchObject({ kind: 'open', state: { request: { id: 'NEWER2' } } })
    expect(lines.filter((line) => line.includes('Waiting for request K7QF2M'))).toHaveLength(1)
    expect((await turn).state.request.opened).toBeGreaterThan(opened + 2 * minute)
    const late = desk()
    await late.put(openGate(request({ deadline: opened + 600 * minute })))
    const never = late.open(request({ id: 'NEWER2', run: '319', deadline: opened + 5 * minute }), 'queue')
    const refused = expect(never).rejects.toMatchObject({ code: 'request-pending' })
    await late.clock.pass(6 * minute)
    await refused
  })

  it('gets its turn when the time of a dead request is over, though nobody can tell that its run has ended', async () => {
    const { open, put, clock } = desk(undefined)
    await put(openGate(request({ deadline: opened + 10 * minute })))
    const turn = open(request({ id: 'NEWER2', run: '319' }), 'queue')
    await clock.pass(14 * minute)
    let isOpen = false
    void turn.then(() => {
      isOpen = true
    })
    await clock.pass(0)
    expect(isOpen).toBe(false)
    await clock.pass(2 * minute)
    expect(await turn).toMatchObject({ state: { request: { id: 'NEWER2' } }, replaced: { state: { status: 'expired' } } })
  })

  it('keeps its place in the queue through an outage of the ledger', async () => {
    const { open, put, clock, trouble } = desk()
    await put(openGate(request()))
    const turn = open(request({ id: 'NEWER2', run: '319' }), 'queue')
    await clock.pass(minute)
    trouble.isDown = true
    await clock.pass(minute)
    trouble.isDown = false
    await put(hear(openGate(request()), act('bob', 'reject')).state)
    await clock.pass(minute)
    expect(await turn).toMatchObject({ kind: 'open', state: { request: { id: 'NEWER2' } } })
  })

  it('of two at once exactly one is the newest, and the other gives way', async () => {
    const { open, store, log, current } = desk()
    const entries = await Promise.all([open(request({ id: 'AAAAA2', run: '1' })), open(request({ id: 'BBBBB2', run: '2' }))])
    const newest = current()?.record.state.request.id
    const [older] = entries.filter(({ state }) => state.request.id !== newest)
    if (older?.kind !== 'open') throw new Error('one of them is older')
    const keeper = keeperIn(store, older.kept, () => ({}), log)
    expect(await keeper.look()).toBe(newest)
    expect(await keeper.keep(approved(older.state.request))).toBe(newest)
    expect(current()?.record.state.request.id).toBe(newest)
  })
})

describe('a request that may not be asked after all', () => {
  const refusal = new Error('the bot is not in the chat')
  const refused = () => {
    const cleared = Promise.reject(refusal)
    cleared.catch(() => {})
    return desk(false, cleared)
  }

  it.each(['supersede', 'queue', 'block'] as const)('takes no place, waits for nobody and says nothing: %s', async (onNewer) => {
    for (const earlier of [undefined, openGate(request({ run: '319' })), approved(request())]) {
      const { open, store, current, lines } = refused()
      if (earlier) await store.write({ version: 1, state: earlier, posted: {} }, undefined)
      const before = current()
      await expect(open(request({ id: 'NEWER2' }), onNewer)).rejects.toBe(refusal)
      expect([current(), lines]).toEqual([before, []])
    }
  })

  it('is not refused because of one that was decided meanwhile', async () => {
    const check = Promise.withResolvers<void>()
    const { open, put, trouble, clock } = desk(false, check.promise)
    await put(openGate(request()))
    const waiting = open(request({ id: 'NEWER2', run: '319' }), 'block')
    await clock.pass(0)
    expect(trouble.reads).toBe(1)
    await put(hear(openGate(request()), act('bob', 'reject')).state)
    check.resolve()
    expect(await waiting).toMatchObject({ kind: 'open', state: { request: { id: 'NEWER2' } } })
  })

  it('is told neither that another is open nor seen by it, as long as it is not known', async () => {
    const check = Promise.withResolvers<void>()
    const { open, put, current, lines, clock } = desk(false, check.promise)
    await put(openGate(request()))
    const waiting = open(request({ id: 'NEWER2', run: '319' }), 'queue')
    const taking = open(request({ id: 'NEWER3', run: '320' }), 'supersede')
    await clock.pass(minute)
    expect([current()?.record.state.request.id, lines]).toEqual(['K7QF2M', []])
    check.resolve()
    expect(await taking).toMatchObject({ kind: 'open', replaced: { state: { request: { id: 'K7QF2M' } } } })
    await put(approved(request({ id: 'NEWER3', run: '320' })))
    await clock.pass(minute)
    expect(await waiting).toMatchObject({ kind: 'open', state: { request: { id: 'NEWER2' } } })
  })
})

describe('keeping a request', () => {
  it('keeps every state in its order, and says once that it cannot', async () => {
    const { open, store, trouble, current, lines, log } = desk()
    const entry = await open(request())
    if (entry.kind !== 'open') throw new Error('nothing was there')
    const keeper = keeperIn(store, entry.kept, () => ({ ops: { ref: 'm1' } }), log)
    trouble.isDown = true
    expect(await keeper.keep(entry.state)).toBeUndefined()
    expect(await keeper.look()).toBeUndefined()
    expect(lines.filter((line) => line.includes('GitHub is down'))).toHaveLength(1)
    trouble.isDown = false
    void keeper.keep(entry.state)
    expect(await keeper.keep(approved(request()))).toBeUndefined()
    expect(current()?.record).toMatchObject({ state: { status: 'approved' }, posted: { ops: { ref: 'm1' } } })
  })
})
