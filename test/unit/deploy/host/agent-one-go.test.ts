import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from '@jest/globals'
import type { HostRequest } from '../../../../src/deploy/host/ahead.ts'
import { type Bench, describeAgent, small } from './agent-bench.ts'
import { type Change, event, receive } from './agent-process.ts'

const toTheEnd: readonly HostRequest[] = [
  ['switch', 'v2', event('switched', 'v2'), event('verified', 'v2')],
  ['remove', 'v0', event('removed', 'v0'), 'spare'],
  ['close'],
]

describeAgent('a release with all that follows', (bench) => {
  it('is carried out to the end, and answered step by step', async () => {
    await prepared(bench)
    expect(await brought(bench)).toEqual(['ok', 'ok', 'ok', 'ok'])
    expect(bench.served()).toBe(join(bench.agent.releases, 'v2'))
    expect(existsSync(join(bench.agent.releases, 'v0'))).toBe(false)
    expect(existsSync(join(bench.agent.releases, '.sallyport/lock'))).toBe(false)
    const told = bench.agent.journal().map(({ event, release }) => `${event} ${release}`)
    expect(told.slice(-4)).toEqual(['prepared v2', 'switched v2', 'verified v2', 'removed v0'])
  })

  it('ends where the release is not what was sent: nothing of the rest is done', async () => {
    await prepared(bench)
    expect(await brought(bench, { digest: '0'.repeat(64) })).toEqual(['damaged', 'skipped', 'skipped', 'skipped'])
    expect(bench.served()).toBe(join(bench.agent.releases, 'v1'))
    expect(existsSync(join(bench.agent.releases, 'v0'))).toBe(true)
    expect(existsSync(join(bench.agent.releases, '.sallyport/lock'))).toBe(true)
  })

  it('ends where the switch fails: the lock stays, and nothing is removed', async () => {
    await prepared(bench)
    rmSync(bench.agent.live)
    mkdirSync(bench.agent.live)
    expect(await brought(bench)).toEqual(['ok', 'live-is-directory', 'skipped', 'skipped'])
    expect(existsSync(join(bench.agent.releases, 'v0'))).toBe(true)
    expect(existsSync(join(bench.agent.releases, '.sallyport/lock'))).toBe(true)
  })

  it('ends where the lock was taken meanwhile', async () => {
    await prepared(bench)
    const other = await bench.another('other')
    await other.ask('take', '{"token":"other"}', 'mine')
    expect(await brought(bench)).toEqual(['lock-lost', 'skipped', 'skipped', 'skipped'])
    expect(bench.served()).toBe(join(bench.agent.releases, 'v1'))
  })
})

/** v0 and v1 are there, v1 is live, and the lock is held. */
async function prepared(bench: Bench): Promise<void> {
  await bench.open()
  for (const name of ['v0', 'v1']) await receive(bench.options, name, small)
  await bench.agent.ask('switch', 'v1', event('switched', 'v1'))
}

/** The status of the release and of each request behind it. */
async function brought(bench: Bench, change: Change = {}): Promise<string[]> {
  const by = await bench.another('mine')
  const answer = await receive(bench.options, 'v2', small, { ...change, by, ahead: toTheEnd })
  return [answer, ...by.answersAhead].map(({ status }) => status)
}
