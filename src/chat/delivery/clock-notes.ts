import { spanText } from '../../kit/duration.ts'
import { type Text, text } from '../../kit/text.ts'
import type { ChannelContext } from '../channel.ts'

/** Milliseconds; the answer's date has no fractions of a second, and it travels. */
const tolerated = 60_000

/**
 * Reaches the host of a webhook without posting to it, and compares the clocks: signatures have a time. Throws `NetworkFault` where it
 * cannot be reached.
 */
export async function clockNotes(
  { http, clock, signal }: Pick<ChannelContext, 'http' | 'clock' | 'signal'>,
  address: URL,
): Promise<Text[]> {
  const { headers } = await http.send({ url: `${address.origin}/`, method: 'GET', timeout: 10_000, signal })
  const skew = clock.now() - Date.parse(headers.date ?? '')
  if (!(Math.abs(skew) > tolerated)) return []
  const span = spanText(Math.abs(skew))
  return [
    skew > 0
      ? text(`The clock of the runner is ${span.en} ahead of ${address.host}.`, `运行器的时钟比 ${address.host} 快 ${span['zh-CN']}。`)
      : text(`The clock of the runner is ${span.en} behind ${address.host}.`, `运行器的时钟比 ${address.host} 慢 ${span['zh-CN']}。`),
  ]
}
