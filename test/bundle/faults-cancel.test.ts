import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { type Fleet, startFleet } from '../support/fleet.ts'
import { describeWith } from '../support/needs.ts'
import { cancel, type RunningStep, runPost, type StepResult } from '../support/runner.ts'
import { expectSettled, keepState } from './faults-hosts.ts'
import { type Moment, moments, slowHost } from './faults-moments.ts'

describeWith(['sshd', 'isolation'], 'a deployment that is cancelled', () => {
  let fleet: Fleet
  let restore: () => void

  beforeAll(async () => {
    fleet = await startFleet({ web1: slowHost, web2: slowHost })
    for (const version of ['v0', 'v1']) {
      fleet.write({ 'version.txt': version, 'last.txt': version })
      await fleet.deploy({ version })
    }
    fleet.write({ 'version.txt': 'v2', 'last.txt': 'v2' })
    restore = keepState(fleet)
  })
  afterAll(() => fleet.stop())

  const logins = () => fleet.hosts.map(({ sshd }) => sshd.log().split('Accepted publickey').length)

  /** Ends a deployment at a moment; it must be through by itself within the 7.5 s that the runner gives, and leave nothing to do. */
  async function endedAt({ deploy, reached, leaves }: Moment, end: (step: RunningStep) => Promise<StepResult>): Promise<StepResult> {
    restore()
    const step = await fleet.start({ version: 'v2' }, deploy)
    await reached(step, fleet)
    const asked = performance.now()
    const result = await end(step)
    expect(performance.now() - asked).toBeLessThan(7500)
    expect({ signal: result.signal, code: result.code }).toEqual({ signal: null, code: leaves === 'v2-7' ? 0 : 1 })
    await expectSettled(fleet, leaves)
    expect(fleet.hosts.flatMap(({ sshd }) => sshd.running())).toEqual([])
    const before = logins()
    const post = await runPost(result)
    expect({ code: post.code, log: post.log, outputs: post.outputs }).toEqual({ code: 0, log: '', outputs: {} })
    expect(logins()).toEqual(before)
    return result
  }

  it.each(moments)('$name: it goes to a safe end in time, with outputs and summary', async (moment) => {
    const { outputs, summary, log } = await endedAt(moment, cancel)
    expect(log).toContain('Received SIGINT')
    const isThrough = moment.leaves === 'v2-7'
    expect(outputs['reason-code']).toBe(isThrough ? 'released' : 'cancelled')
    expect(summary).toContain('```mermaid')
    expect(JSON.parse(outputs.hosts ?? '')).toHaveLength(2)
    const again = await fleet.deploy({ version: 'v2' })
    expect(again.outputs.outcome).toBe(isThrough ? 'unchanged' : 'released')
    await expectSettled(fleet, 'v2-7')
  })

  it.each(moments)('$name: the same by SIGTERM alone', async (moment) => {
    const { outputs } = await endedAt(moment, (step) => {
      step.signal('SIGTERM')
      return step.done
    })
    expect(outputs['reason-code']).toBe(moment.leaves === 'v2-7' ? 'released' : 'cancelled')
  })

  it('a hook that does not listen to signals is ended with all that it has started', async () => {
    const stubborn = "trap '' INT TERM HUP; (trap '' HUP TERM; sleep 61) & echo stubborn; while :; do sleep 62; done"
    const deploy = { hooks: { 'before-release': stubborn } }
    await endedAt({ name: '', deploy, reached: (step) => step.waitForLine(/stubborn/), leaves: 'v1-7' }, cancel)
  })

  it('a host that does not answer any more is free again, after the post step at the latest', async () => {
    restore()
    const hook = 'kill -STOP $(head -n 1 ../.sallyport/lock/pids); echo stopped; sleep 60' // the agent
    const step = await fleet.start({ version: 'v2' }, { hooks: { 'before-release': hook } })
    await step.waitForLine(/stopped/)
    const result = await cancel(step)
    expect({ code: result.code, reason: result.outputs['reason-code'] }).toEqual({ code: 1, reason: 'cancelled' })
    await runPost(result)
    await expectSettled(fleet, 'v1-7')
    expect(fleet.hosts.flatMap(({ sshd }) => sshd.running())).toEqual([])
  })
})
