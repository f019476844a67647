import { describe, expect, it } from '@jest/globals'
import { postingChannel } from '../../../src/approval/postings.ts'
import type { DecisionChannel, Posted } from '../../../src/chat/channel.ts'
import type { Message } from '../../../src/chat/message.ts'
import { manualClock } from '../../support/manual-clock.ts'

/** A channel that posts when it is told to, and the card that it is given. */
function posting(isOpen = () => true) {
  const clock = manualClock(0)
  const shown: string[] = []
  let arrive: (posted: Posted) => void = () => {}
  const channel = {
    name: 'ops',
    interval: 2000,
    post: (card: Message) => {
      shown.push(`post ${card.headline}`)
      return new Promise<Posted>((resolve) => {
        arrive = resolve
      })
    },
    update: async (card: Message) => void shown.push(`update ${card.headline}`),
    read: async () => [],
  } as unknown as DecisionChannel // what posting uses of it
  const card = (): Message => ({ headline: 'open', ...(isOpen() ? { decision: {} } : {}) }) as Message // likewise
  return { clock, shown, arrive: () => arrive({ ref: 'here' }), channel: postingChannel(channel, card, () => {}, { clock }) }
}

const final = { headline: 'final' } as Message // what is looked at here

describe('a channel that posts by itself', () => {
  it('gives a message that was on its way when all was decided its final form', async () => {
    const { clock, shown, arrive, channel } = posting()
    const read = channel.read()
    const update = channel.update(final)
    await clock.pass(1000)
    arrive()
    await Promise.all([read, update])
    expect(shown).toEqual(['post open', 'update final'])
  })

  it('does not keep the others waiting for a message that does not arrive', async () => {
    const { clock, shown, channel } = posting()
    void channel.read()
    let isOver = false
    void channel.update(final).then(() => {
      isOver = true
    })
    await clock.pass(3500)
    expect({ isOver, shown }).toEqual({ isOver: true, shown: ['post open'] })
  })

  it('asks nobody once it is decided', async () => {
    const { shown, channel } = posting(() => false)
    expect(await channel.read()).toEqual([])
    expect(shown).toEqual([])
  })

  it('posts once, however often it is read meanwhile', async () => {
    const { shown, arrive, channel } = posting()
    const reads = [channel.read(), channel.read()]
    arrive()
    await Promise.all(reads)
    expect(shown).toEqual(['post open'])
  })

  it('tells where a card is that was deleted and posted anew, once', async () => {
    let ref: string | undefined = 'here'
    const moved: Posted[] = []
    const channel = {
      name: 'ops',
      interval: 2000,
      ref: () => ref,
      update: async () => {},
      read: async () => [],
    } as unknown as DecisionChannel // what posting uses of it
    const posted = postingChannel(
      channel,
      () => final,
      (place) => void moved.push(place),
      { clock: manualClock(0), ref: 'here' },
    )
    await posted.update(final)
    ref = 'there'
    await posted.update(final)
    await posted.read()
    expect(moved).toEqual([{ ref: 'there' }])
  })
})
