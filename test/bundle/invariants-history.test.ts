import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { uidOf } from '../support/accounts.ts'
import { type Fleet, startFleet, type TestHost } from '../support/fleet.ts'
import { startLiveReader } from '../support/live-reader.ts'
import { describeWith } from '../support/needs.ts'
import { pick, seededRandom } from '../support/random.ts'
import { runPost } from '../support/runner.ts'
import { expectWhole, picture } from './faults-hosts.ts'

/** What a host is known to have gone through. */
interface Story {
  live: string
  /** Good releases that are still there, in the order they went live, the present one last. */
  good: string[]
  next: number
}

const steps = 14

describeWith(['sshd', 'isolation'], 'whatever is done to a host, in any order', () => {
  let fleet: Fleet
  let application: ChildProcess
  let earlier: string[] = ['v0-7']

  beforeAll(async () => {
    fleet = await startFleet({ web1: {} })
    write('v0')
    await fleet.deploy({ version: 'v0' })
    application = startApplication(fleet.hosts[0] as TestHost)
  })
  afterAll(async () => {
    application.kill('SIGKILL')
    await fleet.stop()
  })

  const write = (version: string) =>
    fleet.write({ 'version.txt': version, 'last.txt': version, [`only-${version}.txt`]: version, 'app.log': 'begin\n' })
  const check = { run: 'test ! -f ill', retries: 0, every: '1s' }

  const actions: Record<string, (story: Story, keep: number) => Promise<void>> = {
    deploy: async (story, keep) => {
      const version = `v${story.next++}`
      write(version)
      const result = await fleet.deploy({ version }, { keep, 'health-check': check })
      expect([result.outputs.outcome, result.log]).toEqual(['released', expect.any(String)])
      live(story, `${version}-7`)
    },
    'deploy what is ill': async (story, keep) => {
      const version = `ill${story.next++}`
      write(version)
      const hooks = { 'before-release': 'touch ill' }
      const result = await fleet.deploy({ version }, { keep, hooks, 'health-check': check })
      expect(result.outputs.outcome).toBe('rolled-back')
    },
    'deploy again': async (story, keep) => {
      const version = story.live.replace(/-7$/, '')
      write(version)
      const result = await fleet.deploy({ version, release: story.live }, { keep, 'health-check': check })
      expect(['unchanged', 'failed']).toContain(result.outputs.outcome) // other files may lie in the workspace by now
    },
    'go back': async (story, keep) => {
      const result = await fleet.rollback({}, { keep, 'health-check': check })
      const before = story.good.at(-2)
      expect(result.outputs.outcome).toBe(before ? 'released' : 'failed')
      if (!before) return
      expect(picture(fleet.hosts[0] as TestHost).live).toBe(before)
      story.good = story.good.filter((name) => name !== story.live)
      story.live = before
    },
    'be killed': async (story, keep) => {
      const version = `killed${story.next++}`
      write(version)
      const step = await fleet.start(
        { version },
        { keep, hooks: { 'after-release': `case $SALLYPORT_RELEASE in ${version}*) echo in-hook; sleep 30 ;; esac` } },
      )
      await step.waitForLine(/in-hook/)
      step.kill()
      await runPost(await step.done)
    },
  }

  const live = (story: Story, release: string) => {
    story.good = [...story.good.filter((name) => name !== release), release]
    story.live = release
  }

  it.each([11, 22])(
    `live is whole, the way back is there, nothing half-made stays (seed %d, ${steps} steps)`,
    async (seed) => {
      const random = seededRandom(seed)
      const host = fleet.hosts[0] as TestHost
      await fleet.deploy({ version: `start${seed}` })
      const isThere = (release: string) => existsSync(join(host.releases, release))
      const first = picture(host).live
      const story: Story = { live: first, good: [...earlier, first].filter(isThere), next: seed * 1000 }
      await using reader = await startLiveReader(host.live)
      for (let step = 0; step < steps; step++) {
        const name = pick(random, ['deploy', 'deploy', ...Object.keys(actions)])
        const [before, wayBack] = [story.live, story.good.at(-2)]
        await actions[name]?.(story, pick(random, [1, 1, 2, 5]))
        const now = picture(host)
        const place = `${step}: ${name}`
        expect([place, now.live, now.isLocked, now.remains]).toEqual([place, story.live, false, []])
        await expectWhole(host, 'more')
        const promised = story.live === before ? wayBack : name === 'go back' ? undefined : before
        if (promised) expect([place, isThere(promised)]).toEqual([place, true])
        story.good = story.good.filter(isThere)
      }
      earlier = story.good
      const { missing, dangling, mixed } = await reader.stop()
      expect({ missing, dangling, mixed }).toEqual({ missing: 0, dangling: 0, mixed: 0 })
    },
    120_000,
  )
})

/** Writes into the release that it is served from, all the time: a log, a cache that comes and goes. */
function startApplication(host: TestHost): ChildProcess {
  const script = `while :; do
    cd '${host.live}/' 2>/dev/null || continue
    mkdir -p cache/deep; echo x >cache/deep/$$; echo line >>own.log; ln -sf nowhere 'cache/a link'; rm -rf cache/deep; sleep 0.01
  done`
  return spawn('setpriv', ['--reuid', String(uidOf(host.sshd.user)), '--clear-groups', '--pdeathsig', 'KILL', 'sh', '-c', script], {
    stdio: 'ignore',
  })
}
