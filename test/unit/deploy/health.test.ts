import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { Duplex, PassThrough } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { judgeStatus, probeUrl, readAnswer } from '../../../src/deploy/health.ts'
import { RemoteError } from '../../../src/kit/errors.ts'
import { verbatim } from '../../../src/kit/text.ts'
import type { SshConnection } from '../../../src/ssh/connection.ts'

let server: Server
let port: number
const asked: { url: string; host: string; authorization: string }[] = []
beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push({ url: request.url ?? '', host: request.headers.host ?? '', authorization: request.headers.authorization ?? '' })
    if (request.url?.startsWith('/hang')) return
    if (request.url?.startsWith('/endless')) {
      response.writeHead(200)
      response.write('more')
      return
    }
    response.writeHead(Number(request.url?.slice(1, 4)), { location: '/elsewhere' }).end('body')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const dialled: string[] = []
/** A connection whose host is this machine, wherever it is asked to dial. */
const connectionBy = (dial: (host: string, port: number) => Promise<Duplex>) => ({ name: 'web1', dial }) as unknown as SshConnection // all that is used
const local = connectionBy(async (host, wanted) => {
  dialled.push(`${host}:${wanted}`)
  const socket: Socket = connect(port, '127.0.0.1')
  return Duplex.from({ readable: socket.pipe(new PassThrough()), writable: socket })
})
const probe = (url: string, connection = local, milliseconds = 2000) =>
  probeUrl(connection, new URL(url), [200, 204], AbortSignal.timeout(milliseconds))

describe('probeUrl', () => {
  it.each([200, 204])('is well with %d', async (status) => {
    expect(await probe(`http://127.0.0.1:8080/${status}?a=b`)).toEqual({ well: true })
    expect(asked.at(-1)).toEqual({ url: `/${status}?a=b`, host: '127.0.0.1:8080', authorization: '' })
    expect(dialled.at(-1)).toBe('127.0.0.1:8080')
  })

  it.each([301, 404, 500, 503])('is not well with %d, and follows nothing', async (status) => {
    expect(await probe(`http://shop.example/${status}`)).toMatchObject({
      well: false,
      because: { en: expect.stringContaining(`HTTP ${status}`) },
    })
    expect(asked.at(-1)?.url).toBe(`/${status}`)
    expect(dialled.at(-1)).toBe('shop.example:80')
  })

  it('reaches an address of the new kind, and passes credentials on', async () => {
    await probe('http://me:p%40ss@[::1]:8080/200')
    expect(dialled.at(-1)).toBe('::1:8080')
    expect(asked.at(-1)?.authorization).toBe(`Basic ${Buffer.from('me:p@ss').toString('base64')}`)
  })

  it('does not wait for the body', async () => {
    expect(await probe('http://x/endless')).toEqual({ well: true })
  })

  it.each([
    { name: 'an answer that never comes', url: 'http://x/hang', connection: local },
    { name: 'a connection that never comes', url: 'http://x/200', connection: connectionBy(() => new Promise(() => {})) },
  ])('ends in time: $name', async ({ url, connection }) => {
    expect(await probe(url, connection, 100)).toMatchObject({ well: false, because: { en: 'no answer in time' } })
  })

  it('does not begin when the time is over', async () => {
    const never = connectionBy(() => new Promise(() => {}))
    expect(await probeUrl(never, new URL('http://x/'), [200], AbortSignal.abort())).toMatchObject({ well: false })
  })

  it('closes a connection that comes too late', async () => {
    const late = Promise.withResolvers<Duplex>()
    const stream = new PassThrough()
    await probe(
      'http://x/200',
      connectionBy(() => late.promise),
      50,
    )
    late.resolve(stream)
    await new Promise((resolve) => stream.once('close', resolve))
    expect(stream.destroyed).toBe(true)
  })

  it.each([
    { name: 'forwarding is forbidden', code: 'host-permission', expected: 'forbidden' },
    { name: 'nobody listens', code: 'unreachable', expected: { well: false, because: verbatim('refused') } },
  ] as const)('tells when $name', async ({ code, expected }) => {
    const fault = new RemoteError({ code, party: 'web1', problem: verbatim('refused') })
    expect(
      await probe(
        'http://x/200',
        connectionBy(() => Promise.reject(fault)),
      ),
    ).toEqual(expected)
  })

  it('is not well where plain HTTP answers an encrypted question', async () => {
    expect(await probe('https://127.0.0.1:8443/200')).toMatchObject({ well: false })
    expect(dialled.at(-1)).toBe('127.0.0.1:8443')
  })
})

describe('judgeStatus', () => {
  it.each([
    { status: 200, expect: [200], well: true },
    { status: 404, expect: [200, 404], well: true },
    { status: 500, expect: [200], well: false },
    { status: 200, expect: [], well: false },
  ])('$status of $expect', ({ status, expect: wanted, well }) => {
    expect(judgeStatus(status, wanted).well).toBe(well)
  })
})

describe('readAnswer', () => {
  it.each([
    { name: 'a good status', lines: ['status 200'], well: true },
    { name: 'a bad status', lines: ['status 500'], well: false },
    { name: 'curl could not connect', lines: ['curl: (7) refused', 'status 000'], well: false },
    { name: 'noise around it', lines: ['hello', 'status 200', 'bye'], well: true },
    { name: 'no client', lines: ['no client'], well: false },
    { name: 'nothing', lines: [], well: false },
    { name: 'something that looks like it', lines: ['a status 200', 'status 2000'], well: false },
  ])('$name', ({ lines, well }) => {
    expect(readAnswer(lines, [200]).well).toBe(well)
  })
})
