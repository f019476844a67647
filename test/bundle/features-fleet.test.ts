import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { type Fleet, startFleet } from '../support/fleet.ts'
import { endsOf, leftOn, liveOn } from '../support/host-facts.ts'
import { describeWith } from '../support/needs.ts'

const names = ['web1', 'web2', 'web3', 'web4']

describeWith(['sshd'], 'a fleet', () => {
  let fleet: Fleet
  let number = 300
  /** A new version by a run of its own. `sick`: hosts whose health check fails for it. */
  const release = (sick: readonly string[], deploy: Record<string, unknown> = {}, inputs: Record<string, string> = {}) => {
    number++
    fleet.write({ 'version.txt': `v${number}`, sick: ` ${sick.join(' ')} ` })
    const check = { run: 'grep -q " $SALLYPORT_HOST " sick && exit 1; true', retries: 0 }
    return fleet.deploy(
      { version: `v${number}`, ...inputs },
      { 'health-check': check, ...deploy },
      { env: { GITHUB_RUN_NUMBER: String(number) } },
    )
  }
  const now = () => `v${number}-${number}`
  const live = () => fleet.hosts.map(liveOn)

  beforeAll(async () => {
    const entry = (...tags: string[]) => ({ entry: { tags: ['web', ...tags] } })
    fleet = await startFleet({ web1: entry('canary'), web2: entry(), web3: entry('east'), web4: entry('east') })
  })
  afterAll(() => fleet?.stop())

  const waves = [
    { name: 'one wave by default', waves: undefined, expected: [names] },
    { name: 'a share of all', waves: [1, '50%', '100%'], expected: [['web1'], ['web2'], ['web3', 'web4']] },
    { name: 'shares that leave some over', waves: ['25%', '50%'], expected: [['web1'], ['web2', 'web3', 'web4']] },
    { name: 'tags', waves: ['canary', 'east'], expected: [['web1'], ['web3', 'web4', 'web2']] },
    {
      name: 'a tag and the rest',
      waves: ['east', '100%'],
      expected: [
        ['web3', 'web4'],
        ['web1', 'web2'],
      ],
    },
    { name: 'more than there are', waves: [9, 9], expected: [names] },
  ]
  it.each(waves)('goes live in waves: $name', async ({ waves, expected }) => {
    const result = await release([], waves ? { waves } : {})
    expect(result.outputs).toMatchObject({ outcome: 'released', 'failed-hosts': '', 'rolled-back': 'false' })
    const said = result.log.split('\n').flatMap((line) => /^▸ Wave \d+ of (\d+): (.*)$/.exec(line)?.[2]?.split(', ') ?? [])
    expect(said).toEqual(expected.flat())
    expect(result.log).toContain(`Wave ${expected.length} of ${expected.length}: ${expected.at(-1)?.join(', ')}`)
    expect(live()).toEqual(names.map(now))
  })

  it('pauses between waves, and a later wave is live only after the earlier one is well', async () => {
    const before = live()[3]
    const hook = `[ "$SALLYPORT_HOST" = web1 ] && echo "web4 serves $(basename "$(readlink "${fleet.hosts[3]?.live}")")"; true`
    const result = await release([], { waves: [1, '100%'], pause: '1s', hooks: { 'after-release': hook } })
    expect(result.log).toContain(`web4 serves ${before}`)
    expect(result.seconds).toBeGreaterThan(1)
  })

  it('works on no more hosts at once than “parallel” allows', async () => {
    const folder = join(fleet.workspace, '..', `${fleet.workspace.split('/').pop()}-x`)
    expect(existsSync(folder)).toBe(false)
    const log = join(fleet.hosts[0]?.releases ?? '', '../../parallel.log')
    const hook = `echo "+ $SALLYPORT_HOST"; sleep 0.2; echo "- $SALLYPORT_HOST"`
    const result = await release([], { parallel: 2, hooks: { 'before-release': hook } })
    expect(existsSync(log)).toBe(false)
    let [running, most] = [0, 0]
    for (const line of result.log.split('\n')) {
      const sign = /│ ([+-]) web\d$/.exec(line)?.[1]
      if (sign) running += sign === '+' ? 1 : -1
      most = Math.max(most, running)
    }
    expect(most).toBe(2)
  })

  /** `serve`: what each host serves afterwards, n the new release, o the old one. */
  const policies = [
    {
      policy: 'rollback',
      scope: 'fleet',
      sick: ['web2'],
      budget: 0,
      serve: 'oooo',
      outcome: 'rolled-back',
      states: 'rolled-back rolled-back rolled-back left',
    },
    {
      policy: 'rollback',
      scope: 'wave',
      sick: ['web3'],
      budget: 0,
      serve: 'nooo',
      outcome: 'partly-released',
      states: 'released rolled-back rolled-back left',
    },
    {
      policy: 'rollback',
      scope: 'host',
      sick: ['web3'],
      budget: 0,
      serve: 'nnoo',
      outcome: 'partly-released',
      states: 'released released rolled-back left',
    },
    {
      policy: 'rollback',
      scope: 'none',
      sick: ['web2'],
      budget: 0,
      serve: 'nnno',
      outcome: 'partly-released',
      states: 'released failed released left',
    },
    {
      policy: 'rollback',
      scope: 'fleet',
      sick: ['web2'],
      budget: 1,
      serve: 'nonn',
      outcome: 'partly-released',
      states: 'released rolled-back released released',
    },
    {
      policy: 'rollback',
      scope: 'fleet',
      sick: ['web2'],
      budget: '25%',
      serve: 'nonn',
      outcome: 'partly-released',
      states: 'released rolled-back released released',
    },
    {
      policy: 'rollback',
      scope: 'fleet',
      sick: ['web1', 'web4'],
      budget: 1,
      serve: 'oooo',
      outcome: 'rolled-back',
      states: 'rolled-back rolled-back rolled-back rolled-back',
    },
    {
      policy: 'stop',
      scope: 'fleet',
      sick: ['web2'],
      budget: 0,
      serve: 'nnno',
      outcome: 'partly-released',
      states: 'released failed released left',
    },
    { policy: 'stop', scope: 'fleet', sick: ['web1'], budget: 0, serve: 'nooo', outcome: 'failed', states: 'failed left left left' },
    {
      policy: 'continue',
      scope: 'fleet',
      sick: ['web2', 'web3'],
      budget: 0,
      serve: 'noon',
      outcome: 'partly-released',
      states: 'released rolled-back rolled-back released',
    },
    {
      policy: 'continue',
      scope: 'none',
      sick: ['web2'],
      budget: 0,
      serve: 'nnnn',
      outcome: 'partly-released',
      states: 'released failed released released',
    },
    {
      policy: 'continue',
      scope: 'host',
      sick: names,
      budget: 0,
      serve: 'oooo',
      outcome: 'rolled-back',
      states: 'rolled-back rolled-back rolled-back rolled-back',
    },
  ]
  it.each(policies)(
    '$policy, $scope, $budget may fail, $sick fail: $serve',
    async ({ policy, scope, sick, budget, serve, outcome, states }) => {
      const old = live()
      const result = await release(sick, { waves: [1, 2, 1], 'on-host-failure': policy, rollback: scope, 'max-failed': budget })
      const serves = [...serve].map((letter, index) => (letter === 'n' ? now() : old[index]))
      expect(live()).toEqual(serves)
      expect(endsOf(result)).toEqual(names.map((name, index) => `${name} ${states.split(' ')[index]} ${old[index]} → ${serves[index]}`))
      expect(result.code).toBe(1)
      expect(result.outputs).toMatchObject({
        outcome,
        'reason-code': 'health-check-failed',
        previous: new Set(old).size === 1 ? old[0] : '',
        release: now(),
        'rolled-back': String(states.includes('rolled-back')),
      })
      const failed = result.outputs['failed-hosts']?.split(',') ?? []
      for (const name of failed) expect(sick).toContain(name)
      expect(failed.length).toBeGreaterThan(0)
      for (const host of fleet.hosts) expect(leftOn(host)).toEqual([])
      const errors = result.annotations.filter(({ level }) => level === 'error')
      for (const name of failed) expect(errors.map(({ title }) => title)).toContain(`${name}, verify: health-check-failed`)
      if (states.includes('failed')) await release([]) // nobody may serve what is sick when the next one begins
    },
  )

  it('a host that fails while preparing keeps the whole fleet from going live', async () => {
    await release([])
    const old = live()
    const result = await release([], { hooks: { 'before-release': '[ "$SALLYPORT_HOST" != web4 ]' } })
    expect(live()).toEqual(old)
    expect(result.outputs).toMatchObject({
      outcome: 'failed',
      'reason-code': 'hook-failed',
      'failed-hosts': 'web4',
      'rolled-back': 'false',
    })
    expect(endsOf(result).map((end) => end.split(' ')[1])).toEqual(['left', 'left', 'left', 'failed'])
  })

  it('but not within the budget, nor where it goes on', async () => {
    for (const deploy of [{ 'max-failed': 1 }, { 'on-host-failure': 'continue' }]) {
      const old = live()
      const result = await release([], { hooks: { 'before-release': '[ "$SALLYPORT_HOST" != web4 ]' }, ...deploy })
      expect(live()).toEqual([now(), now(), now(), old[3]])
      expect(result.outputs).toMatchObject({ outcome: 'partly-released', 'failed-hosts': 'web4' })
      expect(result.code).toBe(1)
    }
  })

  it('converges when it is deployed again, and leaves those alone that serve it', async () => {
    await release(['web3'], { 'on-host-failure': 'continue' })
    expect(live()[2]).not.toBe(now())
    const result = await fleet.deploy(
      { version: `v${number}` },
      {},
      { env: { GITHUB_RUN_NUMBER: String(number), GITHUB_RUN_ATTEMPT: '2' } },
    )
    expect(result.outputs).toMatchObject({ outcome: 'released', release: now() })
    expect(endsOf(result).map((end) => end.split(' ')[1])).toEqual(['unchanged', 'unchanged', 'released', 'unchanged'])
    expect(JSON.parse(result.outputs.hosts ?? '').map(({ bytes }: { bytes: number }) => bytes)).toEqual([0, 0, 0, 0])
    expect(live()).toEqual(names.map(now))
  })

  it('touches only the servers that are asked for, by name and tag', async () => {
    const old = live()
    const result = await release([], {}, { servers: 'canary, web2 # not the east' })
    expect(live()).toEqual([now(), now(), old[2], old[3]])
    expect(endsOf(result).map((end) => end.split(' ')[0])).toEqual(['web1', 'web2'])
  })

  it('refuses a server that is unknown, and names the nearest', async () => {
    const old = live()
    const result = await release([], {}, { servers: 'web1,wbe2' })
    expect(result.code).toBe(1)
    expect(result.outputs).toMatchObject({ outcome: 'failed', 'reason-code': 'unknown-server' })
    expect(result.log).toMatch(/wbe2[\s\S]*web2/)
    expect(live()).toEqual(old)
  })

  it('keeps two environments apart, though they are released at once', async () => {
    fleet.write({ 'version.txt': 'both', sick: '' })
    const config = JSON.parse(fleet.step().inputs?.config ?? '') as { environments: Record<string, unknown> }
    const root = join(fleet.hosts[0]?.releases ?? '', '../..')
    const paths = { releases: `${root}/{server}/codes/{project}/{environment}`, live: `${root}/{server}/www/{environment}/{project}` }
    const environments = Object.fromEntries(['staging', 'preview'].map((name) => [name, { deploy: { servers: ['web'], ...paths } }]))
    const deploy = (environment: string) =>
      fleet.deploy({ environment, version: 'both', config: JSON.stringify({ ...config, environments }) })
    const results = await Promise.all([deploy('staging'), deploy('preview')])
    expect(results.map(({ outputs }) => outputs.outcome)).toEqual(['released', 'released'])
    for (const name of names)
      for (const environment of ['staging', 'preview'])
        expect(readFileSync(join(root, name, 'www', environment, 'shop/version.txt'), 'utf8')).toBe('both')
  })
})
