import type { Clock } from '../../kit/clock.ts'
import { spanText } from '../../kit/duration.ts'
import type { Http } from '../../kit/http.ts'
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
  return clockNote(headers.date, clock.now(), address.host)
}

/** What is worth saying of a service's clock by the date that it answered with, just now (milliseconds since 1970). */
export function clockNote(date: string | undefined, now: number, host: string): Text[] {
  const skew = now - Date.parse(date ?? '')
  if (!(Math.abs(skew) > tolerated)) return []
  const span = spanText(Math.abs(skew))
  return [
    skew > 0
      ? text(`The clock of the runner is ${span.en} ahead of ${host}.`, `运行器的时钟比 ${host} 快 ${span['zh-CN']}。`)
      : text(`The clock of the runner is ${span.en} behind ${host}.`, `运行器的时钟比 ${host} 慢 ${span['zh-CN']}。`),
  ]
}

/** A way to a service that notes the clock of who answers there. */
export function clockWatch(http: Http, clock: Clock): { readonly http: Http; notes(): Text[] } {
  let latest: Text[] = []
  return {
    http: {
      ...http,
      send: async (request) => {
        const response = await http.send(request)
        latest = clockNote(response.headers.date, clock.now(), new URL(request.url).host)
        return response
      },
    },
    notes: () => latest,
  }
}
