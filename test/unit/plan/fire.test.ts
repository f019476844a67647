import { describe, expect, it } from '@jest/globals'
import { verbatim } from '../../../src/kit/text.ts'
import type { FindAnswer, StartAnswer } from '../../../src/plan/starter.ts'
import { due, entry, hour, minute, record } from './planning.ts'
import { outOfReach, sourceOf, type TestSource, tickDesk } from './tick-desk.ts'

const found: FindAnswer = { state: 'found', run: { id: 7, url: 'https://x/7' } }
const problem = verbatim('no answer')

function scene(
  answers: readonly (StartAnswer | Error)[],
  find: (now: number) => FindAnswer,
  source: TestSource = sourceOf('plan', entry()),
) {
  const one = tickDesk(due - minute, source)
  const sent: number[] = []
  one.starter.start = async () => {
    const answer = answers[sent.length]
    sent.push(one.time.now() - due)
    if (answer instanceof Error) throw answer
    return answer ?? { state: 'started', run: { id: 8, url: 'https://x/8' } }
  }
  const looked: boolean[] = []
  one.starter.find = async ({ isCertain = false }) => {
    looked.push(isCertain)
    return find(one.time.now() - due)
  }
  return { ...one, sent, looked }
}

describe('a start that GitHub did not confirm', () => {
  it('is found by its word, and not sent again', async () => {
    const { tick, sent, record: read, kinds } = scene([{ state: 'unknown', problem }], (now) => (now > 5000 ? found : { state: 'absent' }))
    await tick()
    expect([sent, read('a')?.run?.id, kinds('a')]).toEqual([[0], 7, ['started']])
  })

  it('is sent again when there is surely none, after forty seconds', async () => {
    const { tick, sent, kinds } = scene([{ state: 'unknown', problem }], () => ({ state: 'absent' }))
    await tick()
    expect([sent.length, sent[1], kinds('a')]).toEqual([2, expect.any(Number), ['started']])
    expect(sent[1]).toBeGreaterThanOrEqual(40_000)
    expect(sent[1]).toBeLessThan(55_000)
  })

  it('is never sent again where that cannot be known, and people are told after three minutes', async () => {
    const { tick, sent, kinds, told } = scene([{ state: 'unknown', problem }], () => ({ state: 'doubtful' }))
    await tick()
    await tick()
    expect([sent, kinds('a')]).toEqual([[0], ['unknown']])
    expect((told[0]?.at ?? 0) - due).toBeGreaterThanOrEqual(3 * minute)
  })

  it('is never sent again where GitHub took it, though its run is in no list', async () => {
    const { tick, sent, looked, kinds } = scene([{ state: 'accepted' }], () => ({ state: 'absent' }))
    await tick()
    await tick()
    expect([sent, kinds('a'), new Set(looked)]).toEqual([[0], ['unknown'], new Set([true])])
  })

  it('is found late where GitHub took it', async () => {
    const { tick, sent, record: read } = scene([{ state: 'accepted' }], (now) => (now > minute ? found : { state: 'absent' }))
    await tick()
    expect([sent, read('a')]).toEqual([[0], expect.objectContaining({ state: 'started', run: { id: 7, url: 'https://x/7' } })])
  })

  it.each([
    { name: 'was not sent', answer: { state: 'not-sent', problem } as const },
    { name: 'met a limit of GitHub', answer: outOfReach },
  ])('that $name is tried again after ten seconds', async ({ answer }) => {
    const { tick, sent, looked } = scene([answer, answer], () => found)
    await tick()
    expect([sent.map((at) => Math.round(at / 1000)), looked]).toEqual([[0, 10, 20], []])
  })

  it('that is refused is told, and tried again after five minutes', async () => {
    const { tick, sent, kinds, time } = scene([{ state: 'refused', refusal: { problem: verbatim('no such input') } }], () => found)
    await tick()
    await tick()
    expect(sent.length).toBe(1)
    await time.until(due + 5 * minute)
    await tick()
    expect([sent.length, kinds('a')]).toEqual([2, ['refused', 'started']])
  })
})

describe('an entry that somebody set out to start', () => {
  const armed = record('starting', {
    holder: { run: '9', attempt: 1 },
    armedAt: due,
    correlation: 'a-x',
    workflow: 'release.yml',
    branch: 'main',
  })
  const later = async (isAlive: boolean, find: FindAnswer, at: number) => {
    const one = scene([], () => find)
    one.starter.isAtWork = async () => isAlive
    await one.write('a', armed)
    await one.time.until(due + at)
    await one.tick()
    return { sent: one.sent.length, state: one.record('a')?.state }
  }

  it.each([
    { name: 'who is at work is waited for', isAlive: true, find: found, at: 10_000, sent: 0, state: 'starting' },
    { name: 'who is gone has started it', isAlive: false, find: found, at: 10_000, sent: 0, state: 'started' },
    { name: 'who is silent for five minutes has started it', isAlive: true, find: found, at: 5 * minute, sent: 0, state: 'started' },
    { name: 'who is silent for five minutes has not', isAlive: true, find: { state: 'absent' }, at: 5 * minute, sent: 1, state: 'started' },
    { name: 'who is gone has not started it', isAlive: false, find: { state: 'absent' }, at: minute, sent: 1, state: 'started' },
    { name: 'who is gone left nothing that tells', isAlive: false, find: { state: 'doubtful' }, at: 4 * minute, sent: 0, state: 'unknown' },
  ] as const)('$name', async ({ isAlive, find, at, sent, state }) => {
    expect(await later(isAlive, find, at)).toEqual({ sent, state })
  })

  it('is not started by who sets out for too long', async () => {
    const one = scene([], () => ({ state: 'absent' }))
    let looks = 0
    const [source] = one.desk.sources as [TestSource]
    const { readAgain } = source
    Object.assign(source, {
      readAgain: async (id: string) => {
        if (++looks === 1) await one.desk.clock.sleep(21_000)
        return readAgain(id)
      },
    })
    await one.tick()
    expect(one.sent.map((at) => at >= 21_000)).toEqual([true])
    expect(one.record('a')?.history.map(({ state }) => state)).toEqual(['claimed', 'starting', 'claimed', 'starting', 'started'])
  })
})

describe('the last look', () => {
  it.each([
    {
      name: 'cancelled',
      change: (source: TestSource) => (source.entries = [entry({ wish: 'cancelled' })]),
      kinds: ['cancelled'],
      sent: [],
    },
    { name: 'gone', change: (source: TestSource) => (source.entries = []), kinds: ['cancelled'], sent: [] },
    {
      name: 'moved',
      change: (source: TestSource) => (source.entries = [entry({ due: { at: due + 2 * minute, zone: 'UTC', words: '' } })]),
      kinds: ['planned', 'started'],
      sent: [2 * minute],
    },
    {
      name: 'changed in what it starts',
      change: (source: TestSource) => (source.entries = [entry({ version: 'v2' })]),
      kinds: ['started'],
      sent: [0],
    },
  ])('obeys an entry that is $name at the last moment', async ({ change, kinds, sent }) => {
    const source = sourceOf('plan', entry())
    const one = scene([], () => found, source)
    one.time.at(due - 1, () => void change(source))
    await one.tick()
    expect([one.kinds('a'), one.sent]).toEqual([kinds, sent])
  })

  it('fails where the source does, and is taken again in three seconds', async () => {
    const source = sourceOf('plan', entry())
    const one = scene([], () => found, source)
    one.time.at(due - 1, () => (source.isDown = true))
    one.time.at(due + 4000, () => (source.isDown = false))
    await one.tick({ every: hour })
    expect(one.sent.map((at) => at > 4000 && at < 10_000)).toEqual([true])
  })
})
