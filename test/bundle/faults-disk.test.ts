import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals'
import { uidOf } from '../support/accounts.ts'
import { type Fleet, startFleet } from '../support/fleet.ts'
import { describeWith } from '../support/needs.ts'
import { runPost, type StepResult } from '../support/runner.ts'
import { removeFolder, temporaryFolder } from '../support/temporary.ts'
import { type Mount, mountTmpfs } from '../support/tmpfs.ts'
import { expectSettled, picture } from './faults-hosts.ts'

/** Does what a file beside the disk says before it unpacks, as another process of the host might. */
const tar = '#!/bin/sh\ncase "$*" in *x*) [ -f "$DISK.script" ] && . "$DISK.script" ;; esac\nexec "$MACHINE/tar" "$@"'

describeWith(['sshd', 'isolation', 'root'], 'a host whose disk does not do', () => {
  let disk: Mount
  let fleet: Fleet

  beforeAll(async () => {
    disk = await mountTmpfs(join(await temporaryFolder('disk'), 'disk'), { size: '8m', inodes: 400 })
    const started = await startFleet({ web1: { commands: { tar: tar.replaceAll('$DISK', disk.path) } } })
    const hosts = started.hosts.map((host) => ({ ...host, releases: `${disk.path}/releases` }))
    fleet = { ...started, hosts }
  })
  afterAll(async () => {
    await fleet.stop()
    await disk.unmount()
    removeFolder(join(disk.path, '..'))
  })
  beforeEach(async () => {
    meanwhile('')
    execFileSync('sh', ['-c', `rm -rf ${disk.path}/* ${fleet.hosts[0]?.live}`])
    rmSync(join(fleet.workspace, 'build'), { recursive: true })
    fleet.write({ 'version.txt': 'v1' })
    expect((await deploy('v1')).outputs.outcome).toBe('released')
    fleet.write({ 'version.txt': 'v2' })
  })

  const deploy = (version: string, settings: Readonly<Record<string, unknown>> = {}): Promise<StepResult> =>
    fleet.deploy({ version }, { releases: `${disk.path}/releases`, ...settings })
  /** What happens on the host while a release is unpacked. */
  const meanwhile = (script: string) =>
    script === '' ? rmSync(`${disk.path}.script`, { force: true }) : writeFileSync(`${disk.path}.script`, script)
  const ballast = (size: number) => writeFileSync(join(fleet.workspace, 'build/ballast'), randomBytes(size))

  async function expectRefusal(result: StepResult, code: string, words: RegExp): Promise<void> {
    expect([result.code, result.outputs['reason-code']]).toEqual([1, code])
    expect(result.log).toMatch(words)
    await expectSettled(fleet, 'v1-7')
    const before = fleet.hosts[0]?.sshd.log()
    await runPost(result)
    expect(fleet.hosts[0]?.sshd.log()).toBe(before)
  }

  it('too small for the release: found out before the first byte', async () => {
    ballast(9 << 20)
    const result = await deploy('v2')
    await expectRefusal(result, 'no-space', /has .* MiB free below .*; the release needs 9\.0 MiB/)
    expect(JSON.parse(result.outputs.hosts ?? '')[0].bytes).toBe(0)
    await disk.resize('16m')
    expect((await deploy('v2')).outputs.outcome).toBe('released')
    await disk.resize('16m')
  })

  it('too few inodes: found out before the first byte', async () => {
    for (let index = 0; index < 500; index++) fleet.write({ [`many/${index}.txt`]: 'x' })
    await expectRefusal(await deploy('v2'), 'no-space', /inodes/)
    rmSync(join(fleet.workspace, 'build/many'), { recursive: true })
    expect((await deploy('v2')).outputs.outcome).toBe('released')
  })

  it('filled by somebody else while unpacking: nothing half-made stays, and it says so', async () => {
    ballast(1 << 20)
    meanwhile(`dd if=/dev/zero of=${disk.path}/filler bs=64k 2>/dev/null`)
    await expectRefusal(await deploy('v2'), 'no-space', /ran out of space/)
    expect(fleet.hosts.map((host) => picture(host).releases)).toEqual([['v1-7']])
    meanwhile('')
    rmSync(`${disk.path}/filler`)
    expect((await deploy('v2')).outputs.outcome).toBe('released')
    await expectSettled(fleet, 'v2-7')
  })

  it('out of inodes while unpacking: the same', async () => {
    for (let index = 0; index < 100; index++) fleet.write({ [`many/${index}.txt`]: 'x' })
    meanwhile(`mkdir ${disk.path}/filler; i=0; while true >${disk.path}/filler/$i; do i=$((i + 1)); done 2>/dev/null`)
    await expectRefusal(await deploy('v2'), 'no-space', /ran out of space/)
    meanwhile('')
    rmSync(`${disk.path}/filler`, { recursive: true })
    expect((await deploy('v2')).outputs.outcome).toBe('released')
  })

  it('a quota: told as lack of space', async () => {
    meanwhile('echo "tar: ballast: Cannot write: Disk quota exceeded" >&2; exit 2')
    await expectRefusal(await deploy('v2'), 'no-space', /Disk quota exceeded/)
    meanwhile('')
    expect((await deploy('v2')).outputs.outcome).toBe('released')
  })

  it('has no room for what the application has written into the live release: that is not copied', async () => {
    const own = `${disk.path}/releases/v1-7/cache`
    mkdirSync(own)
    writeFileSync(`${own}/large`, randomBytes(5 << 20))
    fleet.write({ 'more.txt': 'more' })
    const result = await deploy('v2')
    expect([result.outputs.outcome, result.log.includes('sending everything')]).toEqual(['released', false])
    await expectSettled(fleet, 'v2-7')
    expect(existsSync(`${own}/large`)).toBe(true)
  })

  it('full from the hook before the release on: what it did cannot be looked at, and it ends there', async () => {
    const hook = `echo changed >version.txt; dd if=/dev/zero of=${disk.path}/filler bs=4k 2>/dev/null; true`
    const result = await deploy('v2', { hooks: { 'before-release': hook } })
    expect([result.code, result.outputs.outcome, result.outputs['reason-code']]).toEqual([1, 'failed', 'no-space'])
    await expectSettled(fleet, 'v1-7')
    rmSync(`${disk.path}/filler`)
    expect((await deploy('v2')).outputs.outcome).toBe('released')
  })

  it('full from the hook on, so that the journal cannot be written: it goes back, the lock is free, and the next run converges', async () => {
    const journal = `${disk.path}/releases/.sallyport/journal.jsonl`
    const room = 4096 - (statSync(journal).size % 4096) // of its last page
    appendFileSync(journal, `${' '.repeat(room + 4096 - 500)}\n`)
    const hook = `dd if=/dev/zero of=${disk.path}/filler bs=4k 2>/dev/null; true`
    const result = await deploy('v2', { hooks: { 'after-release': `case $SALLYPORT_RELEASE in v2*) ${hook} ;; esac` } })
    expect([result.code, result.outputs.outcome, result.outputs['reason-code']]).toEqual([1, 'rolled-back', 'no-space'])
    await expectSettled(fleet, 'v1-7')
    rmSync(`${disk.path}/filler`)
    expect((await deploy('v2')).outputs.outcome).toBe('released')
    expect((await deploy('v2')).outputs.outcome).toBe('unchanged')
    await expectSettled(fleet, 'v2-7')
  })

  it('made read-only: refused at once, no lock is left or waited for', async () => {
    execFileSync('mount', ['-o', 'remount,ro', disk.path])
    try {
      await expectRefusal(await deploy('v2'), 'host-permission', /[Rr]ead-only file system/)
    } finally {
      execFileSync('mount', ['-o', 'remount,rw', disk.path])
    }
    expect((await deploy('v2')).outputs.outcome).toBe('released')
    await expectSettled(fleet, 'v2-7')
  })

  it('a folder for the live link that may not be written to: refused with the way to mend it', async () => {
    const shut = join(fleet.hosts[0]?.sshd.home ?? '', 'shut')
    mkdirSync(shut)
    const result = await deploy('v2', { live: `${shut}/live` })
    await expectRefusal(result, 'host-permission', /mkdir -p .*shut && chown deploy/)
    chownSync(shut, uidOf('deploy'), uidOf('deploy'))
    expect((await deploy('v2', { live: `${shut}/live` })).outputs.outcome).toBe('released')
    expect(readFileSync(`${shut}/live/version.txt`, 'utf8')).toBe('v2')
  })

  it('a releases folder that is reached through a link works as any other', async () => {
    const way = join(fleet.hosts[0]?.sshd.home ?? '', 'way')
    symlinkSync(disk.path, way)
    expect((await deploy('v3', { releases: `${way}/releases` })).outputs.outcome).toBe('released')
    expect(readlinkSync(fleet.hosts[0]?.live ?? '')).toBe(`${way}/releases/v3-7`)
    expect((await deploy('v1', { releases: `${way}/releases` })).outputs['reason-code']).toBe('release-differs')
    rmSync(way)
  })

  it('a real folder where the live link goes: refused; adopted, and killed: it comes back', async () => {
    const live = join(fleet.hosts[0]?.sshd.home ?? '', 'adopted')
    mkdirSync(live)
    writeFileSync(join(live, 'precious'), 'kept')
    chmodSync(live, 0o755)
    await expectRefusal(await deploy('v2', { live }), 'live-is-directory', /Nothing was deleted/)
    const settings = { releases: `${disk.path}/releases`, live, hooks: { 'after-release': 'echo in-after; sleep 30' } }
    const step = await fleet.start({ version: 'v2', adopt: 'true' }, settings)
    await step.waitForLine(/in-after/)
    step.kill()
    await runPost(await step.done)
    expect(readFileSync(join(live, 'precious'), 'utf8')).toBe('kept')
    expect(existsSync(`${disk.path}/releases/.sallyport/lock`)).toBe(false)
  })
})
