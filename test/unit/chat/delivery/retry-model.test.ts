import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { NoticeChannel } from '../../../../src/chat/channel.ts'
import { openNotices } from '../../../../src/chat/open-notices.ts'
import { rejectingPlatforms } from '../../../fakes/rejections/rejection.ts'
import { seededRandom } from '../../../support/random.ts'
import { virtualClock } from '../../../support/virtual-clock.ts'
import { exampleMessage, noticeContext } from '../notice-context.ts'
import { scriptsFor } from './fault-scripts.ts'
import { type Place, places } from './retry-places.ts'

const { decision: _, ...message } = exampleMessage
const clock = virtualClock()
/** Milliseconds that the sending of one message may take, and a little more for the last try. */
const longest = 125_000

let sent = 0
describe.each(rejectingPlatforms)('whatever goes wrong with %s', (platform) => {
  let place: Place
  beforeAll(async () => {
    place = await places[platform](clock)
  })
  afterAll(() => place.close())

  const open = (seed: number): Promise<NoticeChannel> =>
    openNotices(place.settings, noticeContext({ clock, random: seededRandom(seed), patience: 60 }))

  it('each message ends in one state, that state is true, and nothing arrives twice', async () => {
    const states = new Set<string>()
    await fc.assert(
      fc.asyncProperty(scriptsFor(platform), fc.nat(), async (script, seed) => {
        clock.advance(700_000)
        place.line.faults.splice(0, place.line.faults.length, ...script)
        const mark = `mark${sent++}m`
        const start = clock.now()
        const channel = await open(seed)
        const { state } = await channel.send({ ...message, headline: mark })
        await channel.close()
        states.add(state)
        const arrivals = place.shown().filter((shown) => shown.includes(mark)).length
        expect(clock.now() - start).toBeLessThanOrEqual(longest)
        expect(arrivals).toBeLessThanOrEqual(1)
        if (state === 'delivered') expect(arrivals).toBe(1)
        else if (state !== 'unknown') expect([state, arrivals]).toEqual([state, 0])
      }),
      { numRuns: 50, seed: 20_261_001 },
    )
    expect([...states]).toEqual(expect.arrayContaining(['delivered', 'rejected', 'unknown']))
  })
})
