import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { expect, it } from '@jest/globals'
import { systemClock } from '../../../src/kit/clock.ts'
import { connect } from '../../../src/ssh/connect.ts'
import type { SshConnection } from '../../../src/ssh/connection.ts'
import type { SshTarget } from '../../../src/ssh/target.ts'
import { makeKey } from '../../support/keys.ts'
import { describeWith } from '../../support/needs.ts'
import { until } from '../../support/processes.ts'
import { startProxy } from '../../support/proxy.ts'
import { type Sshd, startSshd } from '../../support/sshd.ts'
import { removeFolder, temporaryFolder } from '../../support/temporary.ts'
import { impatientClock } from './impatient-clock.ts'

const targetOf = (host: Sshd, more: Partial<SshTarget> = {}): SshTarget => ({
  name: 'web1',
  host: host.host,
  port: host.port,
  user: host.user,
  key: host.key,
  hostKeys: host.hostKeys,
  ...more,
})

const reach = (target: SshTarget, clock = systemClock): Promise<SshConnection> =>
  connect(target, { signal: new AbortController().signal, clock, timeout: clock === impatientClock ? 100_000 : 10_000 })

async function say(connection: SshConnection, command: string): Promise<string> {
  const { stdout, stdin } = await connection.exec(command)
  stdin.end()
  return (await text(stdout)).trim()
}

describeWith(['sshd', 'isolation'], 'OpenSSH', () => {
  it.each(['ed25519', 'ecdsa', 'rsa'] as const)('takes a key and shows a host key of type %s', async (type) => {
    const pair = await makeKey(type, { passphrase: 'open it' })
    await using host = await startSshd({ authorizedKeys: [pair.public], hostKeyTypes: ['ed25519', 'ecdsa', 'rsa'] })
    const pin = host.hostKeys.filter((line) => line.includes(type))
    const connection = await reach(targetOf(host, { key: pair.private, passphrase: 'open it', hostKeys: pin }))
    expect(await say(connection, 'whoami')).toBe(host.user)
    connection.close()
    expect(await connection.closed).toBeUndefined()
  })

  it.each(['password', 'keyboard-interactive'] as const)('asks by %s', async (passwordMethod) => {
    await using host = await startSshd({ password: 'p w', passwordMethod })
    const { key: _, ...naked } = targetOf(host)
    const connection = await reach({ ...naked, password: 'p w' })
    expect(await say(connection, 'echo in')).toBe('in')
    connection.close()
    await expect(reach({ ...naked, password: 'wrong' })).rejects.toMatchObject({ code: 'authentication-failed' })
  })

  it('takes a key from an agent', async () => {
    const folder = await temporaryFolder('agent')
    const agent = spawn('ssh-agent', ['-D', '-a', join(folder, 'socket')], { stdio: 'ignore' })
    try {
      await using host = await startSshd()
      await until(() => existsSync(join(folder, 'socket')), 'the agent to listen')
      const add = spawn('ssh-add', ['-q', '-'], { stdio: ['pipe', 'ignore', 'ignore'], env: { SSH_AUTH_SOCK: join(folder, 'socket') } })
      add.stdin.end(host.key)
      await once(add, 'exit')
      const { key: _, ...naked } = targetOf(host)
      const connection = await reach({ ...naked, agent: join(folder, 'socket') })
      expect(await say(connection, 'echo in')).toBe('in')
      connection.close()
    } finally {
      agent.kill()
      removeFolder(folder)
    }
  })

  it('tells exits apart', async () => {
    await using host = await startSshd()
    const connection = await reach(targetOf(host))
    const exitOf = async (command: string) => (await connection.exec(command)).exit
    expect(await exitOf('exit 42')).toEqual({ kind: 'code', code: 42 })
    expect(await exitOf('kill -TERM $$')).toEqual({ kind: 'signal', signal: 'SIGTERM' })
    expect(await exitOf('sleep 60 & exit 3')).toEqual({ kind: 'code', code: 3 })
    const running = connection.exec('sleep 60').then((process) => process.exit)
    await say(connection, 'true')
    host.dropSessions()
    expect(await running).toEqual({ kind: 'lost' })
    expect(await connection.closed).toMatchObject({ code: 'connection-lost' })
  })

  it('takes a long upload over many changes of the session key', async () => {
    await using host = await startSshd({ extraConfig: ['RekeyLimit 1M'] })
    const connection = await reach(targetOf(host))
    const content = randomBytes(24 << 20)
    const sum = await connection.exec('sha256sum')
    const pieces = Array.from({ length: content.length / 65_536 }, (_, index) => content.subarray(index * 65_536, (index + 1) * 65_536))
    const [printed] = await Promise.all([text(sum.stdout), pipeline(Readable.from(pieces), sum.stdin)])
    expect(printed.slice(0, 64)).toBe(createHash('sha256').update(content).digest('hex'))
    connection.close()
  })

  it('has limits that are explained', async () => {
    await using host = await startSshd({ maxSessions: 1, allowTcpForwarding: false })
    const connection = await reach(targetOf(host))
    const first = await connection.exec('cat')
    await expect(connection.exec('true')).rejects.toMatchObject({ code: 'host-permission', party: 'web1' })
    await expect(connection.dial('127.0.0.1', host.port)).rejects.toMatchObject({ code: 'host-permission' })
    first.abandon()
    connection.close()
  })

  it('leads on to other hosts and services', async () => {
    await using bastion = await startSshd()
    await using host = await startSshd()
    const connection = await reach(targetOf(host, { jump: targetOf(bastion, { name: 'bastion' }) }))
    const stream = await connection.dial('127.0.0.1', bastion.port)
    const [greeting] = await Readable.from(stream).take(1).toArray()
    expect(String(greeting)).toMatch(/^SSH-2.0-OpenSSH/)
    stream.destroy()
    await expect(connection.dial('127.0.0.1', 1)).rejects.toMatchObject({ code: 'unreachable', party: 'web1' })
    expect(await say(connection, 'echo through')).toBe('through')
    bastion.dropSessions()
    expect(await connection.closed).toMatchObject({ code: 'connection-lost', party: 'web1' })
  })

  it('that stops answering is noticed', async () => {
    await using host = await startSshd()
    await using proxy = await startProxy({ port: host.port })
    proxy.stall()
    await expect(reach(targetOf(host, { port: proxy.port }), impatientClock)).rejects.toMatchObject({ code: 'unreachable' })
  })

  it('is reached in four round trips, and the distance is known', async () => {
    await using host = await startSshd()
    await using proxy = await startProxy({ port: host.port }, { delay: 150 })
    const started = performance.now()
    const connection = await reach(targetOf(host, { port: proxy.port }))
    expect((performance.now() - started) / 300).toBeLessThan(5.5)
    expect(connection.roundTrip).toBeGreaterThanOrEqual(290)
    expect(connection.roundTrip).toBeLessThan(500)
    connection.close()
  })
})
