import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals'
import { startAgent } from '../../../../src/deploy/host/agent.ts'
import { Cancelled } from '../../../../src/kit/cancelled.ts'
import type { RemoteProcess, SshConnection } from '../../../../src/ssh/connection.ts'

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] })
})
afterEach(() => {
  jest.useRealTimers()
})

it('gives a host of a cancelled run its time from when it is connected to', async () => {
  const { promise: started, resolve } = Promise.withResolvers<RemoteProcess>()
  const connection = { name: 'web1', start: () => ({ stdin: new PassThrough(), started }) } as unknown as SshConnection
  const agent = startAgent(connection, AbortSignal.abort(new Cancelled('SIGINT')))
  let told = 'nothing'
  agent.ask('paths').catch(({ code }) => {
    told = code
  })
  await jest.advanceTimersByTimeAsync(60_000)
  const output = () => new PassThrough()
  resolve({ stdin: output(), stdout: output(), stderr: output(), exit: new Promise(() => {}), abandon: () => {} })
  await jest.advanceTimersByTimeAsync(1900)
  expect(told).toBe('nothing')
  await jest.advanceTimersByTimeAsync(200)
  expect(told).toBe('connection-lost')
})
