import { text } from 'node:stream/consumers'
import { describe, expect, it } from '@jest/globals'
import { connect } from '../../../src/ssh/connect.ts'
import type { RemoteProcess } from '../../../src/ssh/connection.ts'
import { type FakeServer, startSshServer } from '../../fakes/ssh-server.ts'
import { endWith, options, targetOf } from './connecting.ts'
import { expectOrder, overhear } from './overhear.ts'

describe('a server that is not known', () => {
  it('is spoken to step by step', async () => {
    await using server = await startSshServer({ exec: (channel) => void channel.pipe(channel).on('finish', () => channel.exit(0)) })
    const said = await overhear(targetOf(server), 'at once')
    expect(said).toContain('hello')
    expectOrder(said, 'SERVICE_REQUEST', 'SERVICE_ACCEPT', 'USERAUTH_REQUEST (publickey)', 'USERAUTH_SUCCESS', 'CHANNEL_OPEN (r:0')
    expectOrder(said, 'CHANNEL_REQUEST (r:0, exec', 'CHANNEL_SUCCESS', 'CHANNEL_DATA')
  })

  it('and goes by the name of another is still understood when it opens no channel before the login', async () => {
    const login = (attempt: { accept(): void }) => void setTimeout(() => attempt.accept(), 20) // says no to channels until then
    await using server = await startSshServer({ software: 'OpenSSH_9.9', login, exec: (channel) => endWith(channel, 0, 'in') })
    let first: Promise<RemoteProcess> | undefined
    const connection = await connect(targetOf(server), options(), (inTheMaking) => {
      first = inTheMaking.exec('go')
    })
    const go = await first
    expect(go && (await text(go.stdout))).toBe('in')
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
    const begun: Promise<unknown>[] = []
    const connection = await connect(targetOf(server), options(), (inTheMaking) => {
      begun.push(inTheMaking.exec('go').catch(({ code }) => code))
    })
    expect(server.connections).toBe(2)
    expect(await Promise.all(begun)).toEqual(['connection-lost', expect.objectContaining({ exit: expect.anything() })])
    expect(sessions).toBe(1)
    connection.close()
  })
})
