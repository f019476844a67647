import { connect as connectTcp } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from '@jest/globals'
import { RemoteError } from '../../../src/kit/errors.ts'
import { connect, connector } from '../../../src/ssh/connect.ts'
import { type FakeServer, type Script, startSshServer } from '../../fakes/ssh-server.ts'
import { endWith, failureOf, key, options, refuseWith, targetOf } from './connecting.ts'

describe('a jump host', () => {
  /** A jump host that forwards everything to one server. */
  const startJump = (to: FakeServer, script: Script = {}) =>
    startSshServer({
      ...script,
      forwardTo: (stream) => {
        const socket = connectTcp(to.port, to.host)
        socket.on('error', () => stream.destroy()).pipe(stream)
        stream
          .on('error', () => undefined)
          .on('close', () => socket.destroy())
          .pipe(socket)
      },
    })

  it('carries the connection, each hop checked by its own pins', async () => {
    await using server = await startSshServer({ exec: (channel, command) => endWith(channel, 0, command) })
    await using inner = await startJump(server)
    await using outer = await startJump(inner)
    const jump = targetOf(inner, { name: 'inner', jump: targetOf(outer, { name: 'outer' }) })
    const connection = await connect(targetOf(server, { jump }), options())
    expect(await text((await connection.exec('hello')).stdout)).toBe('hello')
    connection.close()
    expect(await connection.closed).toBeUndefined()
  })

  it('is connected to once for all targets behind it', async () => {
    await using server = await startSshServer()
    await using bastion = await startJump(server)
    const { connect, close } = connector(options())
    const names = Array.from({ length: 12 }, (_, index) => `web${index}`)
    const connections = await Promise.all(
      names.map((name) => connect(targetOf(server, { name, jump: targetOf(bastion, { name: 'bastion' }) }))),
    )
    expect([bastion.connections, server.connections]).toEqual([1, 12])
    close()
    const reasons = await Promise.all(connections.map((connection) => connection.closed))
    expect(reasons.every((reason) => reason instanceof RemoteError)).toBe(true)
  })

  it('that refuses the login is not asked again for the next target', async () => {
    await using server = await startSshServer()
    await using bastion = await startJump(server, { login: refuseWith(['publickey']) })
    const { connect, close } = connector(options())
    const behind = (name: string) => connect(targetOf(server, { name, jump: targetOf(bastion, { name: 'bastion' }) }))
    await expect(Promise.all([behind('web1'), behind('web2')])).rejects.toMatchObject({ code: 'authentication-failed', party: 'bastion' })
    await expect(behind('web3')).rejects.toMatchObject({ code: 'authentication-failed', party: 'bastion' })
    expect(bastion.connections).toBe(1)
    close()
  })

  it('with another key is named in the refusal', async () => {
    await using server = await startSshServer()
    await using bastion = await startJump(server)
    const jump = targetOf(bastion, { name: 'bastion', hostKeys: [key.public] })
    const { error } = await failureOf(targetOf(server, { jump }))
    expect(error).toMatchObject({ code: 'host-key-changed', party: 'bastion' })
    expect(bastion.logins).toEqual([])
  })

  it('does not hide a changed key of the target', async () => {
    await using server = await startSshServer()
    await using bastion = await startJump(server)
    const { error } = await failureOf(targetOf(server, { hostKeys: [key.public], jump: targetOf(bastion, { name: 'bastion' }) }))
    expect(error).toMatchObject({ code: 'host-key-changed', party: 'web1', where: expect.stringContaining('through bastion') })
  })

  it('that forbids forwarding is explained', async () => {
    await using bastion = await startSshServer()
    const { error, retries } = await failureOf(targetOf(bastion, { jump: targetOf(bastion, { name: 'bastion' }) }))
    expect(error).toMatchObject({ code: 'host-permission', party: 'web1' })
    expect(error.problem.en).toMatch(/bastion forbids connections/)
    expect(retries).toBe(0)
  })
})
