import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { type Fleet, startFleet } from '../support/fleet.ts'
import { leftOn, liveOn } from '../support/host-facts.ts'
import { describeWith } from '../support/needs.ts'

describeWith(['sshd', 'isolation'], 'the way back after the time is over', () => {
  let fleet: Fleet
  beforeAll(async () => {
    fleet = await startFleet({ web1: {}, web2: {} })
    fleet.write({ 'version.txt': 'v1' })
    await fleet.deploy({ version: 'v1' })
    fleet.write({ 'version.txt': 'v2' })
  })
  afterAll(() => fleet.stop())

  it('connects again to a host whose connection was lost meanwhile', async () => {
    const hooks = { 'after-release': 'echo here; [ "$SALLYPORT_HOST" = web1 ] || [ "$SALLYPORT_RELEASE" = v1-7 ] || sleep 60' }
    const step = await fleet.start({ version: 'v2' }, { waves: [1, '100%'], timeout: '5s', hooks })
    await step.waitForLine(/^web2 │ here$/)
    fleet.hosts[0]?.sshd.dropSessions()
    const result = await step.done
    expect(result.outputs).toMatchObject({ outcome: 'rolled-back', 'reason-code': 'timed-out' })
    expect(fleet.hosts.map(liveOn)).toEqual(['v1-7', 'v1-7'])
    expect(fleet.hosts.flatMap(leftOn)).toEqual([])
  })
})
