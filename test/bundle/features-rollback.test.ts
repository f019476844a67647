import { appendFileSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals'
import { type Fleet, startFleet } from '../support/fleet.ts'
import { endsOf, hostsOf, journalOf, leftOn, liveOn, releasesOn, servedBy } from '../support/host-facts.ts'
import { describeWith } from '../support/needs.ts'
import { readTree } from '../support/trees.ts'

interface Listed {
  readonly host: string
  readonly live: string
  readonly releases: readonly { readonly name: string; readonly standing: string; readonly version: string; readonly sha: string }[]
}

describeWith(['sshd'], 'going back, again, and not at all', () => {
  let fleet: Fleet
  const [web1, web2] = [() => fleet.hosts[0] as Fleet['hosts'][number], () => fleet.hosts[1] as Fleet['hosts'][number]]
  const release = (version: string, settings: Record<string, unknown> = {}, inputs: Record<string, string> = {}) => {
    fleet.write({ 'version.txt': version })
    return fleet.deploy({ version, release: version, ...inputs }, settings)
  }
  /** Everything on both hosts: what a look may not change. */
  const everything = async () => JSON.stringify(await Promise.all(fleet.hosts.map(async ({ sshd }) => [...(await readTree(sshd.home))])))

  beforeAll(async () => {
    fleet = await startFleet({ web1: {}, web2: {} })
  })
  beforeEach(async () => {
    for (const { releases, live } of fleet.hosts) {
      rmSync(releases, { recursive: true, force: true })
      rmSync(live, { force: true })
    }
  })
  afterAll(() => fleet?.stop())

  it('goes back by default, further back the second time, and says when there is nothing left', async () => {
    for (const version of ['one', 'two', 'three']) await release(version)
    const first = await fleet.rollback()
    expect(first.code).toBe(0)
    expect(first.outputs).toMatchObject({
      outcome: 'released',
      'reason-code': 'released',
      release: 'two',
      previous: 'three',
      'failed-hosts': '',
    })
    expect(fleet.hosts.map((host) => servedBy(host))).toEqual(['two', 'two'])
    const second = await fleet.rollback()
    expect(endsOf(second)).toEqual(['web1 released two → one', 'web2 released two → one'])
    const third = await fleet.rollback()
    expect(third.code).toBe(1)
    expect(third.outputs).toMatchObject({ outcome: 'failed', 'reason-code': 'no-release' })
    expect(fleet.hosts.map(liveOn)).toEqual(['one', 'one'])
    expect(journalOf(web1()).findLast(({ event }) => event === 'switched')).toMatchObject({ release: 'one', version: 'one', from: 'two' })
    for (const host of fleet.hosts) expect(leftOn(host)).toEqual([])
  })

  it('the first release has nothing to go back to, nor has a host without any', async () => {
    const none = await fleet.rollback()
    expect(none.outputs).toMatchObject({ outcome: 'failed', 'reason-code': 'no-release' })
    await release('one')
    const only = await fleet.rollback()
    expect(only.outputs).toMatchObject({ outcome: 'failed', 'reason-code': 'no-release' })
    expect(only.log).toContain('Good releases there: one')
    expect(liveOn(web1())).toBe('one')
  })

  it('goes to a named one, forward too, and lists what there is when it is unknown', async () => {
    for (const version of ['one', 'two', 'three']) await release(version)
    expect((await fleet.rollback({ release: 'one' })).outputs).toMatchObject({ outcome: 'released', release: 'one' })
    expect((await fleet.rollback({ release: 'three' })).outputs).toMatchObject({ outcome: 'released', release: 'three' })
    expect((await fleet.rollback({ release: 'three' })).outputs).toMatchObject({ outcome: 'unchanged', release: 'three' })
    for (const wanted of [
      'four',
      '../../../etc',
      '--help',
      '$(reboot)',
      '.sallyport',
      'shared',
      'x\n::set-output name=outcome::released',
    ]) {
      const unknown = await fleet.rollback({ release: wanted })
      expect(unknown.code).toBe(1)
      expect(unknown.outputs.outcome).toBe('failed')
      expect(unknown.outputs['reason-code']).toMatch(/no-release|invalid-input/)
      if (wanted === 'four') expect(unknown.log).toMatch(/has no release four[\s\S]*three, two, one/)
      expect(unknown.commands.filter(({ name }) => name === 'set-output')).toEqual([])
      expect(fleet.hosts.map(liveOn)).toEqual(['three', 'three'])
    }
  })

  it('refuses a release that was damaged, with everything as it was', async () => {
    fleet.write({ 'sub/page.html': 'good' })
    for (const version of ['one', 'two']) await release(version)
    writeFileSync(join(web2().releases, 'one/sub/page.html'), 'evil')
    const result = await fleet.rollback()
    expect(result.outputs).toMatchObject({ outcome: 'failed', 'reason-code': 'release-damaged', 'failed-hosts': 'web2' })
    expect(result.log).toContain('sub/page.html')
    expect(fleet.hosts.map(liveOn)).toEqual(['two', 'two'])
    rmSync(join(web2().releases, 'one/sub/page.html'))
    expect((await fleet.rollback()).outputs).toMatchObject({ 'reason-code': 'release-damaged' })
    rmSync(join(fleet.workspace, 'build/sub'), { recursive: true })
  })

  it('knows what a hook has changed in a release from what was damaged since', async () => {
    const hooks = { 'before-release': 'echo "changed on $SALLYPORT_HOST" >version.txt; echo made >made.txt' }
    for (const version of ['one', 'two']) {
      fleet.write({ 'page.html': `${version} page` })
      await release(version, { hooks })
    }
    expect((await fleet.rollback({}, { hooks })).outputs).toMatchObject({ outcome: 'released', release: 'one' })
    expect(fleet.hosts.map((host) => servedBy(host))).toEqual(['changed on web1', 'changed on web2'])
    await fleet.rollback({ release: 'two' }, { hooks })
    for (const [file, words] of [
      ['page.html', 'one p'],
      ['version.txt', 'one'],
    ] as const) {
      const kept = readFileSync(join(web2().releases, 'one', file), 'utf8')
      writeFileSync(join(web2().releases, 'one', file), words)
      const result = await fleet.rollback({ release: 'one' }, { hooks })
      expect(result.outputs).toMatchObject({ outcome: 'failed', 'reason-code': 'release-damaged', 'failed-hosts': 'web2' })
      expect(result.log).toContain(`differs: ${file}`)
      expect(fleet.hosts.map(liveOn)).toEqual(['two', 'two'])
      writeFileSync(join(web2().releases, 'one', file), kept)
    }
    rmSync(join(fleet.workspace, 'build/page.html'))
  })

  it('passes over releases that were found bad', async () => {
    await release('one')
    await release('bad', { 'health-check': { run: 'exit 1', retries: 0 } })
    await release('two')
    expect((await fleet.rollback()).outputs).toMatchObject({ outcome: 'released', release: 'one' })
  })

  it('lists releases with their standing, newest first, and marks the live one', async () => {
    await release('one')
    await release('bad', { 'health-check': { run: 'exit 1', retries: 0 } })
    await release('two')
    const before = await everything()
    const result = await fleet.rollback({ list: 'true' })
    expect(result.code).toBe(0)
    expect(result.outputs).toMatchObject({ outcome: 'unchanged', 'reason-code': 'listed' })
    const [first] = JSON.parse(result.outputs.releases ?? '') as Listed[]
    expect(first).toMatchObject({ host: 'web1', live: 'two' })
    expect(first?.releases.map(({ name, standing, version }) => `${name} ${standing} ${version}`)).toEqual([
      'two verified two',
      'bad failed bad',
      'one verified one',
    ])
    expect(result.log).toMatch(/→ two {2}good/)
    expect(await everything()).toBe(before)
  })

  it('previews without a trace', async () => {
    for (const version of ['one', 'two']) await release(version)
    const before = await everything()
    const result = await fleet.rollback({ 'dry-run': 'true' })
    expect(result.outputs).toMatchObject({ outcome: 'unchanged', 'reason-code': 'dry-run' })
    expect(result.log).toMatch(/web1: would go back to one/)
    expect(await everything()).toBe(before)
  })

  it('takes each host to its own previous one where the fleet is mixed', async () => {
    await release('one')
    await release('two', {}, { servers: 'web1' })
    await release('three')
    const result = await fleet.rollback()
    expect(endsOf(result)).toEqual(['web1 released three → two', 'web2 released three → one'])
    expect(result.outputs).toMatchObject({ outcome: 'released', release: '', previous: 'three' })
  })

  it('goes back in waves, checked; where the old one is not well it returns to where it was', async () => {
    for (const version of ['one', 'two']) await release(version)
    const check = { run: '[ "$SALLYPORT_HOST$(cat version.txt)" != web2one ]', retries: 0 }
    const result = await fleet.rollback({}, { 'health-check': check, waves: [1, '100%'] })
    expect(result.code).toBe(1)
    expect(result.outputs).toMatchObject({ outcome: 'failed', 'reason-code': 'health-check-failed' })
    expect(fleet.hosts.map(liveOn)).toEqual(['two', 'two'])
    expect(endsOf(result)).toEqual(['web1 rolled-back two → two', 'web2 rolled-back two → two'])
  })

  it('nothing changed: nothing sent, nothing switched, the name that is there', async () => {
    await fleet.write({ 'version.txt': 'same' })
    await fleet.deploy({ version: 'v1' })
    const inode = statSync(join(web1().live, 'version.txt')).ino
    const lines = journalOf(web1()).length
    const again = await fleet.deploy({ version: 'v1' }, {}, { env: { GITHUB_RUN_NUMBER: '8', GITHUB_RUN_ID: '4243' } })
    expect(again.code).toBe(0)
    expect(again.outputs).toMatchObject({ outcome: 'unchanged', 'reason-code': 'unchanged', release: 'v1-7', previous: 'v1-7' })
    expect(hostsOf(again).map(({ bytes, to }) => `${bytes} ${to}`)).toEqual(['0 v1-7', '0 v1-7'])
    expect(statSync(join(web1().live, 'version.txt')).ino).toBe(inode)
    expect(journalOf(web1())).toHaveLength(lines)
    expect(releasesOn(web1())).toEqual(['v1-7'])
  })

  it('other content under the same name is refused', async () => {
    await release('one')
    fleet.write({ 'version.txt': 'other' })
    const result = await fleet.deploy({ version: 'one', release: 'one' })
    expect(result.outputs).toMatchObject({ outcome: 'failed', 'reason-code': 'release-differs' })
    expect(fleet.hosts.map((host) => servedBy(host))).toEqual(['one', 'one'])
  })

  it('sends nothing for a release that is there, and almost nothing for its content by another name', async () => {
    fleet.write({ 'big.txt': Array.from({ length: 40_000 }, (_, index) => index * index).join('\n') })
    for (const version of ['one', 'two']) await release(version)
    await fleet.rollback()
    const again = await release('two')
    expect(endsOf(again)).toEqual(['web1 released one → two', 'web2 released one → two'])
    expect(hostsOf(again).map(({ bytes }) => bytes)).toEqual([0, 0])
    await fleet.rollback()
    const renamed = await fleet.deploy({ version: 'two', release: 'two-again' })
    expect(renamed.outputs).toMatchObject({ outcome: 'released', release: 'two-again' })
    for (const { bytes } of hostsOf(renamed)) expect(bytes).toBeLessThan(2000)
    rmSync(join(fleet.workspace, 'build/big.txt'))
  })

  it('finishes a fleet of which a part is released', async () => {
    await release('one')
    await release('two', {}, { servers: 'web2' })
    const result = await release('two')
    expect(result.outputs).toMatchObject({ outcome: 'released' })
    expect(endsOf(result)).toEqual(['web1 released one → two', 'web2 unchanged two → two'])
  })

  it('a release that was damaged where it was prepared is sent anew, not switched to as it is', async () => {
    for (const version of ['one', 'two']) await release(version)
    await fleet.rollback()
    appendFileSync(join(web1().releases, 'two/version.txt'), 'x')
    const result = await release('two')
    expect(result.log).toMatch(/two was altered on the host .*version\.txt.*sending it again/)
    expect(result.outputs).toMatchObject({ outcome: 'released' })
    expect(fleet.hosts.map((host) => servedBy(host))).toEqual(['two', 'two'])
  })

  it('a dry run says what would happen on each host and leaves no trace, not even a folder', async () => {
    const before = await everything()
    const hooks = { 'before-release': 'exit 1', 'after-release': 'exit 1' }
    const first = await release('one', { hooks }, { 'dry-run': 'true' })
    expect(first.code).toBe(0)
    expect(first.outputs).toMatchObject({ outcome: 'unchanged', 'reason-code': 'dry-run', release: 'one' })
    expect(await everything()).toBe(before)
    expect(existsSync(web1().releases)).toBe(false)
    for (const words of [
      '▸ web1',
      '▸ web2',
      'from nothing to one',
      'to send: 1 files, 3 B',
      'disk: ',
      'afterwards',
      'hooks: before-release, after-release',
    ])
      expect(first.log).toContain(words)
    await release('one')
    const between = await everything()
    const second = await release('two', {}, { 'dry-run': 'true' })
    expect(second.log).toMatch(/from one to two[\s\S]*to send: 1 files, 3 B.*the rest comes from one/)
    expect((await release('one', {}, { 'dry-run': 'true' })).log).toContain('unchanged: already serves one')
    expect(await everything()).toBe(between)
    expect(second.state).toEqual({ end: 'en' }) // nothing to clear up
  })

  it('a dry run tells of what would stand in the way', async () => {
    await release('one')
    fleet.write({ 'version.txt': 'other' })
    const result = await fleet.deploy({ version: 'one', release: 'one', 'dry-run': 'true' })
    expect(result.code).toBe(1)
    expect(result.outputs).toMatchObject({ outcome: 'failed', 'reason-code': 'release-differs' })
    expect(readFileSync(join(web1().live, 'version.txt'), 'utf8')).toBe('one')
  })
})
