import type { Delivery } from '../channel.ts'
import type { Reading } from '../delivery/reading.ts'
import type { Try } from '../delivery/sender.ts'
import { dataOf, type FeishuCall, type FeishuCalls, type Json } from './calls.ts'
import type { Variant } from './variants.ts'

/** A call with all its tries. */
export interface Attempt {
  readonly delivery: Delivery
  /** Of the last answer; 0 for a success, and where there was no answer. */
  readonly code: number
  /** Of a success. */
  readonly data: Json
}

/** `make` is called once, where a fault of it is one of the message and no more. */
export async function attempted(
  calls: FeishuCalls,
  deliver: (attempt: Try) => Promise<Delivery>,
  make: () => FeishuCall,
): Promise<Attempt> {
  let call: FeishuCall | undefined
  let code = 0
  let data: Json = {}
  const delivery = await deliver(async (limits): Promise<Reading> => {
    code = 0
    call ??= make()
    const reading = await calls.once(call, limits)
    code = reading.code
    if ('trouble' in reading) return reading.trouble
    data = dataOf(reading)
    return { class: 'delivered' }
  })
  return { delivery, code, data }
}

/** Codes of apps: the content was not what the service wants, something simpler may be. */
const appContentRefused: readonly number[] = [230001, 230099, 9499]

/**
 * The first variant that the service takes, or what it said of the last one that was worth trying: of those behind one whose content was
 * refused with one of these codes.
 */
export async function firstTaken(
  variants: readonly Variant[],
  act: (variant: Variant) => Promise<Attempt>,
  contentRefused = appContentRefused,
): Promise<Attempt & { readonly variant: Variant }> {
  const [first, ...others] = variants
  if (!first) throw new Error('nothing to send')
  let last = { ...(await act(first)), variant: first }
  for (const variant of others) {
    if (last.delivery.state !== 'rejected' || !contentRefused.includes(last.code)) break
    last = { ...(await act(variant)), variant }
  }
  return last
}
