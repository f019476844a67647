import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from '@jest/globals'
import type { ServerChannel } from 'ssh2'
import { RemoteError } from '../../../src/kit/errors.ts'
import { connect } from '../../../src/ssh/connect.ts'
import { type Script, startSshServer } from '../../fakes/ssh-server.ts'
import { endWith, options, targetOf } from './connecting.ts'

describe('a command', () => {
  const play = async (script: Script, command = 'go') => {
    const server = await startSshServer(script)
    const connection = await connect(targetOf(server), options())
    return { server, connection, start: () => connection.exec(command), [Symbol.asyncDispose]: server[Symbol.asyncDispose] }
  }

  const exits: { name: string; exec: (channel: ServerChannel) => void; exit: object }[] = [
    { name: 'a code', exec: (channel) => endWith(channel, 7), exit: { kind: 'code', code: 7 } },
    {
      name: 'a signal',
      exec: (channel) => endWith(channel, 'KILL'),
      exit: { kind: 'signal', signal: 'SIGKILL' },
    },
    { name: 'nothing', exec: (channel) => channel.end(), exit: { kind: 'lost' } },
    { name: 'output, then nothing', exec: (channel) => channel.end('half of it'), exit: { kind: 'lost' } },
    { name: 'a code while a child holds the output', exec: (channel) => channel.exit(0), exit: { kind: 'code', code: 0 } },
  ]
  it.each(exits)('ends with $name', async ({ exec, exit }) => {
    await using session = await play({ exec })
    const { connection, start } = session
    const process = await start()
    process.stdout.resume()
    expect(await process.exit).toEqual(exit)
    connection.close()
  })

  it('that loses its connection is lost, and the connection says why', async () => {
    await using session = await play({ exec: (channel) => channel.write('working') })
    const { server, connection, start } = session
    const process = await start()
    await once(process.stdout, 'data')
    server.cut()
    expect(await process.exit).toEqual({ kind: 'lost' })
    expect(await connection.closed).toMatchObject({ code: 'connection-lost', party: 'web1', retryable: true })
    await expect(start()).rejects.toMatchObject({ code: 'connection-lost' })
    await expect(connection.dial('127.0.0.1', 80)).rejects.toMatchObject({ code: 'connection-lost' })
  })

  it('that is started while the connection goes is told so', async () => {
    await using session = await play({ sessions: 'ignore' })
    const { server, connection, start } = session
    const starting = start()
    setTimeout(() => server.cut(), 20)
    await expect(starting).rejects.toMatchObject({ code: 'connection-lost' })
    expect(await connection.closed).toBeInstanceOf(RemoteError)
  })

  it('that the host does not start is explained', async () => {
    await using session = await play({ sessions: 'refuse' })
    const { connection, start } = session
    await expect(start()).rejects.toMatchObject({ code: 'host-permission', remedy: { en: expect.stringContaining('MaxSessions') } })
    connection.close()
    expect(await connection.closed).toBeUndefined()
  })

  it('that was not started, as its channel was closed too early, is tried again', async () => {
    await using session = await play({ refusals: 4, exec: (channel) => endWith(channel, 7) })
    const { connection, start } = session
    const process = await start()
    process.stdout.resume()
    expect(await process.exit).toEqual({ kind: 'code', code: 7 })
    connection.close()
  })

  it('that is tried again has its input once, from the beginning', async () => {
    const exec = (channel: ServerChannel) => void channel.pipe(channel).on('finish', () => channel.exit(0))
    await using session = await play({ software: 'dropbear_2022.83', refusals: 3, exec })
    const { connection } = session
    const { stdin, started } = connection.start('cat')
    stdin.write('one ')
    setImmediate(() => stdin.end('two'))
    expect(await text((await started).stdout)).toBe('one two')
    connection.close()
  })

  it('that is refused again and again is given up', async () => {
    await using session = await play({ refusals: 5 })
    const { connection, start } = session
    await expect(start()).rejects.toMatchObject({ code: 'host-permission', problem: { en: expect.stringContaining('Unable to exec') } })
    expect(await (await start()).exit).toEqual({ kind: 'code', code: 0 })
    connection.close()
  })

  it('that ends early fails the writer instead of leaving it waiting', async () => {
    await using session = await play({ exec: (channel) => void setTimeout(() => endWith(channel, 1), 20) })
    const { connection, start } = session
    const process = await start()
    process.stdout.resume()
    const written = new Promise((resolve) => process.stdin.write(Buffer.alloc(16 << 20), resolve))
    expect(await process.exit).toEqual({ kind: 'code', code: 1 })
    expect(await written).toBeInstanceOf(Error)
    connection.close()
  })

  it('that is abandoned frees its channel', async () => {
    let closed: Promise<unknown> | undefined
    const exec = (channel: ServerChannel) => {
      closed = once(channel, 'close')
      channel.write(Buffer.alloc(100_000))
      channel.resume()
    }
    await using session = await play({ exec })
    const { connection, start } = session
    const process = await start()
    process.abandon()
    expect(await process.exit).toEqual({ kind: 'lost' })
    await closed
    expect(await (await start()).stdout.read).toBeDefined()
    connection.close()
  })

  it('holds its writer back when the host does not read', async () => {
    await using session = await play({ exec: (channel) => channel.pause() })
    const { connection, start } = session
    const process = await start()
    const piece = Buffer.alloc(64 * 1024)
    let taken = 0
    const fill = () => {
      while (process.stdin.write(piece)) taken += piece.length
    }
    fill()
    process.stdin.on('drain', fill)
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(taken).toBeLessThan(8 << 20)
    connection.close()
  })

  it('runs beside others on the same connection', async () => {
    const exec = (channel: ServerChannel, command: string) => void channel.pipe(channel).on('finish', () => channel.exit(command.length))
    await using session = await play({ exec })
    const { connection } = session
    const ends = await Promise.all(
      Array.from({ length: 10 }, async (_, index) => {
        const process = await connection.exec('x'.repeat(index))
        process.stdin.end(`input ${index}`)
        return text(process.stdout)
      }),
    )
    expect(ends).toEqual(Array.from({ length: 10 }, (_, index) => `input ${index}`))
    connection.close()
  })
})
