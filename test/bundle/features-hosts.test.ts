import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { type Fleet, type HostWish, startFleet } from '../support/fleet.ts'
import { endsOf, hostsOf, leftOn, liveOn, servedBy } from '../support/host-facts.ts'
import { makeKey } from '../support/keys.ts'
import { describeWith } from '../support/needs.ts'
import { removeFolder, temporaryFolder } from '../support/temporary.ts'
import { readTree } from '../support/trees.ts'

/** Every kind of host that is promised, side by side. */
const wishes: Record<string, HostWish> = {
  sh: {},
  dash: { shell: 'dash' },
  bash: { shell: 'bash' },
  ash: { shell: 'ash' },
  busybox: { shell: 'ash', tools: 'busybox' },
  bsd: { tools: 'bsd' },
  nozstd: { lacking: ['zstd'] },
  nogzip: { lacking: ['zstd', 'gzip'] },
  noawk: { lacking: ['awk', 'gawk', 'mawk', 'original-awk', 'nawk'] },
  bare: {
    lacking: [
      'zstd',
      'gzip',
      'awk',
      'gawk',
      'mawk',
      'nawk',
      'perl',
      'python3',
      'curl',
      'wget',
      'sha256sum',
      'shasum',
      'numfmt',
      'stat',
      'mktemp',
    ],
  },
  root: { user: 'root' },
  fish: { shell: 'fish' },
  tcsh: { shell: 'tcsh' },
  dropbear: { server: 'dropbear', tools: 'busybox' },
  nodd: { lacking: ['dd'] },
  session: { maxSessions: 3 },
}
const names = Object.keys(wishes)

describeWith(['sshd', 'isolation', 'busybox', 'dash', 'bash', 'fish', 'tcsh', 'dropbear'], 'hosts of every kind', () => {
  let fleet: Fleet
  const hooks = {
    'before-release': 'printf %s "$SALLYPORT_VERSION" >../prepared',
    'after-release': 'test -L "$SALLYPORT_LIVE_PATH" && echo "well on $SALLYPORT_HOST"',
  }
  beforeAll(async () => {
    fleet = await startFleet(wishes)
    const odd = Object.fromEntries(
      ['a b', "it's", '-rf', '$(id)', 'tab\there', 'line\nbreak', 'back\\slash', '部署', 'sub/.hidden'].map((name) => [name, name]),
    )
    fleet.write({ 'version.txt': 'v1', 'big.txt': 'line of text\n'.repeat(20_000), 'bin/run': '#!/bin/sh\n', ...odd })
  })
  afterAll(() => fleet?.stop())

  it('all take a first release', async () => {
    const result = await fleet.deploy({}, { hooks, parallel: 4, shared: ['log/'] })
    expect(result.annotations).toEqual([])
    expect(endsOf(result)).toEqual(names.map((name) => `${name} released - → v1-7`))
    expect(result.outputs).toMatchObject({ outcome: 'released', 'failed-hosts': '' })
    for (const host of fleet.hosts) {
      expect(result.log).toContain(`${host.name} │ well on ${host.name}`)
      expect(readFileSync(join(host.releases, 'prepared'), 'utf8')).toBe('v1')
      expect(leftOn(host)).toEqual([])
    }
  })

  it('all hold exactly what was sent', async () => {
    const sent = await readTree(join(fleet.workspace, 'build'))
    for (const host of fleet.hosts) expect([...(await readTree(host.live, ['log']))]).toEqual([...sent])
  })

  it('all take the next one by what changed (where awk is there), go back, and are left alone the third time', async () => {
    fleet.write({ 'version.txt': 'v2', 'line\nbreak': 'changed' })
    const second = await fleet.deploy({ version: 'v2' }, { hooks, parallel: 4, shared: ['log/'] })
    expect(second.annotations).toEqual([])
    expect(endsOf(second)).toEqual(names.map((name) => `${name} released v1-7 → v2-7`))
    const sent = await readTree(join(fleet.workspace, 'build'))
    for (const host of fleet.hosts) expect([...(await readTree(host.live, ['log']))]).toEqual([...sent])
    for (const { host, bytes } of hostsOf(second))
      if (!['noawk', 'bare'].includes(host)) expect(`${host} ${bytes < 20_000}`).toBe(`${host} true`)
    const back = await fleet.rollback({}, { hooks, parallel: 4, shared: ['log/'] })
    expect(endsOf(back)).toEqual(names.map((name) => `${name} released v2-7 → v1-7`))
    expect(fleet.hosts.map((host) => servedBy(host))).toEqual(names.map(() => 'v1'))
    const third = await fleet.deploy({ version: 'v2' }, { hooks, parallel: 4, shared: ['log/'] })
    expect(hostsOf(third).map(({ bytes }) => bytes)).toEqual(names.map(() => 0))
    const fourth = await fleet.deploy({ version: 'v2' }, { hooks, parallel: 4, shared: ['log/'] })
    expect(fourth.outputs).toMatchObject({ outcome: 'unchanged' })
  })

  it('refuses a host that lacks what it needs, by name, and leaves it alone', async () => {
    const poor = await startFleet({ poor: { lacking: ['tar', 'find'] } })
    poor.write({ 'version.txt': 'v1' })
    const result = await poor.deploy()
    await poor.stop()
    expect(result.outputs).toMatchObject({ outcome: 'failed', 'reason-code': 'host-tools' })
    expect(result.log).toMatch(/poor lacks tar, find/)
  })

  it('reaches a host through another, which needs no more than to pass on', async () => {
    const jumping = await startFleet({ bastion: { entry: { tags: [] } }, inner: { entry: { jump: 'bastion' } } })
    jumping.write({ 'version.txt': 'v1' })
    const result = await jumping.deploy({ servers: 'inner' })
    const [bastion, inner] = jumping.hosts as [Fleet['hosts'][number], Fleet['hosts'][number]]
    const [served, log] = [servedBy(inner), bastion.sshd.log()]
    await jumping.stop()
    expect(result.outputs).toMatchObject({ outcome: 'released' })
    expect(served).toBe('v1')
    expect(log).toMatch(/Accepted publickey/)
    expect(log).not.toMatch(/Starting session/)
  })

  it('knows hosts by a known_hosts text: plain lines, and hashed ones of a name with a port', async () => {
    const known = await startFleet({
      plain: { entry: { 'host-key': undefined } },
      hashed: { entry: { 'host-key': undefined } },
    })
    known.write({ 'version.txt': 'v1' })
    const lineOf = ({ sshd }: Fleet['hosts'][number], key = sshd.hostKeys[0]) => `[${sshd.host}]:${sshd.port} ${key}\n`
    const [plain, hashed] = known.hosts as [Fleet['hosts'][number], Fleet['hosts'][number]]
    const config = JSON.stringify({ ...JSON.parse(known.step().inputs?.config ?? ''), 'known-hosts': '$KNOWN_HOSTS' })
    const deploy = async (text: string) => known.deploy({ config }, {}, { env: { KNOWN_HOSTS: text } })
    const right = lineOf(plain) + (await hashedHosts(lineOf(hashed)))
    expect(right).toMatch(/^\|1\|/m)
    const results = [await deploy(lineOf(plain) + (await hashedHosts(lineOf(hashed, plain.sshd.hostKeys[0])))), await deploy(lineOf(plain))]
    const released = await deploy(right)
    await known.stop()
    expect(results.map(({ outputs }) => outputs['reason-code'])).toEqual(['host-key-changed', 'no-host-key'])
    expect(endsOf(released)).toEqual(['plain released - → v1-7', 'hashed released - → v1-7'])
  })

  it('takes every kind of login: keys of all types, with a passphrase, mangled on the way, passwords, an agent', async () => {
    const made = await Promise.all([
      makeKey('ed25519', { passphrase: 'open sesame' }),
      makeKey('ecdsa'),
      makeKey('rsa', { bits: 2048, format: 'PEM' }),
    ])
    const [sealed, ecdsa, rsa] = made as [(typeof made)[0], (typeof made)[0], (typeof made)[0]]
    const agent = await startAgent((await makeKey()).private)
    const logins: Record<string, HostWish> = {
      sealed: { authorizedKeys: [sealed.public], entry: { key: '$SEALED', passphrase: '$PASSPHRASE' } },
      ecdsa: { authorizedKeys: [ecdsa.public], hostKeyTypes: ['ecdsa'], entry: { key: '$ECDSA' } },
      rsa: { authorizedKeys: [rsa.public], hostKeyTypes: ['rsa'], entry: { key: '$RSA' } },
      crlf: { authorizedKeys: [ecdsa.public], entry: { key: '$CRLF' } },
      oneline: { authorizedKeys: [ecdsa.public], entry: { key: '$ONELINE' } },
      escaped: { authorizedKeys: [ecdsa.public], entry: { key: '$ESCAPED' } },
      password: { password: 'let me in 1', authorizedKeys: [], entry: { key: undefined, password: '$PASSWORD' } },
      keyboard: {
        password: 'let me in 2',
        passwordMethod: 'keyboard-interactive',
        authorizedKeys: [],
        entry: { key: undefined, password: '$KEYBOARD' },
      },
      agent: { authorizedKeys: [agent.publicKey], entry: { key: undefined } },
    }
    const gates = await startFleet(logins)
    gates.write({ 'version.txt': 'v1' })
    const env = {
      SEALED: sealed.private,
      PASSPHRASE: 'open sesame',
      ECDSA: ecdsa.private,
      RSA: rsa.private,
      CRLF: ecdsa.private.replaceAll('\n', '\r\n'),
      ONELINE: ecdsa.private.trim().replaceAll('\n', ' '),
      ESCAPED: ecdsa.private.replaceAll('\n', '\\n'),
      PASSWORD: 'let me in 1',
      KEYBOARD: 'let me in 2',
      SSH_AUTH_SOCK: agent.socket,
    }
    const result = await gates.deploy({}, {}, { env })
    await gates.stop()
    agent.stop()
    expect(endsOf(result)).toEqual(Object.keys(logins).map((name) => `${name} released - → v1-7`))
    for (const secret of ['let me in', 'open sesame', ecdsa.private.split('\n')[2] ?? '']) expect(result.log).not.toContain(secret)
  })

  it('reaches a host by IPv6 where the machine has it', async () => {
    const six = await startFleet({ six: { extraConfig: ['ListenAddress ::1'], entry: { host: '::1' } } }).catch(() => undefined)
    if (!six) return
    six.write({ 'version.txt': 'v1' })
    const result = await six.deploy({}, { 'health-check': { run: 'true', retries: 0 } })
    await six.stop()
    expect(result.outputs).toMatchObject({ outcome: 'released' })
  })

  it('leaves a host alone whose user may not write there, and says what root has to do', async () => {
    const locked = await startFleet({ locked: {} })
    const [host] = locked.hosts as [Fleet['hosts'][number]]
    locked.write({ 'version.txt': 'v1' })
    const { uid } = statSync(host.sshd.home)
    chownSync(host.sshd.home, 0, 0)
    const result = await locked.deploy()
    chownSync(host.sshd.home, uid, uid)
    await locked.stop()
    expect(result.outputs).toMatchObject({ outcome: 'failed', 'reason-code': 'host-permission' })
    expect(result.log).toMatch(/deploy may not write to \S+\/releases on locked[\s\S]*mkdir -p \S+\/releases && chown deploy/)
    expect(liveOn(host)).toBe('')
  })
})

/** A known_hosts text with its names hashed, by ssh-keygen. */
async function hashedHosts(text: string): Promise<string> {
  const folder = await temporaryFolder('known')
  writeFileSync(join(folder, 'known_hosts'), text)
  execFileSync('ssh-keygen', ['-H', '-f', join(folder, 'known_hosts')], { stdio: 'ignore' })
  const hashed = readFileSync(join(folder, 'known_hosts'), 'utf8')
  removeFolder(folder)
  return hashed
}

/** An agent that holds one key. */
async function startAgent(key: string) {
  const folder = await temporaryFolder('agent')
  const [socket, file] = [join(folder, 'socket'), join(folder, 'key')]
  writeFileSync(file, key, { mode: 0o600 })
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'ignore'] })
  await once(agent.stdout, 'data')
  const run = (command: string, args: string[]) => {
    const child = spawn(command, args, {
      env: { PATH: process.env.PATH ?? '', SSH_AUTH_SOCK: socket },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const chunks: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    return once(child, 'close').then(() => Buffer.concat(chunks).toString().trim())
  }
  await run('ssh-add', [file])
  const publicKey = await run('ssh-add', ['-L'])
  const stop = () => {
    agent.kill()
    removeFolder(folder)
  }
  return { socket, publicKey, stop }
}
