import { execFile, fork } from 'node:child_process'
import { once } from 'node:events'
import { delivered } from '../../src/chat/delivery/reading.ts'
import { sender } from '../../src/chat/delivery/sender.ts'
import { statusTrouble } from '../../src/chat/delivery/status.ts'
import { systemClock } from '../../src/kit/clock.ts'
import { httpWith } from '../../src/kit/http.ts'
import { verbatim } from '../../src/kit/text.ts'
import { noticeContext } from '../../test/unit/chat/notice-context.ts'
import type { ServiceLimit, Tally } from './limited-service.ts'

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

/** Messages per second: 50 is the most that any of the chats publishes (an app of Feishu), 100 more than all of them take. */
export const paces = [20, 50, 100] as const

/** Sends so many messages to one service that takes so many a second. */
export async function measureMany(python: string, count: number, pace: number): Promise<readonly Many[]> {
  const allowance = { count: pace, per: 1000 }
  const optimum = ((Math.ceil(count / allowance.count) - 1) * allowance.per) / 1000
  const contenders = {
    Sallyport: (url: string) => sendOurs(url, count, allowance),
    'Apprise, one after the other': (url: string) => runRival(python, url, count, 1),
    'Apprise, ten at once': (url: string) => runRival(python, url, count, 10),
  }
  const rows: Many[] = []
  for (const [name, send] of Object.entries(contenders)) {
    const service = fork(new URL('limited-service.ts', import.meta.url), [JSON.stringify(allowance)])
    const [url] = await once(service, 'message')
    const began = performance.now()
    await send(url)
    const seconds = (performance.now() - began) / 1000
    service.send('stop')
    const [{ calls, arrived }]: [Tally] = (await once(service, 'message')) as [Tally] // what it sends when it is stopped
    const counts = Object.values(arrived)
    rows.push({ name, seconds, optimum, calls, lost: count - counts.length, twice: counts.filter((times) => times > 1).length })
  }
  return rows
}

async function sendOurs(url: string, count: number, allowance: ServiceLimit): Promise<void> {
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
