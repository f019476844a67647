import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { createServer as createTcpServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Fleet, type HostWish, startFleet } from '../support/fleet.ts'
import { liveOn, servedBy } from '../support/host-facts.ts'
import { describeWith } from '../support/needs.ts'
import { removeFolder, temporaryFolder } from '../support/temporary.ts'

/** Hosts of one machine share its loopback: what listens here is what a host finds there. */
async function listen(server: Server | ReturnType<typeof createTcpServer>): Promise<number> {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

describeWith(['sshd', 'isolation', 'busybox', 'curl'], 'health checks', () => {
  let fleet: Fleet
  let answer: RequestListener
  const seen: string[] = []
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers['user-agent']} ${request.headers.authorization ?? ''}`)
    answer(request, response)
  })
  let port = 0
  let number = 400
  const release = (check: Record<string, unknown>, servers: string, inputs: Record<string, string> = {}) => {
    number++
    fleet.write({ 'version.txt': `v${number}` })
    const deploy = { 'health-check': { retries: 0, every: '0s', timeout: '2s', ...check } }
    return fleet.deploy({ version: `v${number}`, servers, ...inputs }, deploy, { env: { GITHUB_RUN_NUMBER: String(number) } })
  }
  const hostNamed = (name: string) => fleet.hosts.find((host) => host.name === name) as Fleet['hosts'][number]
  const status =
    (...codes: number[]): RequestListener =>
    (_, response) => {
      response.statusCode = (codes.length > 1 ? codes.shift() : codes[0]) ?? 200
      if (response.statusCode === 302) response.setHeader('location', '/elsewhere')
      response.end('body')
    }

  const closed = { allowTcpForwarding: false }
  const hosts: Record<string, HostWish> = {
    open: {},
    curl: closed,
    wget: { ...closed, lacking: ['curl'] },
    busybox: { ...closed, tools: 'busybox' },
    bare: { ...closed, lacking: ['curl', 'wget'] },
  }
  beforeAll(async () => {
    port = await listen(server)
    fleet = await startFleet(hosts)
    fleet.write({ 'version.txt': 'v1' })
    await fleet.deploy()
  })
  afterAll(async () => {
    server.closeAllConnections()
    server.close()
    await fleet?.stop()
  })

  describe.each(['open', 'curl', 'wget', 'busybox'])('by http on %s', (name) => {
    const url = (path = '/healthz?a=1&b=%20%27') => ({ url: `http://127.0.0.1:${port}${path}` })

    it('is well with the expected status', async () => {
      answer = status(200)
      seen.length = 0
      const result = await release(url(), name)
      expect(result.outputs).toMatchObject({ outcome: 'released' })
      expect(seen.map((line) => line.replace(/ sallyport.*$/, ''))).toEqual(['GET /healthz?a=1&b=%20%27'])
    })

    it('is not well with another one, and goes back', async () => {
      answer = status(503)
      const before = liveOn(hostNamed(name))
      const result = await release(url(), name)
      expect(result.outputs).toMatchObject({ outcome: 'rolled-back', 'reason-code': 'health-check-failed', 'failed-hosts': name })
      expect(result.log).toContain('HTTP 503')
      expect(liveOn(hostNamed(name))).toBe(before)
    })

    it('takes several for good, and follows no redirect', async () => {
      answer = status(302)
      const well = await release({ ...url(), expect: [200, 302, 404] }, name)
      expect(well.outputs).toMatchObject({ outcome: 'released' })
      const unwell = await release(url(), name)
      expect(unwell.outputs).toMatchObject({ outcome: 'rolled-back' })
      expect(unwell.log).toMatch(/HTTP 302/)
    })

    it('tries again while it comes up', async () => {
      answer = status(500, 502, 200)
      const result = await release({ ...url(), retries: 5 }, name)
      expect(result.outputs).toMatchObject({ outcome: 'released' })
      expect(result.log).toMatch(/health check 1\/6: HTTP 500[\s\S]*health check 2\/6: HTTP 502/)
      expect(result.log).not.toContain('3/6')
    })

    it('says that nobody listens', async () => {
      const spare = createServer()
      const unused = await listen(spare)
      await new Promise((resolve) => spare.close(resolve))
      const result = await release({ url: `http://127.0.0.1:${unused}/` }, name)
      expect(result.outputs).toMatchObject({ 'reason-code': 'health-check-failed' })
      expect(result.log).toMatch(/refused|Couldn't connect|can't connect/i)
    })

    it('does not wait longer than its time', async () => {
      answer = () => {}
      const result = await release({ ...url(), timeout: '1s' }, name)
      expect(result.outputs).toMatchObject({ 'reason-code': 'health-check-failed' })
      expect(result.log).toMatch(/no answer|timed out|time/i)
      expect(result.seconds).toBeLessThan(12)
    })
  })

  it('says what to do where forwarding is forbidden and no client is there', async () => {
    const result = await release({ url: `http://127.0.0.1:${port}/` }, 'bare')
    expect(result.outputs).toMatchObject({ outcome: 'rolled-back', 'reason-code': 'health-check-failed' })
    expect(result.log).toMatch(/AllowTcpForwarding[\s\S]*curl[\s\S]*wget[\s\S]*run:/)
  })

  it('asks by IPv6 and by name, with the login of the address', async () => {
    answer = status(200)
    seen.length = 0
    const result = await release({ url: `http://user:pa%20ss@localhost:${port}/x` }, 'open')
    expect(result.outputs).toMatchObject({ outcome: 'released' })
    expect(seen.at(-1)).toContain(`Basic ${Buffer.from('user:pa ss').toString('base64')}`)
  })

  it.each(['open', 'curl'])('refuses a certificate that nobody trusts, in clear words (%s)', async (name) => {
    const folder = await temporaryFolder('certificate')
    const [key, cert] = [join(folder, 'key'), join(folder, 'cert')]
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'ed25519', '-nodes', '-keyout', key, '-out', cert, '-days', '2', '-subj', '/CN=localhost'],
      {
        stdio: 'ignore',
      },
    )
    const secure = createSecureServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_, response) => response.end('ok'))
    const securePort = await listen(secure)
    const result = await release({ url: `https://127.0.0.1:${securePort}/` }, name)
    secure.closeAllConnections()
    secure.close()
    removeFolder(folder)
    expect(result.outputs).toMatchObject({ outcome: 'rolled-back', 'reason-code': 'health-check-failed' })
    expect(result.log).toMatch(/self-signed certificate/)
  })

  it('is not impressed by a server that speaks another protocol', async () => {
    const odd = createTcpServer((socket) => socket.on('error', () => {}).end('SSH-2.0-nonsense\r\n'))
    const oddPort = await listen(odd)
    const result = await release({ url: `http://127.0.0.1:${oddPort}/` }, 'open')
    odd.close()
    expect(result.outputs).toMatchObject({ 'reason-code': 'health-check-failed' })
    expect(result.log).toMatch(/Parse Error/)
  })

  const commands = [
    {
      name: 'succeeds',
      run: 'test "$SALLYPORT_RELEASE" = "$(basename "$PWD")" && [ "$(cat "$SALLYPORT_LIVE_PATH/version.txt")" = "$SALLYPORT_VERSION" ]',
      outcome: 'released',
      says: /released/,
    },
    {
      name: 'fails',
      run: 'echo "not yet"; echo "because" >&2; exit 3',
      outcome: 'rolled-back',
      says: /exit code 3.*not yet · because|exit code 3.*because · not yet/,
    },
    { name: 'hangs', run: 'sleep 600', outcome: 'rolled-back', says: /did not end within 2\.\d s and was killed/ },
    { name: 'prints commands', run: 'echo "::error::owned"; exit 1', outcome: 'rolled-back', says: /· ::error::owned/ },
  ]
  it.each(commands)('runs a command that $name', async ({ run, outcome, says }) => {
    const result = await release({ run }, 'open')
    expect(result.outputs).toMatchObject({ outcome })
    expect(result.log).toMatch(says)
    expect(result.annotations.map(({ message }) => message)).not.toContain('owned')
    expect(
      hostNamed('open')
        .sshd.running()
        .filter(({ name }) => name === 'sleep'),
    ).toEqual([])
  })

  it('lets a flapping one pass when it was well once within its tries, and goes back when never', async () => {
    const flap = 'n=$(cat ../n 2>/dev/null || echo 0); n=$((n + 1)); echo $n >../n; [ $((n % 3)) = 0 ]'
    const well = await release({ run: flap, retries: 2 }, 'open')
    expect(well.outputs).toMatchObject({ outcome: 'released' })
    const before = servedBy(hostNamed('open'))
    const unwell = await release({ run: flap, retries: 1 }, 'open')
    expect(unwell.outputs).toMatchObject({ outcome: 'rolled-back' })
    expect(servedBy(hostNamed('open'))).toBe(before)
  })
})
