import { NetworkFault } from '../../kit/http.ts'
import { joinText, type Text } from '../../kit/text.ts'
import type { Delivered, Delivery, Edited } from '../channel.ts'
import { networkTrouble } from './network.ts'
import { delivered, type Trouble } from './reading.ts'
import type { Try, TryLimits } from './sender.ts'

/** A message that was taken: where it is, and what was given up for that. */
export interface Placed extends Omit<Delivered, 'state'> {
  readonly class: 'delivered'
}

/** The message that was to be edited is not there any more, or cannot be edited any more. */
export interface Lost {
  readonly class: 'lost'
  readonly reason: Text
}

type Deliver = (attempt: Try) => Promise<Delivery>

/** Sends by a sender whose answers tell where the message is. */
export async function sendPlaced(deliver: Deliver, attempt: (limits: TryLimits) => Promise<Placed | Trouble>): Promise<Delivery> {
  let placed: Omit<Delivered, 'state'> = {}
  const delivery = await deliver(async (limits) => {
    const reading = await attempt(limits)
    if (reading.class === 'delivered') {
      const { class: _, ...where } = reading
      placed = where
    }
    return reading
  })
  return delivery.state === 'delivered' ? { ...delivery, ...placed } : delivery
}

/**
 * Edits by the same sender. An edit that may have been carried out is made again: twice the same is the same. It is `unknown` only where no
 * later try was answered.
 */
export async function editPlaced(deliver: Deliver, attempt: (limits: TryLimits) => Promise<Placed | Lost | Trouble>): Promise<Edited> {
  let lost: Lost | undefined
  let isInDoubt = false
  const delivery = await sendPlaced(deliver, async (limits) => {
    const reading = await attempt(limits).catch((error: unknown) => {
      if (error instanceof NetworkFault) return networkTrouble(error)
      throw error
    })
    if (reading.class === 'lost') {
      lost = reading
      return delivered
    }
    isInDoubt = reading.class === 'unclear'
    return reading.class === 'unclear' ? { ...reading, class: 'retry' } : reading
  })
  if (lost) return { state: 'gone', reason: lost.reason }
  return delivery.state === 'rejected' && isInDoubt ? { ...delivery, state: 'unknown' } : delivery
}

/** A delivery with one more thing that was given up. */
export const noted = (delivery: Delivered, note: Text): Delivered => ({
  ...delivery,
  note: delivery.note ? joinText([delivery.note, note]) : note,
})
