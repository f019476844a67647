import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { openHost } from '../../src/deploy/host/host.ts'
import { systemClock } from '../../src/kit/clock.ts'
import { connect } from '../../src/ssh/connect.ts'
import { type Fleet, startFleet, type TestHost } from '../support/fleet.ts'
import { startLiveReader } from '../support/live-reader.ts'
import { describeWith } from '../support/needs.ts'
import { expectSettled, expectWhole } from './faults-hosts.ts'

/** By host: those whose tools do it in another way need fewer. */
const switches = { gnu: 200, busybox: 200, bsd: 60, perl: 60 } as const

describeWith(['sshd', 'isolation', 'busybox'], 'a reader of the live link in a tight loop', () => {
  let fleet: Fleet
  beforeAll(async () => {
    fleet = await startFleet({
      gnu: {},
      busybox: { tools: 'busybox', shell: 'ash' },
      bsd: { tools: 'bsd' },
      perl: { commands: { mv: noTargetOption } },
    })
    for (const version of ['v1', 'v2']) {
      fleet.write({ 'version.txt': version, 'last.txt': version })
      await fleet.deploy({ version })
    }
  })
  afterAll(() => fleet.stop())

  it.each(Object.entries(switches))('finds it whole at every moment, with tools of %s and %d switches', async (name, times) => {
    const host = fleet.hosts.find((each) => each.name === name) as TestHost
    await using reader = await startLiveReader(host.live)
    await switchTo(host, (index) => `v${1 + (index % 2)}-7`, times)
    const { reads, missing, dangling, mixed, versions } = await reader.stop()
    expect({ missing, dangling, mixed }).toEqual({ missing: 0, dangling: 0, mixed: 0 })
    expect(reads).toBeGreaterThan(times)
    expect(versions.length).toBeGreaterThan(10)
    await expectWhole(host)
  })

  it('and nothing is left of it', () => expectSettled(fleet, 'v2-7'))

  it('never finds a release that is not complete: the agent refuses to switch to one', async () => {
    const host = fleet.hosts[0] as TestHost
    for (const release of ['never-was', '.incoming-v3', '..', '../../etc', '.sallyport']) {
      await expect(switchTo(host, () => release, 1)).rejects.toThrow(/no complete release/)
    }
    await expectSettled(fleet, 'v2-7')
  })
})

/** Asks the host's agent to switch, again and again, as a deployment does. */
async function switchTo(host: TestHost, release: (index: number) => string, times: number): Promise<void> {
  const { sshd, name, releases, live } = host
  const target = { name, host: sshd.host, port: sshd.port, user: sshd.user, key: sshd.key, hostKeys: sshd.hostKeys }
  const { signal } = new AbortController()
  const order = { name, tags: [], owner: undefined, releases, live }
  const open = { token: 'test', willDeliver: false, shared: [], signal, connect: () => connect(target, { signal, clock: systemClock }) }
  const opened = await openHost(order, open)
  try {
    await opened.ask('open', [JSON.stringify({ token: 'test', run: '1' })])
    for (let index = 0; index < times; index++) await opened.ask('switch', [release(index), '{}'])
  } finally {
    await opened.ask('close')
    opened.close()
  }
}

/** A `mv` as old systems have it: perl does the renaming then. */
const noTargetOption = `#!/bin/sh
case $1 in --help) echo 'mv [-fi] source target'; exit 0 ;; -*T*) exit 64 ;; esac
exec "$MACHINE/mv" "$@"`
