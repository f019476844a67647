import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Delivery } from '../../../src/chat/channel.ts'
import { RemoteError } from '../../../src/kit/errors.ts'
import { text, verbatim } from '../../../src/kit/text.ts'
import { type Shown, showAt, showLiving } from '../../../src/notify/living.ts'
import { type LivingStore, orderOf } from '../../../src/notify/living-store.ts'
import type { Verdict } from '../../../src/notify/verdict.ts'
import { seededRandom } from '../../support/random.ts'
import { tickingClock } from '../../support/ticking-clock.ts'
import { message, quiet, showing, storeInMemory, wall, worldOf } from './living-wall.ts'

describe('one message of a run', () => {
  it('is posted by whoever is first and edited by the others', async () => {
    const clock = tickingClock(50)
    const [store, channel] = [storeInMemory(), wall({ clock })]
    const first = await showLiving(channel, showing('running', 1), store, worldOf(clock), quiet)
    const second = await showLiving(channel, showing('failed', 2, { isOver: true }), store, worldOf(clock), quiet)
    clock.stop()
    expect([first, second]).toEqual([
      { state: 'delivered', ref: 'm1' },
      { state: 'delivered', ref: 'm1' },
    ])
    expect([...channel.messages]).toEqual([['m1', 'failed']])
  })

  it('does not go back to an older state, whoever comes late', async () => {
    const clock = tickingClock(50)
    const [store, channel] = [storeInMemory(), wall({ clock })]
    const end = showing('done', orderOf({ attempt: 1, progress: 3, end: 'seen', verdict: 'success' }), { isOver: true })
    await showLiving(channel, end, store, worldOf(clock), quiet)
    const before = showing('running', orderOf({ attempt: 1, progress: 2, end: 'none', verdict: 'running' }))
    const late = await showLiving(channel, before, store, worldOf(clock), quiet)
    clock.stop()
    expect(late.state).toBe('skipped')
    expect([...channel.messages.values()]).toEqual(['done'])
  })

  it('is posted anew where somebody deleted it', async () => {
    const clock = tickingClock(50)
    const [store, channel] = [storeInMemory(), wall({ clock })]
    await showLiving(channel, showing('running', 1), store, worldOf(clock), quiet)
    channel.messages.clear()
    channel.messages.set('other', '')
    await showLiving(channel, showing('done', 2, { isOver: true }), store, worldOf(clock), quiet)
    clock.stop()
    expect([...channel.messages]).toEqual([
      ['other', ''],
      ['m2', 'done'],
    ])
    expect(store.standing('ops')?.ref).toBe('m2')
  })

  it('stays one, with its newest state, when thirty jobs of a run that is started three times tell of themselves at once', async () => {
    const clock = tickingClock(40)
    const [store, channel] = [storeInMemory(), wall({ clock, delay: 300 })]
    for (const attempt of [1, 2, 3]) {
      const jobs = Array.from({ length: 30 }, (_, done) => async () => {
        await clock.sleep(seededRandom(attempt * 100 + done)() * 4000)
        const isOver = done === 29
        const words = `attempt ${attempt}: ${isOver ? 'over' : done}`
        const order = orderOf({ attempt, progress: 30 + done, end: isOver ? 'seen' : 'none', verdict: isOver ? 'success' : 'running' })
        return showLiving(channel, showing(words, order, { isOver }), store, worldOf(clock, done + 1), quiet)
      })
      await Promise.all(jobs.map((job) => job()))
    }
    clock.stop()
    expect([...channel.messages]).toEqual([['m1', 'attempt 3: over']])
  })

  it('is sent once, at the end, where nothing can be edited; and again only where it says something else', async () => {
    const clock = tickingClock(40)
    const [store, channel] = [storeInMemory(), wall({ clock, canEdit: false, delay: 300 })]
    const tell = (verdict: Verdict, attempt: number, isOver: boolean) => {
      const order = orderOf({ attempt, progress: 30, end: isOver ? 'seen' : 'none', verdict })
      return showLiving(channel, showing(verdict, order, { isOver }), store, worldOf(clock), quiet)
    }
    const states = await Promise.all([tell('success', 1, false), ...Array.from({ length: 10 }, () => tell('success', 1, true))])
    const again = await tell('success', 2, true)
    const other = await tell('failure', 3, true)
    clock.stop()
    expect(states.filter(({ state }) => state === 'delivered')).toHaveLength(1)
    expect([again.state, other.state]).toEqual(['skipped', 'delivered'])
    expect([...channel.messages.values()]).toEqual(['success', 'failure'])
  })

  it('is taken over from a job that died while it was writing', async () => {
    const clock = tickingClock(2000)
    const [store, channel] = [storeInMemory(), wall({ clock })]
    await store.write(
      'ops',
      { ref: undefined, order: -1, verdict: '', alerted: '', busy: { by: 'the dead', since: clock.now() } },
      undefined,
    )
    const shown = await showLiving(channel, showing('done', 5, { isOver: true }), store, worldOf(clock), quiet)
    clock.stop()
    expect(shown.state).toBe('delivered')
    expect(store.standing('ops')).toMatchObject({ ref: 'm1', order: 5, busy: undefined })
  })

  it('is taken over in the end whatever the clock of the job says that died', async () => {
    const clock = tickingClock(2000)
    const [store, channel] = [storeInMemory(), wall({ clock })]
    const busy = { by: 'the dead', since: clock.now() + 86_400_000 }
    await store.write('ops', { ref: undefined, order: -1, verdict: '', alerted: '', busy }, undefined)
    const shown = await showLiving(channel, showing('done', 5, { isOver: true }), store, worldOf(clock), quiet)
    clock.stop()
    expect(shown.state).toBe('delivered')
  })

  it('says so where it could not be noted where it is', async () => {
    const clock = tickingClock(50)
    const [store, channel] = [storeInMemory(), wall({ clock })]
    const heard: unknown[] = []
    const write: LivingStore['write'] = async (name, standing, over) => {
      if (!standing.busy) throw new RemoteError({ code: 'github-failed', party: 'GitHub', problem: verbatim('down') })
      return store.write(name, standing, over)
    }
    const shown = await showLiving(channel, showing('x', 1), { read: store.read, write }, worldOf(clock), (why) => heard.push(why))
    clock.stop()
    expect([shown.state, heard]).toEqual(['delivered', [verbatim('down')]])
  })

  it('lets the next one try where the platform did not take it', async () => {
    const clock = tickingClock(50)
    const refused: Delivery = { state: 'rejected', reason: text('no', '否') }
    const answers: (Delivery | undefined)[] = [refused, undefined]
    const [store, channel] = [storeInMemory(), wall({ clock, answer: () => answers.shift() ?? { state: 'delivered' } })]
    const states: Shown[] = []
    for (const order of [1, 2]) states.push(await showLiving(channel, showing('x', order), store, worldOf(clock), quiet))
    clock.stop()
    expect(states.map(({ state }) => state)).toEqual(['rejected', 'delivered'])
    expect(store.standing('ops')).toMatchObject({ ref: 'm1', order: 2 })
  })

  it.each<[string, () => Promise<never> | Promise<{ state: 'unavailable'; problem: ReturnType<typeof text>; remedy: undefined }>]>([
    ['the token may not write', async () => ({ state: 'unavailable', problem: text('no contents: write', '缺少权限'), remedy: undefined })],
    [
      'GitHub is out of reach',
      async () => Promise.reject(new RemoteError({ code: 'github-failed', party: 'GitHub', problem: verbatim('down') })),
    ],
  ])('is sent anew, and said so, where %s', async (_, fault) => {
    const clock = tickingClock(50)
    const channel = wall({ clock })
    const heard: unknown[] = []
    const shown = await showLiving(channel, showing('x', 1), { read: fault, write: fault }, worldOf(clock), (why) => heard.push(why))
    clock.stop()
    expect(shown.state).toBe('delivered')
    expect(heard).toHaveLength(1)
  })

  it('is followed by a short message that alerts, once for each verdict: edits alert nobody', async () => {
    const clock = tickingClock(50)
    const [store, channel] = [storeInMemory(), wall({ clock })]
    const end = (words: string, order: number) =>
      showLiving(channel, showing(words, order, { isOver: true, alert: message(`alert: ${words}`) }), store, worldOf(clock), quiet)
    await showLiving(channel, showing('running', 1), store, worldOf(clock), quiet)
    await end('failure', 2)
    await end('failure', 3)
    await end('success', 4)
    clock.stop()
    expect([...channel.messages.values()]).toEqual(['success', 'alert: failure', 'alert: success'])
  })

  it('says so where the short message did not arrive, and tries again with the next state', async () => {
    const clock = tickingClock(50)
    const answers: Delivery[] = [{ state: 'delivered' }, { state: 'rejected', reason: text('no', '否') }]
    const [store, channel] = [storeInMemory(), wall({ clock, answer: () => answers.shift() ?? { state: 'delivered' } })]
    const end = (order: number) =>
      showLiving(channel, showing('failure', order, { isOver: true, alert: message('alert') }), store, worldOf(clock), quiet)
    await showLiving(channel, showing('running', 1), store, worldOf(clock), quiet)
    const [unheard, heard] = [await end(2), await end(3)]
    clock.stop()
    expect(unheard).toEqual({ state: 'delivered', ref: 'm1', note: text('Perhaps nobody was alerted: no', '可能无人收到提醒：否') })
    expect(heard).toEqual({ state: 'delivered', ref: 'm1' })
    expect([...channel.messages.values()]).toEqual(['failure', 'alert'])
  })

  it('needs no second one where it was posted just now', async () => {
    const clock = tickingClock(50)
    const [store, channel] = [storeInMemory(), wall({ clock })]
    await showLiving(channel, showing('failure', 2, { isOver: true, alert: message('alert') }), store, worldOf(clock), quiet)
    await showLiving(channel, showing('failure', 3, { isOver: true, alert: message('alert') }), store, worldOf(clock), quiet)
    clock.stop()
    expect([...channel.messages.values()]).toEqual(['failure'])
  })

  it('is not begun where only an earlier one is to be brought to its end', async () => {
    const clock = tickingClock(50)
    const [store, channel] = [storeInMemory(), wall({ clock })]
    const shown = await showLiving(channel, showing('x', 1, { onlyThere: true }), store, worldOf(clock), quiet)
    clock.stop()
    expect([shown.state, channel.messages.size]).toEqual(['skipped', 0])
  })

  it('ends with its newest state in whatever order and pace jobs come', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ order: fc.integer({ min: 0, max: 8 }), at: fc.integer({ min: 0, max: 3000 }) }), {
          minLength: 1,
          maxLength: 8,
        }),
        fc.integer({ min: 0, max: 900 }),
        async (jobs, delay) => {
          const clock = tickingClock(200)
          const [store, channel] = [storeInMemory(), wall({ clock, delay })]
          await Promise.all(
            jobs.map(async ({ order, at }, index) => {
              await clock.sleep(at)
              await showLiving(channel, showing(String(order), order), store, worldOf(clock, index + 1), quiet)
            }),
          )
          clock.stop()
          expect([...channel.messages.values()]).toEqual([String(Math.max(...jobs.map(({ order }) => order)))])
        },
      ),
      { numRuns: 25, seed: 5 },
    )
  })
})

describe('the messages of an earlier step', () => {
  it('are edited by their ids, and posted where there are none', async () => {
    const clock = tickingClock(50)
    const channel = wall({ clock })
    const posted = await showAt(channel, undefined, showing('one', 1))
    const ref = 'ref' in posted ? posted.ref : undefined
    await showAt(channel, ref, showing('two', 2))
    clock.stop()
    expect([...channel.messages]).toEqual([['m1', 'two']])
  })

  it('are not begun where only an earlier one is to be brought to its end', async () => {
    const channel = wall({ clock: tickingClock(50) })
    const shown = await showAt(channel, undefined, showing('x', 1, { isOver: true, onlyThere: true }))
    expect([shown.state, channel.messages.size]).toEqual(['skipped', 0])
  })
})
