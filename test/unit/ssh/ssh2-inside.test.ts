import { EventEmitter } from 'node:events'
import { describe, expect, it } from '@jest/globals'
import type { Client, ClientChannel } from 'ssh2'
import Ssh from 'ssh2/lib/client.js'
import { hasten } from '../../../src/ssh/haste.ts'
import {
  type Inside,
  insideOf,
  loginAtOnce,
  type Opened,
  openSession,
  passOverHostKeys,
  type Sink,
  signAtOnce,
  startBlindly,
  startCommand,
} from '../../../src/ssh/ssh2-inside.ts'

/** As much of ssh2 as is reached into; `said` is what left, in order. */
function startInside() {
  const said: string[] = []
  const client = new EventEmitter() as unknown as Client
  const protocol = {
    _handlers: {
      SERVICE_ACCEPT: () => void said.push('login'),
      EXT_INFO: () => void said.push('learnt'),
      GLOBAL_REQUEST: (_protocol: unknown, name: unknown) => void said.push(`request ${name}`),
    },
    _packetRW: { write: { allocStart: 0, alloc: (length: number) => Buffer.alloc(length), finalize: (packet: Buffer) => packet } },
    _cipher: { encrypt: (packet: Buffer) => void said.push(`packet ${packet.toString('hex')}`) },
    _kexinit: undefined,
    authPK: (_user: string, _key: unknown, algorithm?: string, sign?: (data: Buffer, done: (signature: Buffer) => void) => void) => {
      if (!sign) said.push(`may ${algorithm} log in?`)
      else sign(Buffer.from('data'), (signature) => said.push(`signed ${signature}`))
    },
    session: (number: number) => void said.push(`open ${number}`),
    exec: (number: number, command: string) => void said.push(`run ${command} on ${number}`),
    channelData: (number: number, data: Buffer) => void said.push(`${data} to ${number}`),
  }
  const inside: Inside = { client, protocol, channels: { add: () => 7 } }
  const hear = (message: 'SERVICE_ACCEPT' | 'EXT_INFO') => inside.protocol._handlers[message](inside.protocol, 'ssh-userauth')
  return { inside, said, hear, agree: () => client.emit('handshake', {} as never) }
}

const nextTick = () => new Promise<void>((resolve) => process.nextTick(resolve))
const ignored = 'packet 0200000000'

describe('the inside of ssh2', () => {
  it('is as we know it', () => {
    const client = new Ssh()
    expect(insideOf(client)).toBeUndefined() // it has not begun to connect
    client.on('error', () => undefined).connect({ username: 'deploy', host: '127.0.0.1', port: 1 })
    expect(insideOf(client)).toBeDefined()
    client.destroy()
  })

  it.each(['authPK', 'session', 'exec', 'channelData', '_handlers', '_packetRW', '_cipher'])('is left alone when it has no %s', (part) => {
    const { inside } = startInside()
    const client = Object.assign(inside.client, { _protocol: { ...inside.protocol, [part]: undefined }, _chanMgr: inside.channels })
    const commands: string[] = []
    Object.assign(client, { exec: (command: string) => commands.push(command) })
    expect(insideOf(client)).toBeUndefined()
    hasten(client, {}).start({ command: 'ls', follow: () => undefined, done: () => undefined })
    expect(commands).toEqual([])
    client.emit('ready')
    expect([commands, client.listenerCount('handshake')]).toEqual([['ls'], 0])
  })

  it('reckons with the windows that we ask for', async () => {
    const { MAX_WINDOW, PACKET_SIZE } = (await import('ssh2/lib/Channel.js' as string)).default
    const { inside } = startInside()
    let asked: number[] = []
    inside.protocol.session = (...all) => {
      asked = all
    }
    openSession(inside, () => undefined)
    expect(asked).toEqual([7, MAX_WINDOW, PACKET_SIZE])
  })
})

describe('a login that does not wait', () => {
  it('begins behind the request for its service, once', async () => {
    const { inside, said, hear, agree } = startInside()
    loginAtOnce(inside, () => true, false)
    agree()
    expect(said).toEqual([]) // the request leaves first
    await nextTick()
    hear('EXT_INFO')
    await nextTick()
    hear('SERVICE_ACCEPT')
    expect(said).toEqual(['login', 'learnt', ignored])
    for (const _ of [1, 2, 3]) hear('SERVICE_ACCEPT')
    agree() // new keys for a long connection
    await nextTick()
    expect(said).toHaveLength(3)
  })

  it('waits for what signatures the host takes where that matters', async () => {
    const { inside, said, hear, agree } = startInside()
    loginAtOnce(inside, () => true, true)
    agree()
    await nextTick()
    expect(said).toEqual([])
    hear('EXT_INFO')
    await nextTick()
    hear('SERVICE_ACCEPT')
    expect(said).toEqual(['learnt', 'login', ignored])
  })

  it('waits for the service where the host does not say', async () => {
    const { inside, said, hear, agree } = startInside()
    loginAtOnce(inside, () => true, true)
    agree()
    await nextTick()
    hear('SERVICE_ACCEPT')
    hear('EXT_INFO')
    await nextTick()
    expect(said).toEqual(['login', 'learnt'])
  })

  it('waits for the service where the server is not known', async () => {
    const { inside, said, hear, agree } = startInside()
    loginAtOnce(inside, () => false, false)
    agree()
    hear('EXT_INFO')
    await nextTick()
    expect(said).toEqual(['learnt'])
    hear('SERVICE_ACCEPT')
    expect(said).toEqual(['learnt', 'login'])
  })

  it('that fails is told like any error of the client', async () => {
    const { inside, agree } = startInside()
    inside.protocol._handlers.SERVICE_ACCEPT = () => {
      throw new Error('unusable')
    }
    const errors: Error[] = []
    inside.client.on('error', (error) => errors.push(error))
    loginAtOnce(inside, () => true, false)
    agree()
    await nextTick()
    expect(errors).toMatchObject([{ message: 'unusable' }])
  })
})

describe('a key', () => {
  const key = (sign: (data: Buffer, digest?: string) => Buffer | Error, isPrivate = true) => ({ isPrivateKey: () => isPrivate, sign })

  it.each([
    ['ssh-ed25519', undefined],
    ['rsa-sha2-256', 'sha256'],
    ['rsa-sha2-512', 'sha512'],
    ['ssh-rsa', 'sha1'],
  ])('of ours signs at once, by %s', (algorithm, digest) => {
    const { inside, said } = startInside()
    signAtOnce(inside, () => said.push('sent'))
    inside.protocol.authPK(
      'deploy',
      key((data, by) => Buffer.from(`${data} ${by}`)),
      algorithm,
    )
    expect(said).toEqual([`signed data ${digest}`, 'sent'])
  })

  it('of an agent is asked for first, and signs then', () => {
    const { inside, said } = startInside()
    signAtOnce(inside, () => said.push('sent'))
    const held = key(() => new Error('no'), false)
    inside.protocol.authPK('deploy', held, 'ssh-ed25519')
    inside.protocol.authPK('deploy', held, 'ssh-ed25519', (_data, done) => done(Buffer.from('by the agent')))
    expect(said).toEqual(['may ssh-ed25519 log in?', 'signed by the agent'])
  })

  it('that cannot sign goes the long way, on which ssh2 tells of it', () => {
    const { inside, said } = startInside()
    signAtOnce(inside, () => said.push('sent'))
    inside.protocol.authPK(
      'deploy',
      key(() => new Error('no')),
      'ssh-ed25519',
    )
    expect(said).toEqual(['may ssh-ed25519 log in?'])
  })
})

it('lets a list of host keys be, and nothing else', () => {
  const { inside, said } = startInside()
  passOverHostKeys(inside)
  const ask = (name: string, wantsReply: boolean) => inside.protocol._handlers.GLOBAL_REQUEST(inside.protocol, name, wantsReply, [])
  ask('hostkeys-00@openssh.com', false)
  ask('hostkeys-00@openssh.com', true)
  ask('keepalive@openssh.com', false)
  expect(said).toEqual([ignored, 'request hostkeys-00@openssh.com', 'request keepalive@openssh.com'])
})

describe('the window of a command', () => {
  const start = (granted: number, credit: number) => {
    const { inside } = startInside()
    const outgoing = { id: 3, state: 'open', window: granted }
    const waiting: ((refused: boolean) => void)[] = []
    const channel = {
      outgoing,
      _callbacks: waiting,
      close: () => Object.assign(outgoing, { state: 'closing' }),
    } as unknown as ClientChannel
    const room = startCommand(inside, channel, 'ls', credit, () => undefined)
    return { outgoing, room, answer: (refused: boolean) => waiting.shift()?.(refused) }
  }

  it('that is granted is used, without any credit', () => {
    const { outgoing, room, answer } = start(24_576, 32_768)
    expect(room).toBe(24_576)
    outgoing.window -= 20_000
    answer(false)
    expect(outgoing).toEqual({ id: 3, state: 'open', window: 4576 })
  })

  it('that is granted with the command pays the credit back', () => {
    const { outgoing, room, answer } = start(0, 32_768)
    expect(room).toBe(32_768)
    outgoing.window -= 20_000
    outgoing.window += 2 << 20
    answer(false)
    expect(outgoing.window).toBe((2 << 20) - 20_000)
  })

  it('that is never granted is nothing, and a command that is refused leaves no channel', () => {
    const { outgoing, answer } = start(0, 32_768)
    outgoing.window -= 20_000
    answer(true)
    expect(outgoing).toEqual({ id: 3, state: 'closing', window: 0 })
  })

  it('stays closed where there is no credit', () => {
    expect(start(0, 0).room).toBe(0)
  })
})

describe('a first command that is asked for blindly', () => {
  const begin = () => {
    const { inside, said } = startInside()
    let told: Opened | undefined
    let way: Sink | undefined
    inside.channels.add = (opened) => {
      told = opened
      return 7
    }
    Object.assign(inside.client, { destroy: () => said.push('destroyed') })
    startBlindly(inside, 'ls', 100, {
      early: (sink) => {
        way = sink
        sink.write(Buffer.from('input'))
      },
      opened: (_channel, room, sent) => said.push(`there: ${sent} of ${room}`),
      refused: () => said.push('refused'),
      done: (error) => said.push(`done ${error?.message ?? 'well'}`),
    })
    return { said, isShut: () => way?.writableEnded, told: (...answer: Parameters<Opened>) => told?.(...answer) }
  }
  const channelOf = (id: number, window: number) => {
    const inner = { outgoing: { id, window }, _callbacks: [] as ((refused: boolean) => void)[], stderr: new EventEmitter() }
    return { inner, channel: Object.assign(new EventEmitter(), inner) as unknown as ClientChannel }
  }
  const asked = ['open 7', 'run ls on 0', 'input to 0']

  it('reckons with what was sent, and pays the credit back', () => {
    const { said, told } = begin()
    const { inner, channel } = channelOf(0, 0)
    told(undefined, channel)
    expect(inner.outgoing.window).toBe(95)
    inner.outgoing.window += 1000
    inner._callbacks.shift()?.(false)
    expect(inner.outgoing.window).toBe(995)
    expect(said).toEqual([...asked, 'there: 5 of 100', 'done well'])
  })

  it('ends the connection where the host numbers its channels in another way', () => {
    const { said, told } = begin()
    told(undefined, channelOf(1, 0).channel)
    expect(said).toEqual([...asked, 'destroyed'])
  })

  it('that gets no channel is told so', () => {
    const { said, told, isShut } = begin()
    expect(isShut()).toBe(false)
    told(new Error('no'), undefined as unknown as ClientChannel)
    expect(said).toEqual([...asked, 'refused'])
    expect(isShut()).toBe(true) // the next channel may get the same number
  })
})
