import { describe, expect, it } from '@jest/globals'
import { InputError } from '../../../src/kit/errors.ts'
import { checkTarget } from '../../../src/ssh/check-target.ts'
import { connect } from '../../../src/ssh/connect.ts'
import type { SshTarget } from '../../../src/ssh/target.ts'
import { startRawServer, startSshServer } from '../../fakes/ssh-server.ts'
import { makeKey } from '../../support/keys.ts'
import { failureOf, key, options, rsa, targetOf } from './connecting.ts'

describe('a host that cannot be reached', () => {
  const failures: {
    name: string
    play: Parameters<typeof startRawServer>[0]
    code: string
    says: RegExp
    retries: number
    timeout?: number
  }[] = [
    { name: 'hangs up at once', play: (socket) => socket.destroy(), code: 'unreachable', says: /hung up before/, retries: 2 },
    {
      name: 'resets at once',
      play: (socket) => socket.resetAndDestroy(),
      code: 'unreachable',
      says: /hung up before|cannot be reached/,
      retries: 2,
    },
    {
      name: 'has too many visitors',
      play: (socket) => socket.end('Exceeded MaxStartups\r\n'),
      code: 'unreachable',
      says: /Exceeded MaxStartups/,
      retries: 2,
    },
    { name: 'is silent', play: () => undefined, code: 'unreachable', says: /says nothing/, retries: 2, timeout: 20_000 },
    {
      name: 'is a web server',
      play: (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
      code: 'host-answer',
      says: /does not speak SSH 2: “HTTP\/1.1 400/,
      retries: 0,
    },
    {
      name: 'speaks SSH 1',
      play: (socket) => socket.write('SSH-1.5-old\r\n'),
      code: 'host-answer',
      says: /does not speak SSH 2/,
      retries: 0,
    },
    {
      name: 'talks nonsense after its name',
      play: (socket) => socket.write(`SSH-2.0-x\r\n${'nonsense'.repeat(100)}`),
      code: 'host-answer',
      says: /makes no sense/,
      retries: 0,
    },
    {
      name: 'hangs up after its name',
      play: (socket) => socket.end('SSH-2.0-x\r\n'),
      code: 'unreachable',
      says: /broke off the handshake/,
      retries: 2,
    },
    {
      name: 'greets without end',
      play: (socket) => {
        const greet = setInterval(() => socket.write('hello there\r\n'.repeat(50)), 1)
        socket.on('close', () => clearInterval(greet))
      },
      code: 'host-answer',
      says: /does not speak SSH 2: “hello there”/,
      retries: 0,
    },
  ]
  it.each(failures)('$name', async ({ play, code, says, retries: expected, timeout = 300_000 }) => {
    await using server = await startRawServer(play)
    const { error, retries } = await failureOf(targetOf(server), { timeout })
    expect(error.code).toBe(code)
    expect(error.problem.en).toMatch(says)
    expect(error.where).toContain(`deploy@127.0.0.1:${server.port}`)
    expect(retries).toBe(expected)
    expect(server.connections).toBe(expected + 1)
  })

  it('does not listen', async () => {
    const server = await startRawServer(() => undefined)
    await server[Symbol.asyncDispose]()
    const { error, retries } = await failureOf(targetOf(server))
    expect(error.problem.en).toMatch(/refused the connection/)
    expect(retries).toBe(2)
  })

  it('has a name that does not exist', async () => {
    await using server = await startRawServer(() => undefined)
    const { error } = await failureOf(targetOf(server, { host: 'web1.invalid' }))
    expect(error.problem.en).toMatch(/does not resolve|name service/)
  })

  it('is left alone when the run is cancelled', async () => {
    await using server = await startRawServer(() => setImmediate(() => cancel.abort(new Error('cancelled'))))
    const cancel = new AbortController()
    await expect(connect(targetOf(server), options({ signal: cancel.signal }))).rejects.toThrow('cancelled')
    await expect(connect(targetOf(server), options({ signal: cancel.signal }))).rejects.toThrow('cancelled')
    expect(server.connections).toBe(1)
  })
})

describe('a host key', () => {
  it('that is not pinned is shown and refused, with nothing sent', async () => {
    await using server = await startSshServer()
    const { error, retries } = await failureOf(targetOf(server, { hostKeys: [] }))
    expect(error).toBeInstanceOf(InputError)
    expect(error.code).toBe('no-host-key')
    expect(error.problem.en).toMatch(/It presented ssh-ed25519 SHA256:[\w+/]{43}\./)
    expect(error.remedy?.en).toContain('ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub')
    expect(error.remedy?.en).toContain(`host-key: '${server.hostKey}'`)
    expect(server.logins).toEqual([])
    expect(retries).toBe(0)
  })

  it('that changed is refused before anything of the user leaves', async () => {
    await using server = await startSshServer()
    const { error, retries } = await failureOf(targetOf(server, { hostKeys: [key.public] }))
    expect(error.code).toBe('host-key-changed')
    expect(error.problem.en.match(/SHA256:/g)).toHaveLength(2)
    expect(server.logins).toEqual([])
    expect(retries).toBe(0)
  })

  it('that is revoked is refused', async () => {
    await using server = await startSshServer()
    const { error } = await failureOf(targetOf(server, { knownHosts: `@revoked * ${server.hostKey}` }))
    expect(error.problem.en).toMatch(/@revoked/)
    expect(server.logins).toEqual([])
  })

  it('of another type than pinned is told from a changed one', async () => {
    await using server = await startSshServer()
    const { error } = await failureOf(targetOf(server, { hostKeys: [rsa.public] }))
    expect(error.code).toBe('host-key-changed')
    expect(error.problem.en).toMatch(/no host key of the pinned type. It offers: ssh-ed25519; pinned: ssh-rsa/)
  })

  it('of a pinned type is asked for, though the host prefers another', async () => {
    const hostKeys = [(await makeKey('ed25519')).private, rsa.private]
    await using server = await startSshServer({ hostKeys })
    const connection = await connect(targetOf(server, { hostKeys: [rsa.public] }), options())
    connection.close()
  })
})

describe('algorithms', () => {
  it('that do not meet are listed from both sides', async () => {
    await using server = await startSshServer({ algorithms: { kex: ['diffie-hellman-group14-sha1'] } })
    const { error, retries } = await failureOf(targetOf(server))
    expect(error.code).toBe('no-common-algorithm')
    expect(error.problem.en).toMatch(/offers: diffie-hellman-group14-sha1.*takes: curve25519-sha256/)
    expect(retries).toBe(0)
  })

  it.each(['aes256-gcm@openssh.com', 'aes256-ctr', 'chacha20-poly1305@openssh.com'] as const)('%s works', async (cipher) => {
    await using server = await startSshServer({ algorithms: { cipher: [cipher] } })
    const connection = await connect(targetOf(server), options())
    const { exit } = await connection.exec('true')
    expect(await exit).toEqual({ kind: 'code', code: 0 })
    connection.close()
  })
})

describe('checking a target', () => {
  it('refuses without any network what can be refused', async () => {
    const good: SshTarget = { name: 'web1', host: 'nowhere.invalid', port: 22, user: 'deploy', key: key.private, hostKeys: [key.public] }
    await expect(checkTarget(good)).resolves.toBe(true)
    await expect(checkTarget({ ...good, jump: { ...good, name: 'bastion', hostKeys: [] } })).resolves.toBe(false)
    await expect(checkTarget({ ...good, jump: { ...good, name: 'bastion', key: key.public } })).rejects.toMatchObject({
      code: 'invalid-key',
      where: 'servers.bastion.key',
    })
  })
})
