import { describe, expect, it } from '@jest/globals'
import type { Delivery, NoticeChannel } from '../../../src/chat/channel.ts'
import type { Message } from '../../../src/chat/message.ts'
import { text } from '../../../src/kit/text.ts'
import { type Showing, showLiving } from '../../../src/notify/living.ts'
import { type Kept, type LivingStore, orderBeside, orderOf } from '../../../src/notify/living-store.ts'
import { seededRandom } from '../../support/random.ts'
import { tickingClock } from '../../support/ticking-clock.ts'

describe('how far a run has got', () => {
  const at = (changes: Partial<Parameters<typeof orderOf>[0]>) =>
    orderOf({ attempt: 1, progress: 4, end: 'none', verdict: 'running', ...changes })

  it.each<[string, number, number]>([
    ['a later attempt, which has only begun', at({ end: 'told', verdict: 'success', progress: 60 }), at({ attempt: 2, progress: 0 })],
    ['one more job that has ended', at({}), at({ progress: 5 })],
    ['the end', at({}), at({ end: 'seen', verdict: 'success' })],
    ['a job that begins where all seemed to be over', at({ end: 'seen', verdict: 'success' }), at({ progress: 5 })],
    ['GitHub’s own word on the end', at({ end: 'seen', verdict: 'failure' }), at({ end: 'told', verdict: 'success' })],
    ['a failure beside a success', at({ end: 'seen', verdict: 'success' }), at({ end: 'seen', verdict: 'failure' })],
    ['a failure beside an end nobody knows how', at({ end: 'seen', verdict: 'unknown' }), at({ end: 'seen', verdict: 'failure' })],
    ['a success beside an end nobody knows how', at({ end: 'seen', verdict: 'unknown' }), at({ end: 'seen', verdict: 'success' })],
  ])('is told by %s', (_, earlier, later) => {
    expect(later).toBeGreaterThan(earlier)
  })

  it('is as far as what is shown where nobody knows: an end is later than any progress, and no better than a failure', () => {
    const blind = (verdict: 'unknown' | 'failure', shown: number) => orderBeside(at({ progress: 0, end: 'seen', verdict }), shown)
    const running = at({ progress: 30 })
    const failed = at({ progress: 30, end: 'seen', verdict: 'failure' })
    expect(blind('failure', running)).toBeGreaterThan(running)
    expect(blind('unknown', failed)).toBeLessThan(failed)
    expect(blind('failure', failed)).toBe(failed)
    expect(blind('failure', at({ attempt: 2 }))).toBeLessThan(at({ attempt: 2 }))
  })
})

const message = (headline: string, isAlerting = false): Message => ({
  headline,
  tone: 'neutral',
  level: 'test',
  facts: [],
  sections: [],
  links: [],
  mentions: isAlerting ? [{ name: 'alice', ids: {} }] : [],
  footer: '',
})
const showing = (words: string, order: number, changes: Partial<Showing> = {}): Showing => ({
  message: message(words, changes.alert !== undefined),
  order,
  verdict: words,
  isOver: true,
  ...changes,
})

/** A channel that answers as told, and what it was sent and told to edit. */
function scene({ canEdit = true, answer }: { readonly canEdit?: boolean; readonly answer?: Delivery } = {}) {
  const clock = tickingClock(100)
  const stop = new AbortController()
  const sent: string[] = []
  const kept = new Map<string, Kept>()
  const store: LivingStore = {
    read: async (channel) => kept.get(channel),
    write: async (channel, standing, over) => {
      if (kept.get(channel) !== over) return undefined
      kept.set(channel, { standing })
      return kept.get(channel)
    },
  }
  const channel: NoticeChannel = {
    kind: 'notifies',
    name: 'ops',
    platform: 'telegram',
    check: async () => [],
    preview: ({ headline }) => headline,
    send: async ({ headline }) => {
      sent.push(headline)
      return answer ?? { state: 'delivered', ref: `m${sent.length}` }
    },
    ...(canEdit ? { edit: async (ref: string) => ({ state: 'delivered', ref }) as const } : {}),
    close: async () => {},
  }
  const world = { clock, signal: stop.signal, random: seededRandom(1) }
  return { clock, sent, store, stop, show: (what: Showing) => showLiving(channel, what, store, world, () => {}) }
}

describe('the one message of a run', () => {
  it('that may have arrived is not sent again by the next job where it could be there twice', async () => {
    const { clock, sent, show } = scene({ canEdit: false, answer: { state: 'unknown', reason: text('lost', '丢失') } })
    const states = [await show(showing('success', 1)), await show(showing('success', 2))]
    clock.stop()
    expect(states.map(({ state }) => state)).toEqual(['unknown', 'skipped'])
    expect(sent).toEqual(['success'])
  })

  it('does not tell an older end after a newer one, where nothing can be edited', async () => {
    const { clock, sent, show } = scene({ canEdit: false })
    await show(showing('success', 2))
    const late = await show(showing('failure', 1))
    clock.stop()
    expect([late.state, sent]).toEqual(['skipped', ['success']])
  })

  it('alerts of a failure again when the run was mended in between', async () => {
    const { clock, sent, show } = scene()
    const failure = (order: number) => show(showing('failure', order, { alert: message('alert') }))
    await show(showing('running', 1, { isOver: false }))
    await failure(2)
    await failure(3)
    await show(showing('success', 4))
    await failure(5)
    clock.stop()
    expect(sent).toEqual(['running', 'alert', 'alert'])
  })

  it('is not sent beside the one that another job is writing when the run is cancelled meanwhile', async () => {
    const { clock, sent, store, stop, show } = scene()
    const busy = { by: 'another', since: clock.now() }
    await store.write('ops', { ref: 'm1', order: 1, verdict: 'running', alerted: '', busy }, undefined)
    const shown = show(showing('failure', 2))
    setTimeout(() => stop.abort(), 20)
    expect(await shown).toMatchObject({ state: 'rejected', reason: { en: expect.stringContaining('cancelled') } })
    clock.stop()
    expect(sent).toEqual([])
  })

  it('is still brought up to date by a job that is being cancelled, where nobody else writes it', async () => {
    const { clock, sent, stop, show } = scene()
    stop.abort()
    expect(await show(showing('cancelled', 2))).toMatchObject({ state: 'delivered' })
    clock.stop()
    expect(sent).toEqual(['cancelled'])
  })
})
