import { once } from 'node:events'
import { Duplex, PassThrough } from 'node:stream'
import { describe, expect, it } from '@jest/globals'
import { commandInput } from '../../../src/ssh/command-input.ts'

/** A channel that keeps what it was given. */
function startChannel() {
  const taken: Buffer[] = []
  const channel = new Duplex({
    read: () => undefined,
    write: (chunk, _encoding, done) => {
      taken.push(chunk)
      done()
    },
  })
  return { channel, taken: () => Buffer.concat(taken).toString() }
}

const line = new PassThrough()

/** Waits for whatever is about to happen in this process. */
const soon = () => new Promise((resolve) => setImmediate(resolve))

describe('input that is written before its command runs', () => {
  it('follows the request at once, as far as there is room', async () => {
    const input = commandInput(line)
    const { channel, taken } = startChannel()
    input.stream.write('one ')
    expect(taken()).toBe('')
    input.follow(channel, 10, 0)
    expect(taken()).toBe('one ')
    input.stream.write('two ')
    input.stream.write('three ')
    expect(taken()).toBe('one two th')
    input.open(channel)
    expect(taken()).toBe('one two three ')
    input.stream.write('four')
    await soon()
    expect(taken()).toBe('one two three four')
  })

  it('goes on where it was when the channel is there on which it was sent blindly', async () => {
    const input = commandInput(line)
    const [blind, known] = [startChannel(), startChannel()]
    input.stream.write('one ')
    input.follow(blind.channel, 10, 0)
    input.stream.write('two ')
    input.follow(known.channel, 12, 8)
    input.stream.write('three ')
    expect([blind.taken(), known.taken()]).toEqual(['one two ', 'thre'])
    input.open(known.channel)
    input.stream.end('four')
    await once(known.channel, 'finish')
    expect(known.taken()).toBe('three four')
  })

  it('is held back whole where there is no room, and comes in order', async () => {
    const input = commandInput(line)
    const { channel, taken } = startChannel()
    input.follow(channel, 0, 0)
    input.stream.write('one ')
    input.stream.end('two')
    await soon()
    expect([taken(), channel.writableEnded]).toEqual(['', false])
    input.open(channel)
    await once(channel, 'finish')
    expect(taken()).toBe('one two')
  })

  it('is sent again, from its beginning, where the command has to be asked for again', async () => {
    const input = commandInput(line)
    const [first, second] = [startChannel(), startChannel()]
    input.stream.write('one ')
    input.follow(first.channel, 100, 0)
    first.channel.end() // as ssh2 does when the host closes it
    input.stream.write('two ')
    input.follow(second.channel, 100, 0)
    input.open(second.channel)
    input.stream.end('three')
    await once(second.channel, 'finish')
    expect([first.taken(), second.taken()]).toEqual(['one ', 'one two three'])
  })

  it('holds its writer back once it is much, and loses nothing', async () => {
    const input = commandInput(line)
    const { channel, taken } = startChannel()
    input.follow(channel, 1000, 0)
    const piece = 'x'.repeat(50_000)
    const calledBack: number[] = []
    for (const number of [1, 2, 3]) input.stream.write(piece, () => calledBack.push(number))
    input.stream.end('end')
    await soon()
    expect([calledBack, taken().length]).toEqual([[1], 1000])
    input.open(channel)
    await once(channel, 'finish')
    expect(taken()).toBe(`${piece.repeat(3)}end`)
    expect(calledBack).toEqual([1, 2, 3])
  })

  it('that is given up sends no end, and tells its writer', async () => {
    for (const opens of [false, true]) {
      const input = commandInput(line)
      const { channel } = startChannel()
      input.follow(channel, 10, 0)
      const told = new Promise((resolve) => input.stream.write(Buffer.alloc(100_000), resolve))
      input.stream.destroy(new Error('not started'))
      expect(await told).toMatchObject({ message: 'not started' })
      if (opens) input.open(channel)
      await soon()
      expect(channel.writableEnded).toBe(false)
    }
  })
})
