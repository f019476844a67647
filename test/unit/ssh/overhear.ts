import { text } from 'node:stream/consumers'
import { expect } from '@jest/globals'
import Ssh from 'ssh2/lib/client.js'
import { systemClock } from '../../../src/kit/clock.ts'
import { prepare } from '../../../src/ssh/check-target.ts'
import { established } from '../../../src/ssh/established.ts'
import { follow, handshakeConfig, newHandshake } from '../../../src/ssh/handshake.ts'
import { hasten } from '../../../src/ssh/haste.ts'
import { dialTcp } from '../../../src/ssh/line.ts'
import type { SshTarget } from '../../../src/ssh/target.ts'

const { signal } = new AbortController()

/**
 * Connects to a host and has a command run, asked for at once or when the connection is there, and tells what was said in which order, in ssh2's words;
 * what failed is told at the end.
 */
export async function overhear(target: SshTarget, asked: 'at once' | 'later'): Promise<string[]> {
  const said: string[] = []
  const { pins, credentials } = await prepare(target)
  const { stream: line } = await dialTcp(target.host, target.port, { signal, clock: systemClock })
  const story = newHandshake(pins, credentials)
  const client = new Ssh()
  const { promise: isReady, resolve } = Promise.withResolvers<boolean>()
  client.on('ready', () => resolve(true)).on('error', () => resolve(false))
  const config = handshakeConfig(target, line, story, systemClock)
  client.connect({
    ...config,
    debug: (words) => {
      said.push(words)
      config.debug?.(words)
    },
  })
  follow(client, line, story, systemClock)
  const connection = established({ target, client, line, sessions: hasten(client, credentials), roundTrip: () => 0 })
  const ask = () => {
    const { stdin, started } = connection.start('cat')
    started.catch(() => undefined)
    stdin.end('hello')
    return started
  }
  const early = asked === 'at once' ? ask() : undefined
  if (!(await isReady)) return [...said, 'failed']
  said.push(await text((await (early ?? ask())).stdout))
  connection.close()
  await connection.closed
  return said
}

/** The positions of what was said, by how it begins. */
export const positions = (said: readonly string[], ...words: string[]): number[] =>
  words.map((start) => said.findIndex((line) => line.replace(/^(In|Out)bound: (Received |Sending )?/, '').startsWith(start)))

export function expectOrder(said: readonly string[], ...words: string[]): void {
  const found = positions(said, ...words)
  expect(found).not.toContain(-1)
  expect(found).toEqual(found.toSorted((a, b) => a - b))
}
