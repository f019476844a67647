import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer as createPlain } from 'node:http'
import { createServer, type ServerOptions } from 'node:https'
import { type AddressInfo, connect, type Server } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { httpWith } from '../../../src/kit/http.ts'
import { type Authority, authority } from '../../support/authority.ts'
import { selfSigned } from '../../support/certificates.ts'
import { describeWith } from '../../support/needs.ts'
import { removeFolder, temporaryFolder } from '../../support/temporary.ts'

const servers: Server[] = []
afterAll(() => {
  for (const server of servers) {
    if ('closeAllConnections' in server) (server as ReturnType<typeof createPlain>).closeAllConnections()
    server.close()
  }
})

async function port(server: Server): Promise<number> {
  servers.push(server)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return (server.address() as AddressInfo).port // it listens on a port
}

const serve = async (certificate: ServerOptions) =>
  `https://127.0.0.1:${await port(createServer(certificate, (_, response) => response.end('hello')))}`

/** A proxy, spoken to inside TLS where it has a certificate; and where it was asked to lead. */
async function tunnel(certificate?: ServerOptions) {
  const asked: string[] = []
  const server = certificate ? createServer(certificate) : createPlain()
  server.on('connect', (request, socket, head) => {
    asked.push(request.url ?? '')
    const onward = connect(Number(request.url?.split(':').at(-1)), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      onward.write(head)
      socket.pipe(onward).pipe(socket)
    })
    onward.on('error', () => socket.destroy())
    socket.on('error', () => onward.destroy())
  })
  return { url: `${certificate ? 'https' : 'http'}://127.0.0.1:${await port(server)}`, asked }
}

describeWith(['openssl'], 'a certificate', () => {
  let own: Authority
  let folder: string
  let named: string
  beforeAll(async () => {
    own = await authority()
    folder = await temporaryFolder('verification')
    named = join(folder, 'authority.pem')
    writeFileSync(named, own.cert)
  })
  afterAll(() => removeFolder(folder))

  /** What a process of its own gets, with that environment, authority and proxy. */
  async function get(url: string, env: NodeJS.ProcessEnv = {}, ...given: readonly string[]): Promise<string> {
    const all = { PATH: process.env.PATH, NODE_NO_WARNINGS: '1', ...env }
    return (await promisify(execFile)(process.execPath, [`${import.meta.dirname}/get-once.ts`, url, ...given], { env: all })).stdout
  }
  const switches = { NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_NO_WARNINGS: '1' }

  it('must be verified, whatever Node is told; an authority of one’s own can be named by a variable', async () => {
    const url = await serve(await own.issue(['IP:127.0.0.1']))
    const refused = [await get(url), await get(url, switches)]
    for (const words of refused) expect(words).toMatch(/The certificate of 127\.0\.0\.1:\d+ is refused: .*UNABLE_TO_VERIFY_LEAF_SIGNATURE/)
    expect(await get(url, { NODE_EXTRA_CA_CERTS: named })).toBe('hello')
  })

  it('of an authority that is named by the setting is trusted, beside those that a variable names', async () => {
    const url = await serve(await own.issue(['IP:127.0.0.1']))
    expect(await get(url, {}, named)).toBe('hello')
    const other = await selfSigned(['IP:127.0.0.1'])
    const extra = join(folder, 'extra.pem')
    writeFileSync(extra, other.cert)
    expect(await get(await serve(other), { NODE_EXTRA_CA_CERTS: extra }, named)).toBe('hello')
    expect(await get(await serve(other), switches, named)).toContain('DEPTH_ZERO_SELF_SIGNED_CERT')
  })

  it('is looked at through a proxy as well', async () => {
    const { url: proxy, asked } = await tunnel()
    const url = await serve(await own.issue(['IP:127.0.0.1']))
    expect(await get(url, {}, named, proxy)).toBe('hello')
    expect(asked.length).toBe(1)
    expect(await get(url, switches, '', proxy)).toContain('UNABLE_TO_VERIFY_LEAF_SIGNATURE')
  })

  it('of a proxy is looked at too: one that is not trusted is passed by', async () => {
    const url = await serve(await own.issue(['IP:127.0.0.1']))
    const proxy = await tunnel(await own.issue(['IP:127.0.0.1']))
    // Node gives its own connections to proxies no other authorities than its own.
    expect([await get(url, { NODE_EXTRA_CA_CERTS: named }, '', proxy.url), proxy.asked.length]).toEqual(['hello', 1])
    const stranger = await tunnel(await selfSigned(['IP:127.0.0.1']))
    for (const env of [{}, switches]) expect(await get(url, env, named, stranger.url)).toBe('hello')
    expect(stranger.asked).toEqual([])
  })

  const yesterday = { since: '20200101000000Z', until: '20200102000000Z' }
  it.each([
    ['for another name', { names: ['DNS:mail.example.test'] }, /127\.0\.0\.1:\d+ is refused: it is for another name/],
    ['of the past', { names: ['IP:127.0.0.1'], validity: yesterday }, /is refused: it has expired \(CERT_HAS_EXPIRED\)/],
  ] as const)(
    '%s is refused even if its authority is trusted, and the setting is named as the way out',
    async (_, { names, ...rest }, words) => {
      const url = await serve(await own.issue(names, rest))
      const http = httpWith({ ca: own.cert, env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } })
      const fault = await http.send({ url }).catch((error) => error)
      expect(fault).toMatchObject({ isDistrusted: true, mayHaveArrived: false })
      expect(fault.problem.en).toMatch(words)
      expect([fault.remedy.en, fault.remedy['zh-CN']]).toEqual([expect.stringContaining('“ca”'), expect.stringContaining('“ca”')])
      http.close()
    },
  )
})
