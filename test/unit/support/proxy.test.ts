import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type ProxyOptions, startProxy, type TcpProxy } from '../../support/proxy.ts'

let server: Server
let received: Buffer[]
let proxies: TcpProxy[]

const until = async (condition: () => boolean) => {
  for (let tries = 0; !condition() && tries < 400; tries++) await delay(5)
}

beforeEach(async () => {
  received = []
  proxies = []
  server = createServer({ noDelay: true }, (socket) => {
    socket
      .on('error', () => {})
      .on('data', (chunk) => {
        received.push(chunk)
        socket.write(chunk)
      })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
})

afterEach(() => {
  for (const proxy of proxies) proxy.close()
  server.close()
})

async function through(
  options: ProxyOptions,
): Promise<{ proxy: TcpProxy; socket: Socket; echoed: () => number; fault: () => string | undefined }> {
  const proxy = await startProxy({ port: (server.address() as AddressInfo).port }, options)
  proxies.push(proxy)
  return { proxy, ...dial(proxy) }
}

function dial(proxy: TcpProxy) {
  let bytes = 0
  let fault: string | undefined
  const socket = connect({ port: proxy.port, host: '127.0.0.1', noDelay: true })
  socket.on('data', (chunk) => {
    bytes += chunk.length
  })
  socket.on('error', (error: NodeJS.ErrnoException) => {
    fault = error.code
  })
  return { socket, echoed: () => bytes, fault: () => fault }
}

const receivedBytes = () => received.reduce((sum, chunk) => sum + chunk.length, 0)

describe('the proxy', () => {
  it('carries everything in order, and counts it', async () => {
    const { proxy, socket, echoed } = await through({})
    const sent = Buffer.from(Array.from({ length: 3_000_000 }, (_, index) => index % 251))
    socket.write(sent)
    await until(() => echoed() === sent.length)
    expect(Buffer.concat(received).equals(sent)).toBe(true)
    expect([proxy.bytesUp, proxy.bytesDown, proxy.connections]).toEqual([sent.length, sent.length, 1])
  })

  it('delays every piece by the same time, whatever is under way', async () => {
    const { socket, echoed } = await through({ delay: 40 })
    socket.write('first')
    await until(() => echoed() === 5) // the connection is open
    const start = performance.now()
    for (let index = 0; index < 5; index++) {
      socket.write('12345')
      await delay(4)
    }
    await until(() => echoed() === 30)
    const took = performance.now() - start
    expect(took).toBeGreaterThan(80)
    expect(took).toBeLessThan(200) // one after the other they would take 400
  })

  it('limits the rate', async () => {
    const { socket, echoed } = await through({ ratePerSecond: 1_000_000 })
    const start = performance.now()
    socket.write(Buffer.alloc(200_000))
    await until(() => echoed() === 200_000)
    expect(performance.now() - start).toBeGreaterThan(195)
  })

  it('cuts one connection at exactly the chosen byte, and lets the next one pass', async () => {
    const { proxy, socket, fault } = await through({ cutAfter: 70_001 })
    socket.write(Buffer.alloc(300_000))
    await until(() => fault() !== undefined)
    await until(() => receivedBytes() === 70_001)
    expect([fault(), receivedBytes()]).toEqual(['ECONNRESET', 70_001])
    const second = dial(proxy)
    second.socket.write(Buffer.alloc(100_000))
    await until(() => second.echoed() === 100_000)
    expect(second.echoed()).toBe(100_000)
  })

  it('cuts at a byte of the answer', async () => {
    const { socket, echoed, fault } = await through({ cutAfterDown: 10 })
    socket.write('0123456789abcdef')
    await until(() => fault() !== undefined)
    expect(echoed()).toBe(10)
  })

  it('stalls without a word, and resumes', async () => {
    const { proxy, socket, echoed, fault } = await through({ stallAfter: 4 })
    socket.write('12345678')
    await delay(60)
    expect([receivedBytes(), fault()]).toEqual([4, undefined])
    proxy.resume()
    await until(() => echoed() === 8)
    expect(echoed()).toBe(8)
  })

  it('refuses, and accepts again', async () => {
    const { proxy } = await through({})
    proxy.refuse()
    const refused = dial(proxy)
    await until(() => refused.fault() !== undefined)
    expect(refused.fault()).toBe('ECONNREFUSED')
    await proxy.accept()
    const taken = dial(proxy)
    taken.socket.write('1')
    await until(() => taken.echoed() === 1)
    expect(taken.echoed()).toBe(1)
  })
})
