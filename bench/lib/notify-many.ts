import { execFile } from 'node:child_process'
import { delivered } from '../../src/chat/delivery/reading.ts'
import { sender } from '../../src/chat/delivery/sender.ts'
import { statusTrouble } from '../../src/chat/delivery/status.ts'
import { systemClock } from '../../src/kit/clock.ts'
import { httpWith } from '../../src/kit/http.ts'
import { verbatim } from '../../src/kit/text.ts'
import { type Listener, listen } from '../../test/fakes/webhook-listener.ts'
import { noticeContext } from '../../test/unit/chat/notice-context.ts'

export interface Many {
  readonly name: string
  readonly seconds: number
  /** The least time in which the service takes them all. */
  readonly optimum: number
  readonly calls: number
  readonly lost: number
  /** Messages that arrived more than once. */
  readonly twice: number
}

/** What the service takes, in milliseconds: about as much as chats publish (5 to 50 a second). */
const allowance = { count: 20, per: 1000 }

/** Sends so many messages to one service that has a limit. */
export async function measureMany(python: string, count: number): Promise<readonly Many[]> {
  const optimum = ((Math.ceil(count / allowance.count) - 1) * allowance.per) / 1000
  const contenders = {
    Sallyport: (url: string) => sendOurs(url, count),
    'Apprise, one after the other': (url: string) => runRival(python, url, count, 1),
    'Apprise, ten at once': (url: string) => runRival(python, url, count, 10),
  }
  const rows: Many[] = []
  for (const [name, send] of Object.entries(contenders)) {
    const { arrived, service } = await limitedService()
    const began = performance.now()
    await send(service.url)
    const seconds = (performance.now() - began) / 1000
    const calls = service.received.length
    await service.close()
    const counts = [...arrived.values()]
    rows.push({ name, seconds, optimum, calls, lost: count - counts.length, twice: counts.filter((times) => times > 1).length })
  }
  return rows
}

/** Takes no more than it says in any span, and answers 429 with a hint to the rest. */
async function limitedService(): Promise<{ readonly service: Listener; readonly arrived: ReadonlyMap<string, number> }> {
  const arrived = new Map<string, number>()
  let taken: number[] = []
  const service = await listen(({ body }) => {
    const now = performance.now()
    taken = taken.filter((moment) => moment > now - allowance.per)
    if (taken.length >= allowance.count) return { status: 429, headers: { 'retry-after': '1' }, body: '' }
    taken.push(now)
    const [mark = ''] = /mark-\d+/.exec(body.toString()) ?? []
    arrived.set(mark, (arrived.get(mark) ?? 0) + 1)
    return { status: 200, body: '' }
  })
  return { service, arrived }
}

async function sendOurs(url: string, count: number): Promise<void> {
  const service = verbatim('service')
  const http = httpWith({ env: {} })
  const deliver = sender(noticeContext({ clock: systemClock, random: Math.random }), {
    service,
    deduplicates: false,
    allowance,
    secrets: [],
  })
  const post = (mark: string) =>
    deliver(async (limits) => {
      const headers = { 'content-type': 'application/json' }
      const response = await http.send({ url, method: 'POST', headers, body: JSON.stringify({ text: mark }), ...limits })
      return statusTrouble(service, response, Date.now()) ?? delivered
    })
  await Promise.all(Array.from({ length: count }, (_, index) => post(`mark-${index}`)))
  http.close()
}

/** Its library, so that the start of a thousand processes does not count. */
const program = `
import sys, apprise
from concurrent.futures import ThreadPoolExecutor
url, count, workers = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
sender = apprise.Apprise()
assert sender.add(url.replace("http://", "json://"))
with ThreadPoolExecutor(workers) as pool:
    list(pool.map(lambda n: sender.notify(body=f"mark-{n}"), range(count)))
`

const runRival = (python: string, url: string, count: number, workers: number): Promise<void> =>
  new Promise((resolve, reject) => {
    execFile(python, ['-c', program, url, String(count), String(workers)], { timeout: 300_000 }, (error, _, words) =>
      error ? reject(new Error(words.slice(-2000))) : resolve(),
    )
  })
