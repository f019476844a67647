import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { defaultNode, jobEnvironment, repositoryRoot } from '../../test/support/runner-context.ts'
import { median, percentile, rotated } from './statistics.ts'

/** The action as it is committed; before that, the same channel from its sources. */
const bundle = join(repositoryRoot, 'dist/notify/index.js')
const standIn = join(repositoryRoot, 'bench/lib/notify-once.ts')

export interface Start {
  readonly name: string
  /** Milliseconds from the start of a process to the first byte of its request. */
  readonly median: number
  readonly p95: number
}

/** How soon a message to a webhook is on its way, by each program. Ours first. */
export async function measureStart(apprise: string, runs: number): Promise<readonly Start[]> {
  const { port, firstByte, close } = await listener()
  const url = `http://127.0.0.1:${port}/hook`
  const contenders: Readonly<Record<string, () => ChildProcess>> = {
    [existsSync(bundle) ? 'Sallyport (dist/notify)' : 'Sallyport (sources, types stripped at the start)']: () => startOurs(url),
    'Apprise (CLI)': () => start(apprise, ['--body', 'Build failed', `json://127.0.0.1:${port}/hook`]),
    curl: () => start('sh', ['-c', `curl --silent --data '{"text":"Build failed"}' --header 'content-type: application/json' ${url}`]),
  }
  const times = new Map<string, number[]>(Object.keys(contenders).map((name) => [name, []]))
  for (let run = -1; run < runs; run++) {
    for (const name of rotated(Object.keys(contenders), run + 1)) {
      const began = performance.now()
      const arrival = firstByte()
      const child = contenders[name]?.()
      const time = (await arrival) - began
      if (child && child.exitCode === null) await once(child, 'exit')
      if (run >= 0) times.get(name)?.push(time) // the first one warms the disk
    }
  }
  close()
  return [...times].map(([name, found]) => ({ name, median: median(found), p95: percentile(found, 0.95) }))
}

const start = (command: string, argv: readonly string[], env: Readonly<Record<string, string | undefined>> = {}): ChildProcess =>
  spawn(command, argv, { stdio: 'ignore', env: { PATH: process.env.PATH, HOME: repositoryRoot, ...env } })

function startOurs(url: string): ChildProcess {
  if (!existsSync(bundle)) return start(defaultNode(), [standIn, url], { NODE_NO_WARNINGS: '1' })
  const inputs = {
    INPUT_EVENT: 'message',
    INPUT_TITLE: 'Build failed',
    INPUT_MESSAGE: 'Build failed',
    INPUT_CHANNELS: 'hook',
    INPUT_MODE: 'new',
    INPUT_CONFIG: `channels: { hook: { type: webhook, url: '${url}' } }`,
  }
  return start(defaultNode(), [bundle], { ...jobEnvironment, ...inputs })
}

/** A service that takes everything, and tells when the first byte of the next connection comes. */
async function listener() {
  let arrived: (moment: number) => void = () => {}
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => {
      arrived(performance.now())
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n')
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const limit = 30_000
  return {
    port: (server.address() as AddressInfo).port, // it listens on a port
    firstByte: () =>
      new Promise<number>((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`nothing came in ${limit} ms`)), limit)
        arrived = (moment) => {
          clearTimeout(timer)
          resolve(moment)
        }
      }),
    close: () => server.close(),
  }
}
