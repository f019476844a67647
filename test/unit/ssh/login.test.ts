import { describe, expect, it } from '@jest/globals'
import type { AuthContext, KeyboardAuthContext } from 'ssh2'
import { connect } from '../../../src/ssh/connect.ts'
import { startSshServer } from '../../fakes/ssh-server.ts'
import { failureOf, key, options, refuseWith, targetOf } from './connecting.ts'

describe('a login', () => {
  const ask = (attempt: KeyboardAuthContext, right: string) =>
    attempt.prompt([{ prompt: 'Password: ', echo: false }], ([answer]) => (answer === right ? attempt.accept() : attempt.reject([])))

  it('begins with the key, asking neither for methods nor whether the key would do', async () => {
    await using server = await startSshServer()
    const connection = await connect(targetOf(server), options())
    expect(server.logins).toEqual(['publickey+signature'])
    connection.close()
  })

  it('goes from the key to the password to the prompts', async () => {
    const login = (attempt: AuthContext) =>
      attempt.method === 'keyboard-interactive' ? ask(attempt, 'pass') : attempt.reject(['publickey', 'password', 'keyboard-interactive'])
    await using server = await startSshServer({ login })
    const connection = await connect(targetOf(server, { password: 'pass' }), options())
    expect(server.logins).toEqual(['publickey+signature', 'password:pass', 'keyboard-interactive'])
    connection.close()
  })

  it('gives key and password where the host wants both', async () => {
    const login = (attempt: AuthContext) => {
      if (attempt.method === 'password') return attempt.accept()
      attempt.reject(['password'], true)
    }
    await using server = await startSshServer({ login })
    const connection = await connect(targetOf(server, { password: 'pass' }), options())
    expect(server.logins).toEqual(['publickey+signature', 'password:pass'])
    connection.close()
  })

  it('that is refused tells user, key, methods and the line to add, and is not tried again', async () => {
    await using server = await startSshServer({ login: refuseWith(['publickey', 'hostbased']), banner: 'Maintenance until noon' })
    const { error, retries } = await failureOf(targetOf(server))
    expect(error.code).toBe('authentication-failed')
    expect(error.problem.en).toMatch(/refused the user deploy with the key ssh-ed25519 SHA256:.* allows: publickey, hostbased.*Maintenance/)
    expect(error.remedy?.en).toContain(key.public.split(' ').slice(0, 2).join(' '))
    expect(JSON.stringify(error)).not.toContain('PRIVATE')
    expect([retries, server.connections]).toEqual([0, 1])
  })

  it('that is refused tells what the host asked, but never the password', async () => {
    const login = (attempt: AuthContext) =>
      attempt.method === 'keyboard-interactive'
        ? attempt.prompt([{ prompt: 'Verification code:', echo: true }], () => attempt.reject([]))
        : attempt.reject(['keyboard-interactive'])
    await using server = await startSshServer({ login })
    const { error } = await failureOf(targetOf(server, { password: 'geheimnis' }))
    expect(error.problem.en).toMatch(/It asked: “Verification code:”/)
    expect(JSON.stringify([error, error.message, error.cause])).not.toContain('geheimnis')
  })

  it('needs something to log in with', async () => {
    await using server = await startSshServer()
    const { key: _, ...naked } = targetOf(server)
    const { error } = await failureOf(naked)
    expect(error.code).toBe('invalid-configuration')
    expect(server.connections).toBe(0)
  })

  it('with an agent that is not there goes on with the password', async () => {
    await using server = await startSshServer()
    const { key: _, ...naked } = targetOf(server)
    const connection = await connect({ ...naked, agent: '/nowhere/agent.sock', password: 'pass' }, options())
    expect(server.logins).toEqual(['password:pass'])
    connection.close()
  })
})

describe('a cancelled run', () => {
  it('leaves a handshake at any point', async () => {
    await using server = await startSshServer({ login: () => undefined }) // never answers the login
    await using bastion = await startSshServer({ forwardTo: () => undefined }) // opens the way and says nothing
    for (const wait of [0, 5, 20, 100]) {
      for (const target of [targetOf(server), targetOf(server, { jump: targetOf(bastion, { name: 'bastion' }) })]) {
        const signal = AbortSignal.timeout(wait)
        await expect(connect(target, options({ signal }))).rejects.toMatchObject({ name: 'TimeoutError' })
      }
    }
  })
})
