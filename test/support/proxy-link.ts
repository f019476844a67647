import { connect, type Socket } from 'node:net'
import { delayLine, type LineOptions } from './delay-line.ts'

export interface LinkOptions extends LineOptions {
  /** Cuts the connection (RST to both ends) when it has carried exactly so many bytes from the client. */
  readonly cutAfter?: number
  /** The same for bytes from the server. */
  readonly cutAfterDown?: number
  /** From so many bytes of the client on nothing passes either way, yet the connection stays open. Not together with `cutAfter`. */
  readonly stallAfter?: number
}

/** One connection through the proxy. */
export interface Link {
  readonly bytesUp: number
  readonly bytesDown: number
  cut(): void
  stall(): void
  resume(): void
}

/** One direction of it. */
interface Way {
  readonly carried: number
  /** Takes more from the sender, or stops. */
  settle(): void
  lose(): void
}

/** Something that happens once a way has carried so many bytes. */
interface Mark {
  readonly at: number
  /** Whether it happens at all; asked once. */
  readonly applies: () => boolean
  readonly act: () => void
  /** Milliseconds to leave the receiver for reading what came before: a reset overtakes it. */
  readonly lag: number
}

/** More than that is not taken from a sender before some of it has arrived. */
const window = 8 * 1024 * 1024

/**
 * Joins a client with a new connection to the target. That one opens three delays later: only then would a server have seen the end
 * of a real client's handshake. `mayCut` is asked before a cut at a chosen byte.
 */
export function openLink(
  client: Socket,
  target: { readonly host?: string; readonly port: number },
  options: LinkOptions,
  mayCut: () => boolean,
): Link {
  const sockets = [client]
  const ways: Way[] = []
  let stalled = false
  const cut = () => {
    clearTimeout(opening)
    for (const way of ways) way.lose()
    for (const socket of sockets) socket.resetAndDestroy()
  }
  const hold = (value: boolean) => {
    stalled = value
    for (const way of ways) way.settle()
  }
  const cutAt = (at: number): Mark => ({ at, applies: mayCut, act: cut, lag: 20 })
  const stallAt = (at: number): Mark => ({ at, applies: () => true, act: () => hold(true), lag: 0 })
  const opening = setTimeout(
    () => {
      const server = connect({ host: '127.0.0.1', ...target, allowHalfOpen: true, noDelay: true }).on('error', cut)
      sockets.push(server)
      const isHeld = () => stalled
      const up = options.cutAfter === undefined ? stallAt(options.stallAfter ?? Number.POSITIVE_INFINITY) : cutAt(options.cutAfter)
      ways.push(openWay(client, server, options, up, isHeld))
      ways.push(openWay(server, client, options, cutAt(options.cutAfterDown ?? Number.POSITIVE_INFINITY), isHeld))
    },
    3 * (options.delay ?? 0),
  )
  client.pause().on('error', cut)
  return {
    get bytesUp() {
      return ways[0]?.carried ?? 0
    },
    get bytesDown() {
      return ways[1]?.carried ?? 0
    },
    cut,
    stall: () => hold(true),
    resume: () => hold(false),
  }
}

function openWay(from: Socket, to: Socket, options: LineOptions, mark: Mark, isHeld: () => boolean): Way {
  const line = delayLine(options)
  let carried = 0
  let state: 'before' | 'at' | 'past' = 'before' // the mark
  const settle = () => void (isHeld() || state === 'at' || line.underWay + to.writableLength > window ? from.pause() : from.resume())
  const pass = (piece: Buffer) => {
    carried += piece.length
    line.send(piece.length, () => to.write(piece, settle))
  }
  const reach = () => {
    state = 'past'
    mark.act()
  }
  const take = (chunk: Buffer) => {
    const room = mark.at - carried
    if (state !== 'before' || chunk.length < room) return pass(chunk)
    state = mark.applies() ? 'at' : 'past'
    if (state === 'past') return pass(chunk)
    if (room > 0) pass(chunk.subarray(0, room))
    from.pause().unshift(chunk.subarray(room))
    line.send(0, () => setTimeout(reach, mark.lag))
  }
  from.on('data', (chunk: Buffer) => {
    take(chunk)
    settle()
  })
  from.on('end', () => line.send(0, () => to.end()))
  settle()
  return {
    get carried() {
      return carried
    },
    settle,
    lose: line.lose,
  }
}
