import { execFileSync } from 'node:child_process'
import { appendFileSync, rmSync, statSync, symlinkSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { type Fleet, startFleet } from '../support/fleet.ts'
import { describeWith } from '../support/needs.ts'
import { startProxy } from '../support/proxy.ts'
import { startAction } from '../support/runner.ts'
import { makeTree, readTree } from '../support/trees.ts'
import { expectSettled, picture } from './faults-hosts.ts'
import { watchMemory } from './faults-memory.ts'
import { withServers } from './faults-through.ts'

describeWith(['sshd'], 'trees that are large, or do not hold still', () => {
  let fleet: Fleet
  beforeAll(async () => {
    fleet = await startFleet({ web1: {} })
  })
  afterAll(() => fleet.stop())
  const build = () => join(fleet.workspace, 'build')
  const clear = () => rmSync(build(), { recursive: true, force: true })

  it('20,000 files, then one more', async () => {
    clear()
    await makeTree(build(), { files: 20_000, bytes: 20_000_000 })
    const first = await fleet.deploy({ version: 'many1' }, {}, { timeout: 100_000 })
    expect([first.code, first.outputs.outcome]).toEqual([0, 'released'])
    fleet.write({ 'one more.txt': 'x' })
    const second = await fleet.deploy({ version: 'many2' }, {}, { timeout: 100_000 })
    expect([second.code, second.outputs.outcome]).toEqual([0, 'released'])
    expect(JSON.parse(second.outputs.hosts ?? '')[0].bytes).toBeLessThan(10_000)
    await expectSettled(fleet, 'many2-7')
  }, 120_000)

  it('a file of 1 GB: in memory there is next to nothing of it', async () => {
    clear()
    fleet.write({ 'version.txt': 'big' })
    writeGigabyte(join(build(), 'big.bin'))
    const step = await fleet.start({ version: 'big' }, { keep: 1 }, { timeout: 100_000 })
    const peak = watchMemory(step)
    const result = await step.done
    expect([result.code, result.outputs.outcome]).toEqual([0, 'released'])
    expect(peak()).toBeLessThan(200)
    expect(statSync(join(fleet.hosts[0]?.live ?? '', 'big.bin')).size).toBe(1 << 30)
    clear()
    fleet.write({ 'version.txt': 'small' })
    await fleet.deploy({ version: 'small' }, { keep: 1 })
    await fleet.deploy({ version: 'smaller', release: 'smaller' }, { keep: 1 })
  }, 120_000)

  const changes: readonly { name: string; change: (path: string) => void }[] = [
    { name: 'grows', change: (path) => appendFileSync(path, 'more') },
    { name: 'shrinks', change: (path) => truncateSync(path, 10) },
    { name: 'vanishes', change: unlinkSync },
    {
      name: 'is replaced by a link to a secret',
      change: (path) => {
        unlinkSync(path)
        symlinkSync('/etc/shadow', path)
      },
    },
    { name: 'changes without changing its size', change: (path) => writeFileSync(path, 'y'.repeat(statSync(path).size)) },
  ]

  it.each(changes)('a file that $name while it is being sent: nothing of it is released', async ({ name, change }) => {
    const live = fleet.hosts.map((host) => picture(host).live)
    clear()
    for (let index = 0; index < 20; index++) fleet.write({ [`a/${index}.txt`]: 'x'.repeat(50_000 + index) })
    fleet.write({ 'z/last.txt': 'x'.repeat(1000) })
    await using proxy = await startProxy({ port: fleet.hosts[0]?.sshd.port ?? 0 })
    const options = withServers(fleet.step({ version: `moving-${name}` }), { web1: { port: proxy.port } })
    proxy.stall()
    const step = await startAction('deploy', options)
    await step.waitForLine(/^Release moving/)
    change(join(build(), 'z/last.txt'))
    proxy.resume()
    const result = await step.done
    expect(result.code).toBe(1)
    expect(result.outputs['reason-code']).toMatch(/^(source-changed|release-damaged)$/)
    await expectSettled(fleet, live)
    expect((await fleet.deploy({ version: `still-${name}` })).outputs.outcome).toBe('released')
  })

  it('two releases with the same content under two names share nothing that one could spoil for the other', async () => {
    clear()
    fleet.write({ 'version.txt': 'same', 'log.txt': 'empty' })
    await fleet.deploy({ release: 'same-1', version: 'same' })
    await fleet.deploy({ release: 'same-2', version: 'same' })
    appendFileSync(join(fleet.hosts[0]?.live ?? '', 'log.txt'), 'written by the application')
    await fleet.rollback({ release: 'same-1' })
    await expectSettled(fleet, 'same-1')
    expect(await readTree(fleet.hosts[0]?.live ?? '')).toEqual(await readTree(build()))
  })
})

/** Content that neither compresses to nothing nor takes long to make. */
function writeGigabyte(path: string): void {
  execFileSync('sh', ['-c', `openssl enc -aes-128-ctr -pass pass:x -nosalt -in /dev/zero 2>/dev/null | head -c ${1 << 30} >'${path}'`])
}
