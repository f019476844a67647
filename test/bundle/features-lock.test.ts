import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals'
import { type Fleet, startFleet } from '../support/fleet.ts'
import { type FakeGithub, startGithub } from '../support/github-api.ts'
import { endsOf, journalOf, leftOn, liveOn } from '../support/host-facts.ts'
import { describeWith } from '../support/needs.ts'
import { jobToken } from '../support/runner-context.ts'
import { removeFolder, temporaryFolder } from '../support/temporary.ts'

const ago = (milliseconds: number): string => new Date(Date.now() - milliseconds).toISOString()
const other = { run: '9001', url: 'https://github.com/acme/shop/actions/runs/9001', actor: 'bob', since: ago(3_600_000) }

describeWith(['sshd'], 'the lock', () => {
  let fleet: Fleet
  let github: FakeGithub
  let number = 500
  const host = () => fleet.hosts[0] as Fleet['hosts'][number]
  const lock = () => join(host().releases, '.sallyport/lock')
  const run = (more: Record<string, string> = {}) => ({
    GITHUB_API_URL: github.url,
    GITHUB_RUN_NUMBER: String(number),
    GITHUB_RUN_ID: String(4000 + number),
    ...more,
  })
  const version = () => {
    number++
    fleet.write({ 'version.txt': `v${number}` })
    return `v${number}`
  }
  const deploy = (inputs: Record<string, string> = {}, settings: Record<string, unknown> = {}, env: Record<string, string> = {}) => {
    const inputsOfRun = { version: version(), ...inputs }
    return fleet.deploy(inputsOfRun, settings, { env: run(env) })
  }
  /** A lock as another run of the contract would have left it, what only we write included. */
  const heldBy = (owner: object) => {
    mkdirSync(lock(), { recursive: true })
    writeFileSync(
      join(lock(), 'owner.json'),
      JSON.stringify({ attempt: 1, repository: 'acme/shop', token: 'anothertoken', ...other, ...owner }),
    )
    const { uid, gid } = ownerOf()
    for (const path of [lock(), join(lock(), 'owner.json')]) chownSync(path, uid, gid)
  }
  const ownerOf = () => statSync(host().releases)

  beforeAll(async () => {
    github = await startGithub({ token: jobToken })
    fleet = await startFleet({ web1: {} })
    fleet.write({ 'version.txt': 'v1' })
    await fleet.deploy()
  })
  beforeEach(() => {
    for (const id of Object.keys(github.state.runs)) delete github.state.runs[id]
  })
  afterEach(() => rmSync(lock(), { recursive: true, force: true }))
  afterAll(async () => {
    await github?.close()
    await fleet?.stop()
  })

  it('refuses the second deployment of an environment, and says who is at it since when and where', async () => {
    const first = await fleet.start(
      { version: version() },
      { hooks: { 'before-release': 'echo ready; while [ ! -e ../go ]; do sleep 0.05; done' } },
      { env: run() },
    )
    await first.waitForLine(/│ ready$/)
    const owner = JSON.parse(readFileSync(join(lock(), 'owner.json'), 'utf8')) as Record<string, string>
    expect(owner).toMatchObject({
      run: String(4000 + number),
      url: `https://github.com/acme/shop/actions/runs/${4000 + number}`,
      actor: 'alice',
    })
    for (const time of [owner.since, owner.heartbeat]) expect(Date.now() - Date.parse(time ?? '')).toBeLessThan(60_000)
    const [name, serves] = [`v${number}-${number}`, liveOn(host())]
    const second = await deploy({}, {}, { GITHUB_TRIGGERING_ACTOR: 'carol' })
    expect(second.code).toBe(1)
    expect(second.outputs).toMatchObject({ outcome: 'failed', 'reason-code': 'locked', 'failed-hosts': 'web1' })
    for (const words of ['alice', owner.since ?? '', owner.url ?? '', owner.run ?? '', 'force-unlock', 'lock-wait'])
      expect(second.log).toContain(words)
    expect(liveOn(host())).toBe(serves)
    expect(second.log).not.toContain(owner.token)
    writeFileSync(join(host().releases, 'go'), '')
    expect((await first.done).outputs).toMatchObject({ outcome: 'released' })
    rmSync(join(host().releases, 'go'))
    expect(liveOn(host())).toBe(name)
    expect(existsSync(lock())).toBe(false)
  })

  it('waits for it where it is told to, and then finds nothing left to do', async () => {
    const step = () =>
      fleet.start(
        { version: `v${number}` },
        { 'lock-wait': '30s', hooks: { 'before-release': 'echo ready; while [ ! -e ../go ]; do sleep 0.05; done' } },
        { env: run({ GITHUB_RUN_ID: String(Math.random()).slice(2, 9) }) },
      )
    version()
    const first = await step()
    await first.waitForLine(/│ ready$/)
    const second = await step()
    await second.waitForLine(/locked by alice, run \d+ since \S+; waiting up to /)
    writeFileSync(join(host().releases, 'go'), '')
    expect((await first.done).outputs).toMatchObject({ outcome: 'released' })
    const result = await second.done
    rmSync(join(host().releases, 'go'))
    expect(result.outputs).toMatchObject({ outcome: 'unchanged' })
  })

  it('takes over from an earlier attempt of the same run at once', async () => {
    heldBy({ run: String(4000 + number + 1), attempt: 1, heartbeat: ago(1000) })
    const result = await deploy({}, {}, { GITHUB_RUN_ATTEMPT: '2' })
    expect(result.outputs).toMatchObject({ outcome: 'released' })
    expect(result.log).toMatch(/taking over the lock of bob.*earlier attempt/)
    expect(existsSync(lock())).toBe(false)
  })

  it('takes over from a run that GitHub says has ended, once its heartbeat is old', async () => {
    github.state.runs['9001'] = { status: 'completed', conclusion: 'cancelled' }
    heldBy({ heartbeat: ago(120_000) })
    const result = await deploy()
    expect(result.outputs).toMatchObject({ outcome: 'released' })
    expect(result.log).toMatch(/taking over the lock of bob, run 9001.*has ended/)
    expect(
      journalOf(host())
        .filter(({ event }) => event === 'unlocked')
        .at(-1),
    ).toMatchObject({ run: String(4000 + number), actor: 'alice' })
  })

  const kept = [
    {
      name: 'its run still works, though its heartbeat is old',
      state: { status: 'in_progress', conclusion: null } as const,
      owner: { heartbeat: ago(600_000) },
    },
    { name: 'GitHub does not know its run', state: undefined, owner: { heartbeat: ago(600_000) } },
    {
      name: 'it belongs to another repository',
      state: { status: 'completed', conclusion: 'success' } as const,
      owner: { heartbeat: ago(600_000), repository: 'evil/other' },
    },
    { name: 'it is the same attempt of this very run in another job', state: undefined, owner: { run: 'own', heartbeat: ago(1000) } },
  ]
  it.each(kept)('is kept when $name', async ({ state, owner }) => {
    if (state) github.state.runs['9001'] = state
    const serves = liveOn(host())
    heldBy({ ...owner, ...('run' in owner ? { run: String(4000 + number + 1) } : {}) })
    const before = readFileSync(join(lock(), 'owner.json'), 'utf8')
    const result = await deploy()
    expect(result.outputs).toMatchObject({ outcome: 'failed', 'reason-code': 'locked' })
    expect(readFileSync(join(lock(), 'owner.json'), 'utf8')).toBe(before)
    expect(liveOn(host())).toBe(serves)
  })

  it('is taken with force-unlock, and that is written down', async () => {
    heldBy({ heartbeat: ago(0) })
    const result = await deploy({ 'force-unlock': 'true' })
    expect(result.outputs).toMatchObject({ outcome: 'released' })
    expect(result.log).toMatch(/taking over the lock of bob.*force-unlock/)
    expect(
      journalOf(host())
        .filter(({ event }) => event === 'unlocked')
        .at(-1),
    ).toMatchObject({ run: String(4000 + number), actor: 'alice' })
    expect(leftOn(host())).toEqual([])
  })

  it('is taken over after a while when nothing tells its owner: none, a torn one, an empty one, one of another make', async () => {
    const owners = { none: undefined, torn: '{"run":"90', empty: '', odd: '[1]\n::error::owned\n' }
    const ruined = await startFleet(Object.fromEntries(Object.keys(owners).map((name) => [name, {}])))
    ruined.write({ 'version.txt': 'v1' })
    for (const [name, owner] of Object.entries(owners)) {
      const { releases, sshd } = ruined.hosts.find((each) => each.name === name) as Fleet['hosts'][number]
      const folders = ['', '.sallyport', '.sallyport/lock'].map((path) => join(releases, path))
      for (const folder of folders) mkdirSync(folder)
      const file = join(releases, '.sallyport/lock/owner.json')
      if (owner !== undefined) writeFileSync(file, owner)
      const { uid, gid } = statSync(sshd.home)
      for (const path of owner === undefined ? folders : [...folders, file]) chownSync(path, uid, gid)
    }
    const result = await ruined.deploy()
    await ruined.stop()
    expect(endsOf(result)).toEqual(Object.keys(owners).map((name) => `${name} released - → v1-7`))
    for (const name of Object.keys(owners)) expect(result.log).toMatch(new RegExp(`${name}: taking over .*names no owner`))
    expect(result.seconds).toBeGreaterThan(3)
    expect(result.annotations).toEqual([])
    expect(ruined.hosts.flatMap(leftOn)).toEqual([])
  })

  it('says hostile words of an owner without obeying them', async () => {
    heldBy({ actor: 'x\n::error::owned', url: 'javascript:alert(1)\r::add-mask::web1', heartbeat: ago(0) })
    const result = await deploy()
    expect(result.outputs).toMatchObject({ 'reason-code': 'locked' })
    expect(result.annotations.map(({ message }) => message)).not.toContain('owned')
    expect(result.commands.filter(({ name, data }) => name === 'add-mask' && data.includes('web1'))).toEqual([])
  })

  it('belongs to one environment: others go on meanwhile', async () => {
    heldBy({ heartbeat: ago(0) })
    const config = JSON.parse(fleet.step().inputs?.config ?? '') as { environments: { production: { deploy: object } } }
    const folder = await temporaryFolder('other')
    const { uid, gid } = ownerOf()
    chownSync(folder, uid, gid)
    const staging = { deploy: { ...config.environments.production.deploy, releases: `${folder}/releases`, live: `${folder}/live` } }
    const result = await deploy({ environment: 'staging', config: JSON.stringify({ ...config, environments: { staging } }) })
    removeFolder(folder)
    expect(result.outputs).toMatchObject({ outcome: 'released' })
  })

  it('guards a rollback too, but not a look', async () => {
    await deploy()
    heldBy({ heartbeat: ago(0) })
    const back = await fleet.rollback({}, {}, { env: run() })
    expect(back.outputs).toMatchObject({ outcome: 'failed', 'reason-code': 'locked' })
    for (const inputs of [{ list: 'true' }, { 'dry-run': 'true' }]) {
      const look = await fleet.rollback(inputs, {}, { env: run() })
      expect(look.outputs).toMatchObject({ outcome: 'unchanged' })
    }
    const preview = await deploy({ 'dry-run': 'true' })
    expect(preview.outputs).toMatchObject({ outcome: 'unchanged', 'reason-code': 'dry-run' })
    expect(preview.log).toMatch(/locked now by run 9001 of bob/)
  })

  it('leaves a journal of the contract’s keys, in the order things happened', async () => {
    const start = journalOf(host()).length
    const result = await deploy()
    expect(endsOf(result)[0]).toMatch(/web1 released/)
    const lines = journalOf(host()).slice(start)
    expect(lines.map(({ event }) => event).filter((event) => event !== 'removed')).toEqual(['prepared', 'switched', 'verified'])
    const known = ['time', 'event', 'release', 'version', 'sha', 'run', 'actor', 'from', 'digest']
    for (const line of journalOf(host())) {
      expect(Object.keys(line).filter((key) => !known.includes(key))).toEqual([])
      expect(Object.keys(line)).toEqual(expect.arrayContaining(['time', 'event', 'release', 'run', 'actor']))
      expect(new Date(line.time).toISOString()).toBe(line.time)
    }
    expect(lines[0]).toMatchObject({
      release: `v${number}-${number}`,
      version: `v${number}`,
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    expect(readdirSync(join(host().releases, '.sallyport')).sort()).toEqual(['journal.jsonl', 'manifests', 'spare'])
  })
})
