/** A service with a limit, in a process of its own as services are: it takes no more than so many messages in any span, and answers 429 to the rest. */
import { listen } from '../../test/fakes/webhook-listener.ts'

/** So many messages in so many milliseconds. */
export interface ServiceLimit {
  readonly count: number
  readonly per: number
}

/** What it saw, by the marks of the messages. */
export interface Tally {
  readonly calls: number
  readonly arrived: Readonly<Record<string, number>>
}

async function serve({ count, per }: ServiceLimit): Promise<void> {
  const arrived: Record<string, number> = {}
  let taken: number[] = []
  const service = await listen(({ body }) => {
    const now = performance.now()
    taken = taken.filter((moment) => moment > now - per)
    if (taken.length >= count) return { status: 429, headers: { 'retry-after': '1' }, body: '' }
    taken.push(now)
    const [mark = ''] = /mark-\d+/.exec(body.toString()) ?? []
    arrived[mark] = (arrived[mark] ?? 0) + 1
    return { status: 200, body: '' }
  })
  process.send?.(service.url)
  process.once('message', async () => {
    process.send?.({ calls: service.received.length, arrived } satisfies Tally)
    await service.close()
    process.disconnect()
  })
}

if (process.send) await serve(JSON.parse(process.argv[2] ?? ''))
