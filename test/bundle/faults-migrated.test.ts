import { mkdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals'
import { type Fleet, startFleet } from '../support/fleet.ts'
import { leftOn, servedBy } from '../support/host-facts.ts'
import { describeWith } from '../support/needs.ts'
import { runPost } from '../support/runner.ts'

/** A host that another tool, or a hand, has released to before: a folder without a manifest, and the live link on it. */
describeWith(['sshd', 'isolation'], 'the first deployment to a host with releases of another tool', () => {
  let fleet: Fleet
  const host = () => fleet.hosts[0] ?? Promise.reject(new Error('no host'))

  beforeAll(async () => {
    fleet = await startFleet({ web1: { user: 'root' } })
    fleet.write({ 'version.txt': 'v1' })
  })
  afterAll(() => fleet.stop())

  beforeEach(async () => {
    const { releases, live } = await host()
    rmSync(releases, { recursive: true, force: true })
    mkdirSync(join(releases, 'old-1'), { recursive: true })
    writeFileSync(join(releases, 'old-1/version.txt'), 'old')
    rmSync(live, { force: true })
  })

  it.each(['absolute', 'relative'])('goes back to what it served when the release is not well, %s link', async (kind) => {
    const { releases, live } = await host()
    const target = kind === 'absolute' ? join(releases, 'old-1') : 'releases/old-1'
    symlinkSync(target, live)
    const result = await fleet.deploy({ version: 'v1' }, { 'health-check': { run: 'false', retries: 0 } })
    expect(result.outputs).toMatchObject({ outcome: 'rolled-back', 'reason-code': 'health-check-failed' })
    expect([readlinkSync(live), servedBy({ live })]).toEqual([target, 'old'])
    expect(leftOn({ releases })).toEqual([])
  })

  it('is brought back by the post step when the main step was killed', async () => {
    const { releases, live } = await host()
    symlinkSync(join(releases, 'old-1'), live)
    const step = await fleet.start({ version: 'v1' }, { hooks: { 'after-release': 'echo here; sleep 60' } })
    await step.waitForLine(/│ here$/)
    step.kill()
    const post = await runPost(await step.done)
    expect(post.code).toBe(0)
    expect([readlinkSync(live), servedBy({ live })]).toEqual([join(releases, 'old-1'), 'old'])
    expect(leftOn({ releases })).toEqual([])
  })

  it('shares what the other tool shares, through one link, and leaves its releases alone', async () => {
    const { releases, live } = await host()
    const shared = join(dirname(releases), 'shared')
    mkdirSync(join(shared, 'log'), { recursive: true })
    writeFileSync(join(shared, 'log/a.txt'), 'written before')
    symlinkSync('../shared', join(releases, 'shared'))
    symlinkSync(join(releases, 'old-1'), live)
    for (const version of ['v1', 'v2', 'v3']) {
      fleet.write({ 'version.txt': version })
      const result = await fleet.deploy({ version, release: version }, { shared: ['log/'], keep: 1 })
      expect(result.outputs.outcome).toBe('released')
    }
    expect([servedBy({ live }), servedBy({ live }, 'log/a.txt')]).toEqual(['v3', 'written before'])
    expect(servedBy({ live: join(releases, 'old-1') })).toBe('old')
    rmSync(shared, { recursive: true })
  })

  it('keeps what a link beside the live one leads into, however the link is written', async () => {
    const { releases, live } = await host()
    for (const version of ['v1', 'v2', 'v3', 'v4']) {
      fleet.write({ 'version.txt': version, 'public/a.txt': version })
      await fleet.deploy({ version, release: version }, { keep: 1 })
      if (version === 'v1') symlinkSync(join(releases, 'v1/public'), `${live}-static`)
    }
    expect(servedBy({ live: `${live}-static` }, 'a.txt')).toBe('v1')
    rmSync(`${live}-static`)
  })
})
