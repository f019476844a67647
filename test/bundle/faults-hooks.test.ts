import { once } from 'node:events'
import { createServer } from 'node:http'
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals'
import type { Fleet } from '../support/fleet.ts'
import { describeWith } from '../support/needs.ts'
import { expectSettled, keepState } from './faults-hosts.ts'
import { watchMemory } from './faults-memory.ts'
import { fleetOnV1 } from './faults-through.ts'

describeWith(['sshd', 'isolation'], 'hooks and checks that misbehave', () => {
  let fleet: Fleet
  let restore: () => void

  beforeAll(async () => {
    fleet = await fleetOnV1({ web1: {}, web2: {} })
    restore = keepState(fleet)
  })
  afterAll(() => fleet.stop())
  beforeEach(() => restore())

  const deploy = (hooks: Record<string, string>, more: Readonly<Record<string, unknown>> = {}) =>
    fleet.deploy({ version: 'v2' }, { hooks, ...more })
  const running = () => fleet.hosts.flatMap(({ sshd }) => sshd.running())

  it('one that hangs: ended at the time limit with all that it started, in whatever it has turned itself into', async () => {
    const hook = `trap '' TERM INT HUP; sleep 71 & exec sh -c 'sleep 72; sleep 73'`
    const result = await deploy({ 'before-release': hook }, { timeout: '3s' })
    expect([result.code, result.outputs['reason-code']]).toEqual([1, 'timed-out'])
    expect(running()).toEqual([])
    await expectSettled(fleet, 'v1-7')
  })

  it('one that hangs after the release: the way back has its own time', async () => {
    const hook = 'case $SALLYPORT_RELEASE in v2*) sleep 71 ;; *) sleep 1; echo told ;; esac'
    const result = await deploy({ 'after-release': hook }, { timeout: '3s' })
    expect([result.outputs.outcome, result.outputs['reason-code']]).toEqual(['rolled-back', 'timed-out'])
    expect(result.log.match(/│ told/g)).toHaveLength(2)
    expect(running()).toEqual([])
    await expectSettled(fleet, 'v1-7')
  })

  it('one that is killed with the main step although it is no shell any more: the post step ends it', async () => {
    const step = await fleet.start({ version: 'v2' }, { hooks: { 'before-release': 'echo in-hook; exec sleep 74' } })
    await step.waitForLine(/in-hook/)
    step.kill()
    await step.done
    expect(running().some(({ name }) => name === 'sleep')).toBe(true)
    await fleet.deploy({ version: 'v2' }, {}, { env: { GITHUB_RUN_ATTEMPT: '2' } })
    expect(running()).toEqual([])
    await expectSettled(fleet, 'v2-7')
  })

  it.each([
    { name: '100 MB in lines', flood: 'yes "a line of some length, as a chatty build prints them" | head -c 100000000' },
    { name: '100 MB without a line end', flood: 'head -c 100000000 /dev/zero' },
    { name: '60 MB in long lines', flood: 'yes "$(head -c 30000 /dev/zero | tr "\\000" x)" | head -c 60000000' },
  ])('one that floods its output with $name: neither memory nor log goes under', async ({ flood }) => {
    const step = await fleet.start(
      { version: 'v2', servers: 'web1' },
      { hooks: { 'before-release': `${flood}; echo; echo the end` } },
      { timeout: 50_000 },
    )
    const peak = watchMemory(step)
    const result = await step.done
    expect([result.code, result.outputs.outcome]).toEqual([0, 'released'])
    expect(peak()).toBeLessThan(200)
    expect(result.raw.length).toBeLessThan(8 << 20)
  })

  it('one that leaves a process in the background with its output open: not waited for, and left alone', async () => {
    const result = await deploy({ 'after-release': '(sleep 20; echo late) & echo started' })
    expect([result.code, result.outputs.outcome]).toEqual([0, 'released'])
    expect(result.seconds).toBeLessThan(10)
    expect(running().filter(({ name }) => name === 'sleep')).toHaveLength(2)
    await expectSettled(fleet, 'v2-7')
  })

  const ends = [
    { name: 'reads its standard input', hook: 'read line && exit 9; cat; echo nothing there', succeeds: true, words: /nothing there/ },
    { name: 'kills its own shell', hook: 'kill -KILL $$', succeeds: false, words: /was ended by SIGKILL/ },
    { name: 'ends by another signal', hook: 'kill -USR1 $$; sleep 1', succeeds: false, words: /was ended by SIGUSR1/ },
    { name: 'ends its session', hook: 'kill -KILL $PPID; sleep 1', succeeds: false, words: /gave no exit status/ },
    { name: 'kills its whole group', hook: 'kill -TERM 0', succeeds: false, words: /was ended by SIGTERM/ },
    { name: 'is no shell text', hook: 'if then (', succeeds: false, words: /failed with exit code/ },
    {
      name: 'prints what looks like ours',
      hook: "echo 'sallyport-pid 1'; echo 'done ok'; echo '::error::no'; exit 3",
      succeeds: false,
      words: /failed with exit code 3/,
    },
  ]
  it.each(ends)('one that $name', async ({ hook, succeeds, words }) => {
    const result = await deploy({ 'before-release': hook })
    expect(result.code).toBe(succeeds ? 0 : 1)
    expect(result.log).toMatch(words)
    if (!succeeds) expect(result.outputs['reason-code']).toBe('hook-failed')
    expect(result.annotations.map(({ message }) => message)).not.toContain('no')
    await expectSettled(fleet, succeeds ? 'v2-7' : 'v1-7')
  })

  it('a health check that flaps: one good answer is enough', async () => {
    let asked = 0
    const server = createServer((_, response) => response.writeHead(asked++ % 3 === 2 ? 200 : 503).end())
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const { port } = server.address() as { port: number }
    const result = await deploy({}, { waves: [1, '100%'], 'health-check': { url: `http://127.0.0.1:${port}/`, retries: 3, every: '1s' } })
    server.close()
    expect([result.code, result.outputs.outcome]).toEqual([0, 'released'])
    await expectSettled(fleet, 'v2-7')
  })
})
