import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, it } from '@jest/globals'
import { systemClock } from '../../../src/kit/clock.ts'
import { prepare } from '../../../src/ssh/check-target.ts'
import { connect, connector } from '../../../src/ssh/connect.ts'
import type { RemoteProcess, SshConnection, StartingProcess } from '../../../src/ssh/connection.ts'
import { open } from '../../../src/ssh/open.ts'
import type { SshTarget } from '../../../src/ssh/target.ts'
import { makeKey } from '../../support/keys.ts'
import { startMutedServer } from '../../support/muted-server.ts'
import { describeWith } from '../../support/needs.ts'
import { until } from '../../support/processes.ts'
import { type Sshd, startSshd } from '../../support/sshd.ts'
import { options } from './connecting.ts'
import { expectOrder, overhear, positions } from './overhear.ts'

const { signal } = new AbortController()

const targetAt = ({ host, port, user, key, hostKeys }: Sshd, more: Partial<SshTarget> = {}): SshTarget => ({
  ...{ name: 'web1', host, port, user, key, hostKeys },
  ...more,
})

const servers = ['openssh', 'dropbear'] as const

describeWith(['sshd', 'dropbear', 'isolation'], 'a connection in haste', () => {
  it.each(servers)('logs in and starts a command without waiting where there is nothing to know (%s)', async (server) => {
    await using host = await startSshd({ server })
    const said = await overhear(targetAt(host), 'later')
    expect(said.at(-1)).not.toBe('failed')
    expect(said).toContain('hello')
    expectOrder(said, 'Handshake completed', 'SERVICE_REQUEST', 'USERAUTH_REQUEST (publickey)', 'SERVICE_ACCEPT', 'USERAUTH_SUCCESS')
    expectOrder(said, 'CHANNEL_REQUEST (r:0, exec', 'CHANNEL_DATA (r:0, 5)', 'CHANNEL_SUCCESS')
    expect(positions(said, 'USERAUTH_REQUEST (publickey -- check)')).toEqual([-1])
  })

  it('asks OpenSSH for the first command, its channel and its input together with the login', async () => {
    await using host = await startSshd()
    const said = await overhear(targetAt(host), 'at once')
    expect(said).toContain('hello')
    const ahead = ['CHANNEL_OPEN (r:0', 'CHANNEL_REQUEST (r:0, exec: cat', 'CHANNEL_DATA (r:0, 5)']
    expectOrder(
      said,
      'USERAUTH_REQUEST (publickey)',
      ...ahead,
      'SERVICE_ACCEPT',
      'USERAUTH_SUCCESS',
      'CHANNEL_OPEN_CONFIRMATION',
      'CHANNEL_SUCCESS',
    )
    for (const one of ['CHANNEL_OPEN', 'CHANNEL_REQUEST', 'CHANNEL_DATA'])
      expect(said.filter((words) => words.startsWith(`Outbound: Sending ${one} `))).toHaveLength(1)
    expect(positions(said, 'GLOBAL_REQUEST (hostkeys-prove')).toEqual([-1])
  })

  it('asks Dropbear for nothing: it hangs up on who is not logged in', async () => {
    await using host = await startSshd({ server: 'dropbear' })
    const said = await overhear(targetAt(host), 'at once')
    expect(said).toContain('hello')
    expectOrder(said, 'USERAUTH_SUCCESS', 'CHANNEL_OPEN (r:0', 'CHANNEL_REQUEST (r:0, exec', 'CHANNEL_DATA (r:0, 5)', 'CHANNEL_SUCCESS')
  })

  it.each(servers)('signs with an RSA key as the host can verify it (%s)', async (server) => {
    const pair = await makeKey('rsa')
    await using host = await startSshd({ server, authorizedKeys: [pair.public] })
    const said = await overhear(targetAt(host, { key: pair.private }), 'later')
    expect(said).toContain('hello')
    expectOrder(said, 'Handshake completed', 'EXT_INFO', 'USERAUTH_REQUEST (publickey)', 'USERAUTH_SUCCESS')
    expect(positions(said, 'USERAUTH_REQUEST (publickey -- check)')).toEqual([-1])
  })

  it('says nothing of its user to a host that is not the right one', async () => {
    await using host = await startSshd()
    const said = await overhear(targetAt(host, { hostKeys: [(await makeKey()).public] }), 'at once')
    const outbound = said.filter((words) => words.startsWith('Outbound')).map((words) => words.replace('Outbound: Sending ', ''))
    expect(outbound).toEqual(['KEXINIT', 'KEXECDH_INIT', 'DISCONNECT (3)'])
    expect(said.at(-1)).toBe('failed')
  })

  it('has another key or way to log in tried one after the other, and only then asks for more', async () => {
    await using host = await startSshd({ password: 'p w' })
    const said = await overhear(targetAt(host, { key: (await makeKey()).private, password: 'p w' }), 'at once')
    expect(said).toContain('hello')
    expectOrder(said, 'USERAUTH_REQUEST (publickey)', 'USERAUTH_FAILURE', 'USERAUTH_REQUEST (password)', 'USERAUTH_SUCCESS', 'CHANNEL_OPEN')
  })

  it('through one turn of the host is logged in and has its command running', async () => {
    await using host = await startSshd({ extraConfig: ['LogLevel DEBUG'] })
    await using muted = await startMutedServer(host.port)
    let first: StartingProcess | undefined
    const connecting = connect(targetAt(host, { port: muted.port }), options({ timeout: 20_000, clock: systemClock }), (inTheMaking) => {
      first = inTheMaking.start('cat > heard; echo one')
      first.stdin.end('all of it')
    })
    const heard = join(host.home, 'heard')
    await until(() => existsSync(heard) && statSync(heard).size > 0, 'the command to hear of its input') // and nothing was heard of the host since its keys
    muted.release()
    const connection = await connecting
    const commands = await Promise.all([first?.started, connection.exec('echo two')])
    expect(await Promise.all(commands.map((command) => command && text(command.stdout)))).toEqual(['one\n', 'two\n'])
    expect(readFileSync(heard, 'utf8')).toBe('all of it')
    connection.close()
  })

  it.each(servers)('has input arrive whole that is much more than a host takes ahead (%s)', async (server) => {
    await using host = await startSshd({ server })
    const input = Array.from({ length: 400_000 }, (_, number) => `${number}\n`).join('')
    let first: StartingProcess | undefined
    const connection = await connect(targetAt(host), options(), (inTheMaking) => {
      first = inTheMaking.start('cat > taken; echo done')
      for (let at = 0; at < input.length; at += 10_000) first.stdin.write(input.slice(at, at + 10_000))
      first.stdin.end()
    })
    const done = await first?.started
    expect(done && (await text(done.stdout))).toBe('done\n')
    expect(readFileSync(join(host.home, 'taken'), 'utf8')).toBe(input)
    connection.close()
  })

  it.each(servers)('starts many commands with input beside each other, each with its own (%s)', async (server) => {
    await using host = await startSshd({ server, maxSessions: 20 })
    const ask = (connection: SshConnection) =>
      Array.from({ length: 8 }, async (_, number) => {
        const { stdin, started } = connection.start('cat')
        stdin.end(`${number} `.repeat(3000))
        return text((await started).stdout)
      })
    let early: Promise<string>[] = []
    const connection = await connect(targetAt(host), options(), (inTheMaking) => {
      early = ask(inTheMaking)
    })
    const expected = Array.from({ length: 8 }, (_, number) => `${number} `.repeat(3000))
    expect(await Promise.all(early)).toEqual(expected)
    for (let round = 0; round < 5; round++) expect(await Promise.all(ask(connection))).toEqual(expected)
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
    const failure = async (isHasty: boolean) => {
      let first: Promise<unknown> | undefined
      const begin = (inTheMaking: SshConnection) => {
        first = inTheMaking.exec('true').catch(({ code }) => code)
      }
      const told = await open({
        ...prepared,
        target,
        through: undefined,
        clock: systemClock,
        signal,
        timeout: 20_000,
        isHasty,
        begin,
      }).then(
        () => 'it connected',
        ({ code, problem, remedy, retryable }) => ({ code, problem, remedy, retryable }),
      )
      expect(await first).toBe('connection-lost')
      return told
    }
    const told = await failure(true)
    expect(told).toMatchObject({ code: 'authentication-failed', retryable: false })
    expect(await failure(false)).toEqual(told)
  })

  it('finds a host that opens no channel for commands', async () => {
    await using host = await startSshd({ maxSessions: 0 })
    const connection = await connect(targetAt(host), options())
    for (const _ of [1, 2, 3]) {
      const { stdin, started } = connection.start('cat')
      const written = new Promise((resolve) => stdin.write(Buffer.alloc(100_000), resolve))
      await expect(started).rejects.toMatchObject({ code: 'host-permission', party: 'web1' })
      expect(await written).toMatchObject({ code: 'host-permission' })
    }
    connection.close()
    expect(await connection.closed).toBeUndefined()
  })

  it('finds a host that opens no channel for the first command, by a connection that is made step by step', async () => {
    await using host = await startSshd({ maxSessions: 0 })
    const { connect, close } = connector(options())
    const target = targetAt(host)
    const failureOf = async () => {
      let first: Promise<unknown> | undefined
      const connection = await connect(target, (inTheMaking) => {
        first = inTheMaking.exec('true').catch(({ code }) => code)
      })
      const code = await first
      connection.close()
      return code
    }
    expect([await failureOf(), await failureOf()]).toEqual(['connection-lost', 'host-permission'])
    close()
  })

  it('starts its first command all the same where the connection before was lost', async () => {
    await using host = await startSshd()
    const { connect, close } = connector(options())
    const target = targetAt(host)
    const first = await connect(target)
    await first.exec('true')
    host.dropSessions()
    await first.closed
    let early: Promise<RemoteProcess> | undefined
    const second = await connect(target, (inTheMaking) => {
      early = inTheMaking.exec('echo in')
    })
    const echo = await early
    expect(echo && (await text(echo.stdout))).toBe('in\n')
    second.close()
    close()
  })
})
