import {
  appendFileSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals'
import { agentScript } from '../../src/deploy/host/scripts.ts'
import { loading } from '../../src/deploy/host/shell-command.ts'
import { uidOf } from '../support/accounts.ts'
import type { Fleet, TestHost } from '../support/fleet.ts'
import { describeWith } from '../support/needs.ts'
import { patchedAction } from '../support/patched-action.ts'
import type { StepResult } from '../support/runner.ts'
import { removeFolder, temporaryFolder } from '../support/temporary.ts'
import { expectSettled, keepState, picture } from './faults-hosts.ts'
import { watchMemory } from './faults-memory.ts'
import { fleetOnV1 } from './faults-through.ts'

/** A shell that answers in place of ours when a file beside the home says so. */
const [size = ''] = /bs=\d+ /.exec(loading(agentScript).command) ?? []
const sh = `#!/bin/dash
case "$*" in *'${size}'*) [ ! -f "$HOME/answer" ] || { dd ${size} count=1 iflag=fullblock >/dev/null 2>&1; . "$HOME/answer"; } ;; esac
exec "$MACHINE/sh" "$@"`
/** Commands that do nothing, well, when a file beside the home names them. */
const lazy = (name: string) => `#!/bin/sh\n[ "$(cat "$HOME/lazy" 2>/dev/null)" = ${name} ] && exit 0\nexec "$MACHINE/${name}" "$@"`

describeWith(['sshd', 'isolation', 'bash'], 'a host that is not what it should be', () => {
  let fleet: Fleet
  let restore: () => void
  let odd: TestHost

  /** The action with a second for a host that does not answer, in place of ten, once the time of the run is over. */
  let hasty: string
  let folder: string

  beforeAll(async () => {
    folder = await temporaryFolder('hasty')
    hasty = patchedAction(folder, 'deploy', [[/1e4:2e3/, '1e3:2e3']])
    const commands = { sh, mv: lazy('mv'), tar: lazy('tar'), ln: lazy('ln'), cp: lazy('cp') }
    fleet = await fleetOnV1({ web1: {}, odd: { shell: 'bash', commands } })
    odd = fleet.hosts[1] as TestHost
    restore = keepState(fleet)
  })
  afterAll(async () => {
    removeFolder(folder)
    await fleet.stop()
  })
  beforeEach(() => {
    restore()
    for (const name of ['answer', 'lazy', '.bashrc', '.profile']) rmSync(join(odd.sshd.home, name), { force: true })
  })

  const put = (name: string, words: string) => writeFileSync(join(odd.sshd.home, name), words)
  const deploy = (version = 'v2', settings: Readonly<Record<string, unknown>> = {}) => fleet.deploy({ version }, settings)
  const onlyOurs = (result: StepResult) =>
    expect(
      result.commands
        .map(({ name }) => name)
        .filter((name) => !['group', 'endgroup', 'error', 'warning', 'notice', 'add-mask'].includes(name)),
    ).toEqual([])

  async function expectRefused(result: StepResult, code: RegExp): Promise<void> {
    expect(result.code).toBe(1)
    expect(result.outputs['reason-code']).toMatch(code)
    onlyOurs(result)
    expect(fleet.hosts.map((host) => picture(host).live)).toEqual(['v1-7', 'v1-7'])
    rmSync(join(odd.sshd.home, 'answer'), { force: true })
    rmSync(join(odd.sshd.home, 'lazy'), { force: true })
    expect((await deploy('v2', { timeout: '20s' })).outputs.outcome).toBe('released')
    await expectSettled(fleet, 'v2-7')
  }

  const greet = "echo 'sallyport-agent 1'; "
  const answers = [
    { name: 'garbage', answer: 'head -c 3000 /dev/urandom; exit 0', code: /^host-answer$/ },
    { name: 'garbage after the greeting', answer: `${greet}head -c 100000 /dev/urandom; exit 0`, code: /^host-answer$/ },
    { name: 'lines without end before the greeting', answer: 'yes a line; exit', code: /^host-answer$/ },
    { name: 'lines without end after it', answer: `${greet}yes a line; exit`, code: /^host-answer$/ },
    { name: 'one line without end', answer: `${greet}cat /dev/zero; exit`, code: /^host-answer$/ },
    { name: 'a length that is none', answer: `${greet}echo 'blob 99999999999999'; cat /dev/zero; exit`, code: /^host-answer$/ },
    { name: 'nothing, and stays', answer: 'exec sleep 30', code: /^timed-out$/, settings: { timeout: '3s' } },
    { name: 'nothing, and goes', answer: 'exit 0', code: /^host-answer$/ },
    { name: 'well done to everything', answer: `${greet}while read -r x; do echo 'done ok'; done; exit`, code: /^host-answer$/ },
    {
      name: 'refusals that look like commands',
      answer: `${greet}while read -r x; do echo 'done ::error::x ##[error]y'; done; exit`,
      code: /^host-answer$/,
    },
    {
      name: 'a hostile owner of the lock',
      answer: `${greet}while read -r x; do printf 'lock {"token":"x","run":"1","actor":"\\\\u001b]0;x\\\\u0007\\\\n::error::pwned","url":"::error::pwned","since":"##[error]","heartbeat":"","attempt":1,"repository":"../.."}\\ndone locked\\n'; done; exit`,
      code: /^locked$/,
    },
  ]

  it.each(answers)('that answers $name', async ({ answer, code, settings = {} }) => {
    put('answer', answer)
    const step = await fleet.start({ version: 'v2' }, settings, { folder: hasty })
    const peak = watchMemory(step)
    const result = await step.done
    expect(peak()).toBeLessThan(400)
    expect(result.seconds).toBeLessThan(60)
    expect(result.raw.length).toBeLessThan(100_000)
    expect(result.log).not.toContain('\u001b]0;')
    await expectRefused(result, code)
  })

  it('whose login scripts talk: it does not matter', async () => {
    put('.bashrc', 'echo "Welcome to this host"; echo "done ok"; echo warning >&2; for i in 1 2 3; do echo "line $i"; done')
    put('.profile', 'echo profile')
    const result = await deploy('v2', { hooks: { 'after-release': 'echo told' } })
    expect([result.code, result.outputs.outcome]).toEqual([0, 'released'])
    await expectSettled(fleet, 'v2-7')
  })

  it('whose login scripts talk without end: it says what is wrong', async () => {
    put('.bashrc', 'yes welcome')
    const result = await deploy('v2', { timeout: '20s' })
    expect(result.log).toContain('sh -c true')
    rmSync(join(odd.sshd.home, '.bashrc'))
    await expectRefused(result, /^host-answer$/)
  })

  it.each(['mv', 'tar', 'ln', 'cp'])('whose %s does nothing and says that all is well: nothing is believed', async (name) => {
    put('lazy', name)
    const result = await deploy()
    if (result.code === 0)
      await expectSettled(fleet, 'v2-7') // found out, and done in another way
    else await expectRefused(result, /^(release-damaged|switch-failed|no-release|host-failed|host-permission|rollback-failed|lock-lost)$/)
  })

  const v1 = () => join(odd.releases, 'v1-7')
  const manifest = () => join(odd.releases, '.sallyport/manifests/v1-7')
  const lies = [
    { name: 'names files that are not there', lie: () => appendFileSync(manifest(), `zzz.txt\tf\t644\t4\t${'0'.repeat(64)}\n`) },
    { name: 'names files outside', lie: () => appendFileSync(manifest(), `zz/../../../../canary\tf\t644\t4\t${'0'.repeat(64)}\n`) },
    {
      name: 'has another digest for a file',
      lie: () => writeFileSync(manifest(), readFileSync(manifest(), 'utf8').replace(/[0-9a-f]{64}/, 'f'.repeat(64))),
    },
    { name: 'is garbage', lie: () => writeFileSync(manifest(), '\u0000\u0001 no manifest') },
    { name: 'is empty', lie: () => writeFileSync(manifest(), '') },
    { name: 'is a link to another file', lie: () => linkInstead(manifest(), '/etc/passwd') },
    { name: 'tells of content that was changed by hand', lie: () => writeFileSync(join(v1(), 'last.txt'), 'by hand') },
  ]
  it.each(lies)('whose manifest of the live release $name: the next release is right all the same', async ({ lie }) => {
    writeFileSync(join(odd.sshd.home, '../canary'), 'here')
    lie()
    fleet.write({ 'version.txt': 'v2' })
    const result = await deploy()
    expect([result.code, result.outputs.outcome]).toEqual([0, 'released'])
    await expectSettled(fleet, 'v2-7')
    expect(existsSync(join(odd.sshd.home, '../canary'))).toBe(true)
  })

  it('whose releases folder is full of tricks: no link is followed, nothing outside is touched', async () => {
    const outside = join(odd.sshd.home, 'outside')
    mkdirSync(outside)
    writeFileSync(join(outside, 'precious'), 'kept')
    symlinkSync(outside, join(odd.releases, '.incoming-v2-7'))
    symlinkSync(outside, join(odd.releases, '.removing-old'))
    symlinkSync(outside, join(odd.releases, '.incoming-$(reboot)'))
    symlinkSync(outside, join(odd.releases, 'v0-7'))
    symlinkSync('/', join(odd.releases, '.incoming-root'))
    mkdirSync(join(odd.releases, '.incoming-x\ny'))
    const result = await deploy('v2', { keep: 1 })
    expect([result.code, result.outputs.outcome]).toEqual([0, 'released'])
    expect(readFileSync(join(outside, 'precious'), 'utf8')).toBe('kept')
    expect(picture(odd).live).toBe('v2-7')
    rmSync(outside, { recursive: true })
  })

  it('whose next release is a link already: it is not served', async () => {
    const outside = join(odd.sshd.home, 'outside')
    mkdirSync(outside)
    symlinkSync(outside, join(odd.releases, 'v2-7'))
    const result = await deploy()
    expect(result.code).toBe(1)
    expect(picture(odd).live).toBe('v1-7')
    rmSync(join(odd.releases, 'v2-7'))
    rmSync(outside, { recursive: true })
    await expectRefused(result, /./)
  })

  it('whose .sallyport is a link to elsewhere: kept there as well', async () => {
    const elsewhere = join(odd.sshd.home, 'elsewhere')
    renameSync(join(odd.releases, '.sallyport'), elsewhere)
    symlinkSync(elsewhere, join(odd.releases, '.sallyport'))
    expect((await deploy()).outputs.outcome).toBe('released')
    expect(lstatSync(join(odd.releases, '.sallyport')).isSymbolicLink()).toBe(true)
    await expectSettled(fleet, 'v2-7')
    rmSync(elsewhere, { recursive: true })
  })

  it('whose journal is hostile: read for what it is worth', async () => {
    const journal = join(odd.releases, '.sallyport/journal.jsonl')
    const lines = [
      '{"time":"::error::pwned","event":"verified","release":"v1-7","version":"\\u001b]0;x\\u0007\\n::error::pwned","from":"../../.."}',
      '{"release":"v1-7"',
      'null',
      `{"time":"9","event":"switched","release":"v1-7","from":"${'x'.repeat(100_000)}"}`,
      '{"time":"2026","event":"removed","release":"../../etc"}',
      '\u0000\u0007 ::error::pwned',
      'no end of line',
    ]
    appendFileSync(journal, lines.join('\n'))
    const result = await deploy()
    expect([result.code, result.outputs.outcome]).toEqual([0, 'released'])
    onlyOurs(result)
    expect(result.annotations).toEqual([])
    await expectSettled(fleet, 'v2-7')
    expect(
      readFileSync(journal, 'utf8')
        .split('\n')
        .filter((line) => line.includes('v2-7'))
        .every((line) => JSON.parse(line).release),
    ).toBe(true)
    const listed = await fleet.rollback({ list: 'true' })
    expect(listed.log).not.toContain('\u001b]0;')
    onlyOurs(listed)
  })

  it('whose lock names somebody hostile: shown, not obeyed', async () => {
    const lock = join(odd.releases, '.sallyport/lock')
    const owner = {
      token: 'x',
      run: '1\n::error::pwned',
      attempt: 1,
      repository: 'a/b',
      url: '::error::pwned',
      actor: '\u001b]0;x\u0007\n##[error]pwned',
      since: '::add-mask::v1',
      heartbeat: 'never',
    }
    mkdirSync(lock)
    writeFileSync(join(lock, 'owner.json'), `${JSON.stringify(owner)}\n::error::pwned\n`)
    const shut = await fleet.deploy({ version: 'v2', 'force-unlock': 'true' })
    expect([shut.code, shut.outputs['reason-code']]).toEqual([1, 'host-permission']) // root's: it cannot be taken
    for (const path of [lock, join(lock, 'owner.json')]) chownSync(path, uidOf(odd.sshd.user), uidOf(odd.sshd.user))
    for (const result of [await deploy(), await fleet.deploy({ version: 'v2', 'dry-run': 'true' })]) {
      onlyOurs(result)
      expect(result.log).not.toContain('\u001b]0;')
      expect(result.annotations.map(({ message }) => message)).not.toContain('pwned')
      expect(result.summary).not.toContain('::error')
    }
    expect(picture(odd).live).toBe('v1-7')
    const forced = await fleet.deploy({ version: 'v2', 'force-unlock': 'true' })
    expect(forced.outputs.outcome).toBe('released')
    await expectSettled(fleet, 'v2-7')
  })

  it('whose live link names a release outside of its folder: left as a link of somebody else, and restored on the way back', async () => {
    rmSync(odd.live)
    symlinkSync('../../../etc', odd.live)
    const result = await deploy('v2', { 'health-check': { run: 'false', retries: 0 } })
    expect(result.outputs.outcome).toBe('rolled-back')
    expect(readlinkSync(odd.live)).toBe('../../../etc')
  })
})

function linkInstead(path: string, target: string): void {
  rmSync(path)
  symlinkSync(target, path)
}
