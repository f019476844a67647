import { describe, expect, it } from '@jest/globals'
import { publish } from '../../../src/actions/publish-request.ts'
import { noKeeper } from '../../../src/approval/keeper.ts'
import type { DecisionChannel, NoticeChannel, Posted } from '../../../src/chat/channel.ts'
import type { Io } from '../../../src/kit/run.ts'
import { manualClock } from '../../support/manual-clock.ts'
import { gate, opened } from '../approval/requests.ts'

const nothing = async () => {}
const deciding: DecisionChannel = {
  kind: 'decides',
  name: 'ops',
  platform: 'telegram',
  interval: 2000,
  check: async () => [],
  preview: () => '',
  post: async () => ({ ref: 'm1' }),
  adopt: nothing,
  update: nothing,
  remind: nothing,
  read: async () => [],
  answer: nothing,
  close: nothing,
}
const noticing = (send: NoticeChannel['send']): NoticeChannel => ({
  kind: 'notifies',
  name: 'mail',
  platform: 'email',
  check: async () => [],
  preview: () => '',
  send,
  close: nothing,
})

async function published(send: NoticeChannel['send'], earlier: Readonly<Record<string, Posted>> = {}, place: Posted = { ref: 'm1' }) {
  const warnings: string[] = []
  const log = { locale: 'en', info: () => {}, warning: (words: { en: string }) => void warnings.push(words.en) }
  const clock = manualClock(opened)
  const io = { clock, log, signal: new AbortController().signal, saveState: () => {}, env: {} } as unknown as Io // what publishing uses of it
  const order = { changes: { kind: 'first' }, config: { timeZone: 'UTC' }, channels: [], voters: [] } as never // likewise
  const letFinish = <T>(work: () => Promise<T>): Promise<T> => work()
  const channels = { deciding: [{ ...deciding, post: async () => place }], notifying: [noticing(send)], letFinish, close: nothing }
  const publication = await publish(io, order, channels, { state: gate(), posted: earlier }, () => noKeeper)
  return { publication, clock, warnings }
}

describe('a request that is published', () => {
  it('can be decided although a mail server hangs: a click in Telegram lives for 150 seconds', async () => {
    const { publication } = await published(() => new Promise(() => {}))
    expect(publication.posted()).toEqual({ ops: { ref: 'm1' } })
  })

  it('is told of before its end is', async () => {
    const events: string[] = []
    const { publication } = await published(async ({ about }) => {
      await new Promise((resolve) => setTimeout(resolve, 20))
      events.push(about?.event ?? '')
      return { state: 'delivered' }
    })
    await publication.tellEnd({ ...gate(), status: 'approved', settled: opened }, 8000)
    expect(events).toEqual(['approval.requested', 'approval.settled'])
  })

  it.each(['approval.requested', 'approval.settled'] as const)('does not hold up the job for a place that hangs with %s', async (event) => {
    const { publication, clock, warnings } = await published(async ({ about }) =>
      about?.event === event ? new Promise(() => {}) : { state: 'delivered' },
    )
    let isOver = false
    void publication.tellEnd({ ...gate(), status: 'approved', settled: opened }, 8000).then(() => {
      isOver = true
    })
    await clock.pass(7900)
    expect([isOver, warnings]).toEqual([false, []])
    await clock.pass(200)
    expect([isOver, warnings]).toEqual([true, [expect.stringContaining('not all of them were delivered')]])
  })

  it.each([
    { name: 'the first attempt', earlier: {}, place: { ref: 'm1' }, events: ['approval.requested', 'approval.settled'] },
    {
      name: 'the first attempt, with a link',
      earlier: {},
      place: { ref: 'm1', url: 'a' },
      events: ['approval.requested', 'approval.settled'],
    },
    { name: 'a later one that takes over what there is', earlier: { ops: { ref: 'm1', url: 'a' } }, events: ['approval.settled'] },
    { name: 'a later one, where there is no link', earlier: { ops: { ref: 'm1' } }, events: ['approval.settled'] },
    {
      name: 'a later one that has to post in another place',
      earlier: { gone: { ref: 'm0', url: 'b' } },
      place: { ref: 'm2', url: 'a' },
      events: ['approval.requested', 'approval.settled'],
    },
  ])('is told once: $name', async ({ earlier, place, events }) => {
    const told: string[] = []
    const { publication } = await published(
      async ({ about }) => {
        told.push(about?.event ?? '')
        return { state: 'delivered' }
      },
      earlier,
      place,
    )
    await publication.tellEnd({ ...gate(), status: 'approved', settled: opened }, 8000)
    expect(told).toEqual(events)
  })

  it('stands although telling of it failed', async () => {
    const { publication, warnings } = await published(() => Promise.reject(new Error('odd')))
    await publication.tellEnd(gate(), 8000).catch(() => {})
    expect(warnings).toEqual([expect.stringContaining('odd')])
  })
})
