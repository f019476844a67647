import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals'
import { uidOf } from '../support/accounts.ts'
import { fakeTime } from '../support/fake-time.ts'
import { type Fleet, startFleet } from '../support/fleet.ts'
import { startGithub } from '../support/github-api.ts'
import { endsOf, releasesOn } from '../support/host-facts.ts'
import { describeWith } from '../support/needs.ts'
import { jobToken } from '../support/runner-context.ts'
import { give } from '../support/temporary.ts'
import { expectSettled, keepState } from './faults-hosts.ts'

const day = 86_400

/** On two of the hosts everything that a session runs lives in another day. Files get the kernel's times, as on a share of another machine. */
describeWith(['sshd', 'isolation', 'faketime'], 'hosts whose clocks are wrong by a day', () => {
  let fleet: Fleet
  let restore: () => void
  const names = ['ahead', 'behind', 'right']

  beforeAll(async () => {
    fleet = await startFleet({ ahead: { env: fakeTime('+1d') }, behind: { env: fakeTime('-1d') }, right: {} })
    for (const version of ['v1', 'v2']) expect((await deploy(version)).outputs.outcome).toBe('released')
    restore = keepState(fleet)
  })
  beforeEach(() => restore())
  afterAll(() => fleet.stop())

  const deploy = (version: string, settings: Readonly<Record<string, unknown>> = {}, env: Readonly<Record<string, string>> = {}) => {
    fleet.write({ 'version.txt': version, 'last.txt': version })
    return fleet.deploy({ version }, settings, { env })
  }
  const locks = () => fleet.hosts.map(({ releases }) => join(releases, '.sallyport/lock'))
  const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString()
  const heldSince = (seconds: number) => {
    for (const lock of locks()) {
      mkdirSync(lock)
      const owner = { run: '9001', attempt: 1, repository: 'acme/shop', url: '', actor: 'bob', token: 'x', since: ago(seconds) }
      writeFileSync(join(lock, 'owner.json'), JSON.stringify({ ...owner, heartbeat: ago(seconds) }))
      give(lock, uidOf('deploy'))
    }
  }

  it('they are, really: for every command that asks', async () => {
    const { log } = await deploy('v3', { hooks: { 'before-release': 'echo "says $(date +%s)"' } })
    const shifts = { ahead: day, behind: -day, right: 0 }
    for (const [name, shift] of Object.entries(shifts)) {
      const [, time] = new RegExp(`${name} │ says (\\d+)`).exec(log) ?? []
      expect(Math.abs(Number(time) - Date.now() / 1000 - shift)).toBeLessThan(600)
    }
  })

  it('releases keep their order: the oldest go, and the way back leads to the one before', async () => {
    for (const version of ['v3', 'v4', 'v5']) {
      const result = await deploy(version, { keep: 2 })
      expect(endsOf(result).map((end) => end.split(' ')[1])).toEqual(names.map(() => 'released'))
      expect(result.annotations).toEqual([])
    }
    expect(fleet.hosts.map(releasesOn)).toEqual(names.map(() => ['v2-7', 'v4-7', 'v5-7'])) // v2 is held by the link that the state was kept with
    const back = await fleet.rollback({}, { keep: 2 })
    expect(endsOf(back)).toEqual(names.map((name) => `${name} released v5-7 → v4-7`))
    await expectSettled(fleet, 'v4-7')
  })

  it('the lock of a run that works is respected, that of one that has ended is taken over when its heartbeat is old', async () => {
    await using github = await startGithub({ token: jobToken, state: { runs: { 9001: { status: 'in_progress', conclusion: null } } } })
    const env = { GITHUB_API_URL: github.url }
    heldSince(10)
    expect((await deploy('v3', {}, env)).outputs['reason-code']).toBe('locked')
    github.state.runs[9001] = { status: 'completed', conclusion: 'failure' }
    restore()
    heldSince(60)
    const taken = await deploy('v3', {}, env)
    expect(taken.outputs.outcome).toBe('released')
    for (const name of names) expect(taken.log).toContain(`${name}: taking over the lock of bob, run 9001`)
    await expectSettled(fleet, 'v3-7')
  })

  it('a run that is killed is taken over by its next attempt, a half-made take-over of somebody who died included', async () => {
    const step = await fleet.start({ version: 'v3' }, { hooks: { 'before-release': 'echo in-hook; sleep 60' } })
    await Promise.all(names.map((name) => step.waitForLine(new RegExp(`${name} │ in-hook`))))
    step.kill()
    await step.done
    for (const lock of locks()) {
      symlinkSync('999999', join(lock, 'take-over'))
    }
    const again = await deploy('v3', {}, { GITHUB_RUN_ATTEMPT: '2' })
    for (const name of names) expect(again.log).toMatch(new RegExp(`${name}: taking over the lock of .*earlier attempt`))
    expect(again.outputs.outcome).toBe('released')
    expect(fleet.hosts.flatMap(({ sshd }) => sshd.running())).toEqual([])
    await expectSettled(fleet, 'v3-7')
    expect(locks().filter((lock) => existsSync(lock) && readdirSync(lock))).toEqual([])
  })
})
