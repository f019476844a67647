import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { Fleet } from '../support/fleet.ts'
import { writeKey } from '../support/keys.ts'
import { describeWith } from '../support/needs.ts'
import { startProxy, type TcpProxy } from '../support/proxy.ts'
import { runAction, type StepResult } from '../support/runner.ts'
import { removeFolder, temporaryFolder } from '../support/temporary.ts'
import { expectSettled, keepState, picture } from './faults-hosts.ts'
import { fleetOnV1, withServers } from './faults-through.ts'

describeWith(['sshd'], 'a fleet with a host that cannot be had', () => {
  let fleet: Fleet
  let proxy: TcpProxy
  let otherKey: string

  beforeAll(async () => {
    fleet = await fleetOnV1({ web1: {}, web2: {}, web3: {} })
    proxy = await startProxy({ port: fleet.hosts[1]?.sshd.port ?? 0 })
    const folder = await temporaryFolder('key')
    otherKey = (await writeKey(join(folder, 'key'), 'ed25519')).public
    removeFolder(folder)
  })
  afterAll(async () => {
    proxy.close()
    await fleet.stop()
  })

  const cases = [
    {
      name: 'refuses connections',
      code: 'unreachable',
      entry: () => ({ port: proxy.port }),
      begin: () => proxy.refuse(),
      end: () => proxy.accept(),
    },
    { name: 'has a name that does not resolve', code: 'unreachable', entry: () => ({ host: 'web2.invalid' }) },
    { name: 'has another key than the pinned one', code: 'host-key-changed', entry: () => ({ 'host-key': otherKey }) },
    { name: 'does not know the user', code: 'authentication-failed', entry: () => ({ user: 'nobody-here' }) },
  ]

  it.each(cases)(
    'one that $name: nothing is switched anywhere, no lock stays',
    async ({ code, entry, begin, end }) => {
      begin?.()
      const result = await runAction('deploy', { ...withServers(fleet.step({ version: 'v2' }), { web2: entry() }), timeout: 30_000 })
      await end?.()
      expect([result.code, result.outputs.outcome, result.outputs['reason-code']]).toEqual([1, 'failed', code])
      expect(result.outputs['failed-hosts']).toBe('web2')
      await expectSettled(fleet, 'v1-7')
    },
    100_000,
  )

  it('with on-host-failure: continue the others are released, and the next run brings the one that was away', async () => {
    const restore = keepState(fleet)
    proxy.refuse()
    const step = fleet.step({ version: 'v2' }, { 'on-host-failure': 'continue' })
    const result = await runAction('deploy', withServers(step, { web2: { port: proxy.port } }))
    await proxy.accept()
    expect([result.code, result.outputs.outcome]).toEqual([1, 'partly-released'])
    await expectSettled(fleet, ['v2-7', 'v1-7', 'v2-7'])
    const again = await fleet.deploy({ version: 'v2' })
    expect(JSON.parse(again.outputs.hosts ?? '').map(({ state }: { state: string }) => state)).toEqual([
      'unchanged',
      'released',
      'unchanged',
    ])
    await expectSettled(fleet, 'v2-7')
    restore()
  })
})

describeWith(['sshd'], 'two deployments at once', () => {
  let fleet: Fleet

  beforeAll(async () => {
    fleet = await fleetOnV1({ web1: {}, web2: {} })
  })
  afterAll(() => fleet.stop())

  const race = (settings: readonly Readonly<Record<string, unknown>>[], inputs: readonly Record<string, string>[]): Promise<StepResult[]> =>
    Promise.all(inputs.map((given, index) => fleet.deploy(given, settings[index] ?? {}, { env: { GITHUB_RUN_ID: `${5000 + index}` } })))

  it('of one environment: one wins everywhere, the other says who holds the lock, three times', async () => {
    for (let round = 0; round < 3; round++) {
      const results = await race([{}, {}], [{ version: `a${round}` }, { version: `b${round}` }])
      const won = results.filter(({ outputs }) => outputs.outcome === 'released')
      expect(won.length).toBeGreaterThan(0) // both, if the second came when the first was through
      for (const result of results.filter((each) => !won.includes(each))) {
        expect([result.outputs['reason-code'], result.log]).toEqual([
          'locked',
          expect.stringMatching(/is locked by alice, run 500[01] since/),
        ])
      }
      expect(fleet.hosts.map((host) => [picture(host).isLocked, picture(host).remains])).toEqual(fleet.hosts.map(() => [false, []]))
      if (won.length === 1) await expectSettled(fleet, won[0]?.outputs.release ?? '')
    }
    expect((await fleet.deploy({ version: 'end' })).outputs.outcome).toBe('released')
    await expectSettled(fleet, 'end-7')
  })

  /** Two runs that begin together, of which each comes to another host first. */
  async function cross(versions: readonly [string, string], settings: Readonly<Record<string, unknown>>): Promise<StepResult[]> {
    const far = await Promise.all(fleet.hosts.map(({ sshd }) => startProxy({ port: sshd.port }, { delay: 120 })))
    const steps = versions.map((version, index) => {
      const step = fleet.step({ version }, settings, { env: { GITHUB_RUN_ID: `${5100 + index}` } })
      return withServers(step, index === 0 ? { web2: { port: far[1]?.port } } : { web1: { port: far[0]?.port } })
    })
    const results = await Promise.all(steps.map((step) => runAction('deploy', step)))
    for (const proxy of far) proxy.close()
    return results
  }

  it('of one environment, each with another host first: the one that has the first host in order wins, at once', async () => {
    const results = await cross(['near', 'far'], { hooks: { 'after-release': 'sleep 1' } })
    expect(results.map(({ outputs }) => outputs['reason-code'])).toEqual(['released', 'locked'])
    expect(results[0]?.log).toMatch(/web2: alice, run 5101 since \S+ is taking the locks of its hosts at this moment/)
    await expectSettled(fleet, 'near-7')
  })

  it('of one environment, with patience: one after the other, though each came to another host first', async () => {
    const results = await cross(['first', 'second'], { 'lock-wait': '40s' })
    expect(results.map(({ outputs }) => outputs.outcome)).toEqual(['released', 'released'])
    expect(Math.max(...results.map(({ seconds }) => seconds))).toBeLessThan(20)
    await expectSettled(fleet, 'second-7')
  })

  it('of two environments: neither disturbs the other', async () => {
    const root = join(fleet.hosts[0]?.releases ?? '', '../..')
    const other = { releases: `${root}/{server}/other/releases`, live: `${root}/{server}/other/live` }
    for (let round = 0; round < 2; round++) {
      const results = await race([{}, other], [{ version: `one${round}` }, { version: `two${round}` }])
      expect(results.map(({ outputs }) => outputs.outcome)).toEqual(['released', 'released'])
      await expectSettled(fleet, `one${round}-7`)
    }
  })
})
