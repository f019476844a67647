import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from '@jest/globals'
import Ssh from 'ssh2/lib/client.js'
import { systemClock } from '../../../src/kit/clock.ts'
import { prepare } from '../../../src/ssh/check-target.ts'
import { connect, connector } from '../../../src/ssh/connect.ts'
import { established } from '../../../src/ssh/established.ts'
import { follow, handshakeConfig, newHandshake } from '../../../src/ssh/handshake.ts'
import { hasten } from '../../../src/ssh/haste.ts'
import { dialTcp } from '../../../src/ssh/line.ts'
import { open } from '../../../src/ssh/open.ts'
import type { SshTarget } from '../../../src/ssh/target.ts'
import { type FakeServer, startSshServer } from '../../fakes/ssh-server.ts'
import { makeKey } from '../../support/keys.ts'
import { startMutedServer } from '../../support/muted-server.ts'
import { describeWith } from '../../support/needs.ts'
import { until } from '../../support/processes.ts'
import { type Sshd, startSshd } from '../../support/sshd.ts'
import { endWith, options, targetOf } from './connecting.ts'

const { signal } = new AbortController()

const targetAt = ({ host, port, user, key, hostKeys }: Sshd, more: Partial<SshTarget> = {}): SshTarget => ({
  ...{ name: 'web1', host, port, user, key, hostKeys },
  ...more,
})

/** Connects to a host and has a command run, and tells what was said in which order, in ssh2's words; what failed is told at the end. */
async function overhear(target: SshTarget, sessions: number): Promise<string[]> {
  const said: string[] = []
  const { pins, credentials } = await prepare(target)
  const { stream: line } = await dialTcp(target.host, target.port, { signal, clock: systemClock })
  const story = newHandshake(pins, credentials)
  const client = new Ssh()
  const { promise: isReady, resolve } = Promise.withResolvers<boolean>()
  client.on('ready', () => resolve(true)).on('error', () => resolve(false))
  const config = handshakeConfig(target, line, story, systemClock)
  client.connect({
    ...config,
    debug: (words) => {
      said.push(words)
      config.debug?.(words)
    },
  })
  follow(client, line, story, systemClock)
  const channels = hasten(client, credentials, sessions)
  if (!(await isReady)) return [...said, 'failed']
  const connection = established({ target, client, line, sessions: channels, roundTrip: 0 })
  const { stdin, started } = connection.start('cat')
  stdin.end('hello')
  said.push(await text((await started).stdout))
  connection.close()
  await connection.closed
  return said
}

/** The positions of what was said, by how it begins. */
const positions = (said: readonly string[], ...words: string[]): number[] =>
  words.map((start) => said.findIndex((line) => line.replace(/^(In|Out)bound: (Received |Sending )?/, '').startsWith(start)))

function expectOrder(said: readonly string[], ...words: string[]): void {
  const found = positions(said, ...words)
  expect(found).not.toContain(-1)
  expect(found).toEqual(found.toSorted((a, b) => a - b))
}
const servers = ['openssh', 'dropbear'] as const

describeWith(['sshd', 'dropbear', 'isolation'], 'a connection in haste', () => {
  it.each(servers)('logs in and starts a command without waiting where there is nothing to know (%s)', async (server) => {
    await using host = await startSshd({ server })
    const said = await overhear(targetAt(host), 0)
    expect(said.at(-1)).not.toBe('failed')
    expect(said).toContain('hello')
    expectOrder(said, 'Handshake completed', 'SERVICE_REQUEST', 'USERAUTH_REQUEST (publickey)', 'SERVICE_ACCEPT', 'USERAUTH_SUCCESS')
    expectOrder(said, 'CHANNEL_REQUEST (r:0, exec', 'CHANNEL_DATA (r:0, 5)', 'CHANNEL_SUCCESS')
    expect(positions(said, 'USERAUTH_REQUEST (publickey -- check)')).toEqual([-1])
  })

  it('asks OpenSSH for channels together with the login', async () => {
    await using host = await startSshd()
    const said = await overhear(targetAt(host), 2)
    expect(said).toContain('hello')
    expectOrder(said, 'USERAUTH_REQUEST (publickey)', 'CHANNEL_OPEN (r:0', 'CHANNEL_OPEN (r:1', 'SERVICE_ACCEPT', 'USERAUTH_SUCCESS')
    expect(said.filter((words) => words.startsWith('Outbound: Sending CHANNEL_OPEN'))).toHaveLength(2)
    expect(positions(said, 'GLOBAL_REQUEST (hostkeys-prove')).toEqual([-1])
  })

  it('asks Dropbear for none: it hangs up on who is not logged in', async () => {
    await using host = await startSshd({ server: 'dropbear' })
    expectOrder(await overhear(targetAt(host), 2), 'USERAUTH_SUCCESS', 'CHANNEL_OPEN (r:0')
  })

  it.each(servers)('signs with an RSA key as the host can verify it (%s)', async (server) => {
    const pair = await makeKey('rsa')
    await using host = await startSshd({ server, authorizedKeys: [pair.public] })
    const said = await overhear(targetAt(host, { key: pair.private }), 0)
    expect(said).toContain('hello')
    expectOrder(said, 'Handshake completed', 'EXT_INFO', 'USERAUTH_REQUEST (publickey)', 'USERAUTH_SUCCESS')
    expect(positions(said, 'USERAUTH_REQUEST (publickey -- check)')).toEqual([-1])
  })

  it('says nothing of its user to a host that is not the right one', async () => {
    await using host = await startSshd()
    const said = await overhear(targetAt(host, { hostKeys: [(await makeKey()).public] }), 2)
    const outbound = said.filter((words) => words.startsWith('Outbound')).map((words) => words.replace('Outbound: Sending ', ''))
    expect(outbound).toEqual(['KEXINIT', 'KEXECDH_INIT', 'DISCONNECT (3)'])
    expect(said.at(-1)).toBe('failed')
  })

  it('has another key or way to log in tried one after the other, and only then asks for channels', async () => {
    await using host = await startSshd({ password: 'p w' })
    const said = await overhear(targetAt(host, { key: (await makeKey()).private, password: 'p w' }), 2)
    expect(said).toContain('hello')
    expectOrder(said, 'USERAUTH_REQUEST (publickey)', 'USERAUTH_FAILURE', 'USERAUTH_REQUEST (password)', 'USERAUTH_SUCCESS', 'CHANNEL_OPEN')
  })

  it('through one turn of the host is logged in and has its channels', async () => {
    await using host = await startSshd({ extraConfig: ['LogLevel DEBUG'] })
    await using muted = await startMutedServer(host.port)
    const connecting = connect(targetAt(host, { port: muted.port }), options({ sessions: 2, timeout: 20_000, clock: systemClock }))
    await until(() => host.log().includes('session_new: session 1'), 'two sessions to be opened') // nothing was heard of the host since its keys
    muted.release()
    const connection = await connecting
    const commands = await Promise.all([connection.exec('echo one'), connection.exec('echo two')])
    expect(await Promise.all(commands.map(({ stdout }) => text(stdout)))).toEqual(['one\n', 'two\n'])
    expect(host.log()).not.toContain('session_new: session 2')
    connection.close()
  })

  it.each(servers)('has input arrive whole that is much more than a host takes ahead (%s)', async (server) => {
    await using host = await startSshd({ server })
    const connection = await connect(targetAt(host), options({ sessions: 1 }))
    const input = Array.from({ length: 400_000 }, (_, number) => `${number}\n`).join('')
    const { stdin, started } = connection.start('cat > taken; echo done')
    for (let at = 0; at < input.length; at += 10_000) stdin.write(input.slice(at, at + 10_000))
    stdin.end()
    expect(await text((await started).stdout)).toBe('done\n')
    expect(readFileSync(join(host.home, 'taken'), 'utf8')).toBe(input)
    connection.close()
  })

  it.each(servers)('starts many commands with input beside each other, each with its own (%s)', async (server) => {
    await using host = await startSshd({ server, maxSessions: 20 })
    const connection = await connect(targetAt(host), options({ sessions: 3 }))
    for (let round = 0; round < 5; round++) {
      const answers = Array.from({ length: 8 }, async (_, number) => {
        const { stdin, started } = connection.start('cat')
        stdin.end(`${number} `.repeat(3000))
        return text((await started).stdout)
      })
      expect(await Promise.all(answers)).toEqual(Array.from({ length: 8 }, (_, number) => `${number} `.repeat(3000)))
    }
    connection.close()
  })

  const refusals: { name: string; settings: Parameters<typeof startSshd>[0]; more?: Partial<SshTarget> }[] = [
    { name: 'a key that OpenSSH does not know', settings: { authorizedKeys: [] } },
    { name: 'a key that Dropbear does not know', settings: { authorizedKeys: [], server: 'dropbear' } },
    {
      name: 'a key where OpenSSH wants a password as well',
      settings: { password: 'p w', extraConfig: ['AuthenticationMethods publickey,password'] },
    },
    { name: 'a key and a password, both wrong', settings: { authorizedKeys: [], password: 'p w' }, more: { password: 'wrong' } },
  ]
  it.each(refusals)('tells of $name what it would tell without', async ({ settings, more = {} }) => {
    await using host = await startSshd(settings)
    const target = targetAt(host, more)
    const prepared = await prepare(target)
    const failure = (sessions: number | undefined) =>
      open({ ...prepared, target, through: undefined, clock: systemClock, signal, timeout: 20_000, sessions }).then(
        () => 'it connected',
        ({ code, problem, remedy, retryable }) => ({ code, problem, remedy, retryable }),
      )
    const told = await failure(2)
    expect(told).toMatchObject({ code: 'authentication-failed', retryable: false })
    expect(await failure(undefined)).toEqual(told)
  })

  it('finds a host that opens no channel for commands', async () => {
    await using host = await startSshd({ maxSessions: 0 })
    const connection = await connect(targetAt(host), options({ sessions: 2 }))
    for (const _ of [1, 2, 3]) {
      const { stdin, started } = connection.start('cat')
      const written = new Promise((resolve) => stdin.write(Buffer.alloc(100_000), resolve))
      await expect(started).rejects.toMatchObject({ code: 'host-permission', party: 'web1' })
      expect(await written).toMatchObject({ code: 'host-permission' })
    }
    connection.close()
    expect(await connection.closed).toBeUndefined()
  })

  it('is taken back to single steps where the one before was lost', async () => {
    await using host = await startSshd({ extraConfig: ['LogLevel DEBUG'] })
    const { connect, close } = connector(options({ sessions: 2 }))
    const target = targetAt(host)
    const first = await connect(target)
    await first.exec('true')
    host.dropSessions()
    await first.closed
    const before = host.log().split('session_new').length
    const second = await connect(target)
    expect(await text((await second.exec('echo in')).stdout)).toBe('in\n')
    expect(host.log().split('session_new')).toHaveLength(before + 1)
    second.close()
    close()
  })
})

describe('a server that is not known', () => {
  it('is spoken to step by step', async () => {
    await using server = await startSshServer({ exec: (channel) => void channel.pipe(channel).on('finish', () => channel.exit(0)) })
    const said = await overhear(targetOf(server), 2)
    expect(said).toContain('hello')
    expectOrder(said, 'SERVICE_REQUEST', 'SERVICE_ACCEPT', 'USERAUTH_REQUEST (publickey)', 'USERAUTH_SUCCESS', 'CHANNEL_OPEN (r:0')
    expectOrder(said, 'CHANNEL_REQUEST (r:0, exec', 'CHANNEL_SUCCESS', 'CHANNEL_DATA')
  })

  it('and goes by the name of another is still understood when it opens no channel before the login', async () => {
    const login = (attempt: { accept(): void }) => void setTimeout(() => attempt.accept(), 20) // says no to channels until then
    await using server = await startSshServer({ software: 'OpenSSH_9.9', login, exec: (channel) => endWith(channel, 0, 'in') })
    const connection = await connect(targetOf(server), options({ sessions: 2 }))
    expect(await text((await connection.exec('go')).stdout)).toBe('in')
    connection.close()
  })

  it('and goes by the name of another is tried once more step by step when it hangs up', async () => {
    let sessions = 0
    let attempts = 0
    const login = (attempt: { accept(): void }) => {
      if (++attempts === 1) server.cut()
      else attempt.accept()
    }
    await using server: FakeServer = await startSshServer({ software: 'OpenSSH_9.9', login, onSession: () => sessions++ })
    const connection = await connect(targetOf(server), options({ sessions: 2 }))
    expect([server.connections, sessions]).toEqual([2, 0])
    await connection.exec('go')
    expect(sessions).toBe(1)
    connection.close()
  })
})
