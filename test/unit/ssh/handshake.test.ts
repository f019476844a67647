import { PassThrough } from 'node:stream'
import { expect, it } from '@jest/globals'
import { systemClock } from '../../../src/kit/clock.ts'
import { handshakeConfig, newHandshake } from '../../../src/ssh/handshake.ts'
import { readPins } from '../../../src/ssh/pins.ts'

it('asks every 15 s whether a host is still there, three times: what waits for longer is not a dead line', () => {
  const target = { name: 'web1', host: '127.0.0.1', port: 22, user: 'deploy', hostKeys: [] }
  const story = newHandshake(readPins(target), {} as Parameters<typeof newHandshake>[1]) // nobody logs in
  expect(handshakeConfig(target, new PassThrough(), story, systemClock)).toMatchObject({ keepaliveInterval: 15_000, keepaliveCountMax: 3 })
})
