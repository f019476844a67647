import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it } from '@jest/globals'
import { type Fleet, startFleet } from '../support/fleet.ts'
import { endsOf, hostsOf, journalOf, leftOn, liveOn, releasesOn, servedBy } from '../support/host-facts.ts'
import { describeWith } from '../support/needs.ts'
import { readTree } from '../support/trees.ts'

describeWith(['sshd'], 'what stays on a host', () => {
  let fleet: Fleet
  let number = 0
  const host = () => fleet.hosts[0] as Fleet['hosts'][number]
  /** Deploys what lies in the source as the next version. */
  const release = (settings: Record<string, unknown> = {}, inputs: Record<string, string> = {}) => {
    number++
    fleet.write({ 'version.txt': `v${number}` })
    return fleet.deploy({ version: `v${number}`, ...inputs }, settings, { env: { GITHUB_RUN_NUMBER: String(number) } })
  }
  const fresh = async () => {
    number = 0
    fleet = await startFleet({ web1: {} })
  }
  /** Something on the host that its user made. */
  const own = (path: string, content = '') => {
    mkdirSync(join(host().releases, '..'), { recursive: true })
    writeFileSync(path, content)
  }
  afterEach(() => fleet.stop())

  it('shared: first content goes out once, is kept, and every release links to it', async () => {
    await fresh()
    fleet.write({ '.env': 'first', 'storage/logs/.keep': '', 'storage/app/a b.txt': 'seed', 'config/local/secret.yml': 'one' })
    const shared = ['.env', 'storage', 'config/local', 'cache/', 'deep/er/empty/']
    const first = await release({ shared })
    expect(first.outputs).toMatchObject({ outcome: 'released' })
    const folder = join(host().releases, 'shared')
    const read = (path: string) => readFileSync(join(host().live, path), 'utf8')
    expect([read('.env'), read('storage/app/a b.txt'), read('config/local/secret.yml')]).toEqual(['first', 'seed', 'one'])
    for (const path of ['cache', 'deep/er/empty']) expect(statSync(join(host().live, path)).isDirectory()).toBe(true)
    writeFileSync(join(folder, '.env'), 'mended by hand')
    writeFileSync(join(folder, 'storage/upload.bin'), 'a customer’s')
    fleet.write({ '.env': 'second', 'storage/app/a b.txt': 'changed' })
    const second = await release({ shared })
    expect(second.outputs).toMatchObject({ outcome: 'released' })
    expect([read('.env'), read('storage/app/a b.txt'), read('storage/upload.bin')]).toEqual(['mended by hand', 'seed', 'a customer’s'])
    const back = await fleet.rollback({}, { shared })
    expect(back.outputs).toMatchObject({ outcome: 'released' })
    expect([read('.env'), read('storage/upload.bin'), servedBy(host())]).toEqual(['mended by hand', 'a customer’s', 'v1'])
    const bad = await release({ shared, 'health-check': { run: 'echo broken >.env; exit 1', retries: 0 } })
    expect(bad.outputs).toMatchObject({ outcome: 'rolled-back' })
    expect(read('storage/upload.bin')).toBe('a customer’s')
  })

  it('shared: what is nowhere is refused, and nothing is made', async () => {
    await fresh()
    const result = await release({ shared: ['storage', '.env'] })
    expect(result.outputs).toMatchObject({ outcome: 'failed', 'reason-code': 'shared-missing' })
    expect(result.log).toMatch(/shared\/storage.*shared\/\.env/)
    expect(result.log).toMatch(/slash at its end/)
    expect(existsSync(host().live)).toBe(false)
    expect(releasesOn(host())).toEqual([])
    expect(leftOn(host())).toEqual([])
  })

  it('adopt: a real folder is refused, stands aside when told to, and comes back when the release fails', async () => {
    await fresh()
    mkdirSync(host().live)
    own(join(host().live, 'index.html'), 'the old site')
    const refused = await release()
    expect(refused.outputs).toMatchObject({ outcome: 'failed', 'reason-code': 'live-is-directory' })
    expect(refused.log).toContain('adopt: true')
    expect(readFileSync(join(host().live, 'index.html'), 'utf8')).toBe('the old site')
    const bad = await release({ 'health-check': { run: 'exit 1', retries: 0 } }, { adopt: 'true' })
    expect(bad.outputs).toMatchObject({ outcome: 'rolled-back' })
    expect(statSync(host().live).isDirectory()).toBe(true)
    expect(readFileSync(join(host().live, 'index.html'), 'utf8')).toBe('the old site')
    expect(existsSync(`${host().live}.before-v2-2`)).toBe(false)
    const adopted = await release({}, { adopt: 'true' })
    expect(adopted.outputs).toMatchObject({ outcome: 'released' })
    expect(servedBy(host())).toBe('v3')
    expect(readFileSync(join(`${host().live}.before-v3-3`, 'index.html'), 'utf8')).toBe('the old site')
    const next = await release({}, { adopt: 'true' })
    expect(next.outputs).toMatchObject({ outcome: 'released' })
    expect(existsSync(`${host().live}.before-v4-4`)).toBe(false)
  })

  it('adopt: a file is refused, and so is nothing else that is a link: it comes back when the release fails', async () => {
    await fresh()
    mkdirSync(join(host().releases, '..'), { recursive: true })
    own(host().live, 'a file')
    const refused = await release({}, { adopt: 'true' })
    expect(refused.outputs).toMatchObject({ 'reason-code': 'live-is-directory' })
    expect(readFileSync(host().live, 'utf8')).toBe('a file')
    unlinkSync(host().live)
    symlinkSync('/usr/share/doc', host().live)
    const bad = await release({ 'health-check': { run: 'exit 1', retries: 0 } })
    expect(endsOf(bad)).toEqual(['web1 rolled-back /usr/share/doc → /usr/share/doc'])
    expect(liveOn(host())).toBe('doc')
    expect((await release()).outputs).toMatchObject({ outcome: 'released', previous: '/usr/share/doc' })
  })

  it('keep: the newest by recorded time, whatever the clocks of files say; failed ones make no room', async () => {
    await fresh()
    for (let index = 0; index < 4; index++) await release({ keep: 3 })
    expect(releasesOn(host()).sort()).toEqual(['v2-2', 'v3-3', 'v4-4'])
    const long = new Date(Date.now() - 86_400_000 * 400)
    utimesSync(join(host().releases, 'v4-4'), long, long)
    utimesSync(join(host().releases, 'v2-2'), new Date(), new Date())
    const bad = await release({ keep: 3, 'health-check': { run: 'exit 1', retries: 0 } })
    expect(bad.outputs).toMatchObject({ outcome: 'rolled-back' })
    const result = await release({ keep: 3 })
    expect(releasesOn(host()).sort()).toEqual(['v3-3', 'v4-4', 'v5-5', 'v6-6'])
    expect(result.log).toContain('Releases that stay: v3-3, v4-4, v5-5, v6-6')
    expect(
      journalOf(host())
        .filter(({ event }) => event === 'removed')
        .map(({ release }) => release),
    ).toEqual(['v1-1', 'v2-2'])
    await release({ keep: 3 })
    expect(releasesOn(host()).sort()).toEqual(['v4-4', 'v5-5', 'v6-6', 'v7-7'])
    expect(await readdirOf(join(host().releases, '.sallyport/manifests'))).toEqual(['v4-4', 'v5-5', 'v6-6', 'v7-7'])
  })

  it('keep: never what is live, was live before, is pinned, or is linked to beside the live link', async () => {
    await fresh()
    await release()
    await release()
    mkdirSync(join(host().releases, '.sallyport/pinned'))
    own(join(host().releases, '.sallyport/pinned/v1-1'))
    symlinkSync(join(host().releases, 'v2-2'), `${host().live}-worker`)
    for (let index = 0; index < 3; index++) await release({ keep: 1 })
    expect(releasesOn(host()).sort()).toEqual(['v1-1', 'v2-2', 'v4-4', 'v5-5'])
    const back = await fleet.rollback({ release: 'v1-1' }, { keep: 1 })
    expect(back.outputs).toMatchObject({ outcome: 'released' })
    expect(liveOn(host())).toBe('v1-1')
    expect(releasesOn(host())).toEqual(expect.arrayContaining(['v1-1', 'v2-2', 'v5-5']))
    unlinkSync(`${host().live}-worker`)
    await release({ keep: 1 })
    expect(releasesOn(host())).not.toContain('v2-2')
    expect(releasesOn(host())).toEqual(expect.arrayContaining(['v1-1', 'v6-6']))
  })

  it('keep: age is that of the making, though a release was live again and again', async () => {
    await fresh()
    for (let index = 0; index < 3; index++) await release()
    for (let index = 0; index < 5; index++) {
      await fleet.rollback({ release: 'v1-1' })
      await fleet.rollback({ release: 'v2-2' })
    }
    const list = JSON.parse((await fleet.rollback({ list: 'true' })).outputs.releases ?? '') as { releases: { name: string }[] }[]
    expect(list[0]?.releases.map(({ name }) => name)).toEqual(['v3-3', 'v2-2', 'v1-1'])
  })

  it('reuse: hard links where chosen, copies otherwise; what was altered in place is noticed and sent whole', async () => {
    await fresh()
    fleet.write({ 'big.txt': 'x'.repeat(300_000), 'sub/other.txt': 'y'.repeat(10_000) })
    const inode = (name: string, path = 'big.txt') => statSync(join(host().releases, name, path)).ino
    await release()
    await release()
    expect(inode('v2-2')).not.toBe(inode('v1-1'))
    const linked = await release({ reuse: 'hard-link' })
    expect(inode('v3-3')).toBe(inode('v2-2'))
    expect(inode('v3-3', 'version.txt')).not.toBe(inode('v2-2', 'version.txt'))
    expect(hostsOf(linked)[0]?.bytes).toBeLessThan(5000)
    expect(servedBy({ live: join(host().releases, 'v2-2') })).toBe('v2')
    writeFileSync(join(host().releases, 'v3-3/big.txt'), 'altered by the application')
    const healed = await release({ reuse: 'hard-link' })
    expect(healed.outputs).toMatchObject({ outcome: 'released' })
    expect(healed.log).toMatch(/altered on the host; sending everything/)
    expect(readFileSync(join(host().live, 'big.txt'), 'utf8')).toBe('x'.repeat(300_000))
    const sent = [...(await readTree(join(fleet.workspace, 'build')))].filter(([, { type }]) => type === 'file').map(([path]) => path)
    expect([...(await readTree(host().live))].filter(([, { type }]) => type === 'file').map(([path]) => path)).toEqual(sent)
  })

  it('reuse: what the application wrote into a release does not come along', async () => {
    await fresh()
    await release()
    own(join(host().live, 'written-later.log'), 'x')
    own(join(host().live, 'also "odd\nname'), 'x')
    mkdirSync(join(host().live, 'tmp'))
    own(join(host().live, 'tmp/cache'), 'x')
    const result = await release()
    expect(result.outputs).toMatchObject({ outcome: 'released' })
    expect([...(await readTree(host().live)).keys()]).toEqual(['version.txt'])
  })
})

const readdirOf = async (folder: string): Promise<string[]> => [...(await readTree(folder)).keys()]
