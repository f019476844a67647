import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { type Fleet, startFleet } from '../support/fleet.ts'
import { startGithub } from '../support/github-api.ts'
import { describeWith } from '../support/needs.ts'
import { type RunningStep, runPost } from '../support/runner.ts'
import { jobToken } from '../support/runner-context.ts'
import { expectSettled, keepState } from './faults-hosts.ts'
import { type Moment, moments, slowHost } from './faults-moments.ts'

describeWith(['sshd', 'isolation'], 'a deployment that is killed', () => {
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

  async function killedAt({ deploy, reached }: Moment): Promise<RunningStep> {
    restore()
    const step = await fleet.start({ version: 'v2' }, deploy)
    await reached(step, fleet)
    step.kill()
    await step.done
    return step
  }

  it.each(moments)('$name: the post step leaves every host whole and free, the next run converges', async (moment) => {
    const killed = await killedAt(moment)
    const post = await runPost(await killed.done)
    expect({ code: post.code, outputs: post.outputs, summary: post.summary }).toEqual({ code: 0, outputs: {}, summary: '' })
    await expectSettled(fleet, moment.leaves)
    expect(fleet.hosts.flatMap(({ sshd }) => sshd.running())).toEqual([])
    const again = await fleet.deploy({ version: 'v2' })
    expect(again.outputs.outcome).toMatch(/^(released|unchanged)$/)
    await expectSettled(fleet, 'v2-7')
  })

  it.each(moments)('$name: without a post step, a further attempt of the run takes over and converges', async (moment) => {
    await killedAt(moment)
    const again = await fleet.deploy({ version: 'v2' }, {}, { env: { GITHUB_RUN_ATTEMPT: '2' } })
    expect(again.log).toMatch(/earlier attempt of this run|is live|unchanged/)
    expect(again.outputs.outcome).toMatch(/^(released|unchanged)$/)
    await expectSettled(fleet, 'v2-7')
    expect(fleet.hosts.flatMap(({ sshd }) => sshd.running())).toEqual([])
  })

  it('a lock of another run that has ended is waited for until its heartbeat is old, one that goes on is respected', async () => {
    const moment = moments[2] as Moment
    await killedAt(moment)
    await using github = await startGithub({ token: jobToken, state: { runs: { 4242: { status: 'in_progress', conclusion: null } } } })
    const env = { GITHUB_RUN_ID: '4343', GITHUB_API_URL: github.url }
    const refused = await fleet.deploy({ version: 'v2' }, {}, { env })
    expect([refused.code, refused.outputs['reason-code']]).toEqual([1, 'locked'])
    github.state.runs[4242] = { status: 'completed', conclusion: 'cancelled' }
    const running = await fleet.start({ version: 'v2' }, {}, { env })
    await running.waitForLine(/web1: the run that holds the lock .* has ended; waiting/)
    running.signal('SIGINT')
    expect((await running.done).outputs['reason-code']).toBe('cancelled')
    const forced = await fleet.deploy({ version: 'v2', 'force-unlock': 'true' }, {}, { env })
    expect(forced.outputs.outcome).toBe('released')
    await expectSettled(fleet, 'v2-7')
  })
})
