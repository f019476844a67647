import { randomBytes } from 'node:crypto'
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { type Fleet, startFleet } from '../support/fleet.ts'
import { describeWith } from '../support/needs.ts'
import { startProxy } from '../support/proxy.ts'
import type { StepResult } from '../support/runner.ts'

const stages = ['upload', 'before release', 'release', 'after release', 'verify']

/** The Mermaid chart of a page, read strictly enough that GitHub draws it: nodes by id, lanes, edges between what is there. */
function chartOf({ summary }: StepResult) {
  const [, chart = ''] = /```mermaid\n([\s\S]*?)\n```/.exec(summary) ?? []
  const [head, ...lines] = chart.split('\n')
  expect(head).toBe('flowchart LR')
  const nodes = new Map<string, { label: string; state: string }>()
  const classes = new Set<string>()
  const edges: [string, string][] = []
  const lanes: string[] = []
  let depth = 0
  for (const line of lines.map((words) => words.trim())) {
    const lane = /^subgraph (\w+)\["([^"]*)"\]$/.exec(line)
    const style = /^classDef (\w+) [\w:#,\-; ]+$/.exec(line)
    if (lane) {
      nodes.set(lane[1] ?? '', { label: lane[2] ?? '', state: 'lane' })
      lanes.push(lane[2] ?? '')
      depth++
    } else if (style) classes.add(style[1] ?? '')
    else if (line === 'end') depth--
    else if (line !== 'direction LR') {
      const ids = line.split(' --> ').map((part) => {
        const node = /^(\w+)(?:\["([^"]*)"\]:::(\w+))?$/.exec(part)
        expect(`${part}: ${node ? 'a node' : 'not a node'}`).toBe(`${part}: a node`)
        if (node?.[2] !== undefined) nodes.set(node[1] ?? '', { label: node[2], state: node[3] ?? '' })
        return node?.[1] ?? ''
      })
      for (const [index, id] of ids.slice(1).entries()) edges.push([ids[index] ?? '', id])
    }
  }
  expect(depth).toBe(0)
  for (const { state } of nodes.values()) if (state !== 'lane') expect(classes).toContain(state)
  for (const [from, to] of edges) for (const id of [from, to]) expect([...nodes.keys()]).toContain(id)
  const laneStates = (host: number) => stages.map((_, index) => nodes.get(`h${host}s${index}`)?.state)
  return { nodes, lanes, edges, laneStates }
}

describeWith(['sshd'], 'what people see', () => {
  let fleet: Fleet
  let number = 700
  const release = (deploy: Record<string, unknown> = {}, inputs: Record<string, string> = {}) => {
    number++
    fleet.write({ 'version.txt': `v${number}` })
    return fleet.deploy({ version: `v${number}`, ...inputs }, deploy, { env: { GITHUB_RUN_NUMBER: String(number) } })
  }
  const now = () => `v${number}-${number}`
  const broken = {
    'health-check': {
      run: '[ "$SALLYPORT_HOST" != web2 ] || [ "$SALLYPORT_VERSION" != "$(cat bad 2>/dev/null)" ]',
      retries: 1,
      every: '0s',
    },
  }

  beforeAll(async () => {
    fleet = await startFleet({ web1: {}, web2: {}, web3: {} })
    fleet.write({ 'version.txt': 'v1' })
    await fleet.deploy()
  })
  afterAll(() => fleet?.stop())

  it('a page with the flow, a row a host, and the releases that stay', async () => {
    const result = await release({ hooks: { 'after-release': 'true' } })
    expect(result.summary).toContain(`## shop → production: ${now()} released`)
    const rows = result.summary.split('\n').filter((line) => line.startsWith('| **'))
    expect(rows.map((row) => row.split(' | ').slice(0, 4).join(' | '))).toEqual(
      ['web1', 'web2', 'web3'].map((name) => `| **${name}** | released | <code>v1-7</code> | <code>${now()}</code>`),
    )
    expect(result.summary).toContain(`- web1, web2, web3: <code>v1-7</code> <code>${now()}</code>`)
    const chart = chartOf(result)
    expect(chart.lanes).toEqual(['web1', 'web2', 'web3'])
    expect(chart.laneStates(0)).toEqual(['succeeded', 'skipped', 'succeeded', 'succeeded', 'succeeded'])
    expect(
      [...chart.nodes.values()]
        .filter(({ state }) => state === 'succeeded')
        .every(({ label }) => /<br\/>[\d.]+ m?s$|start|download|package|release/.test(label)),
    ).toBe(true)
    expect(chart.edges.filter(([from]) => from === 's4').map(([, to]) => to)).toEqual(['h0', 'h1', 'h2'])
    expect(result.annotations).toEqual([])
  })

  it('when a wave fails: which host, at which stage, what to do; red, yellow and grey', async () => {
    await release()
    const before = now()
    fleet.write({ bad: `v${number + 1}` })
    const result = await release({ ...broken, waves: [1, 1, 1] })
    expect(result.outputs).toMatchObject({ outcome: 'rolled-back' })
    const chart = chartOf(result)
    expect(chart.laneStates(0)).toEqual(['succeeded', 'skipped', 'back', 'skipped', 'back'])
    expect(chart.laneStates(1)).toEqual(['succeeded', 'skipped', 'back', 'skipped', 'failed'])
    expect(chart.laneStates(2)).toEqual(['succeeded', 'skipped', 'waiting', 'waiting', 'waiting'])
    expect(result.summary).toMatch(/\| \*\*web2\*\* \| rolled back \| .*health check on web2 failed 2 time/)
    const [error] = result.annotations
    expect(result.annotations).toHaveLength(1)
    expect(error).toMatchObject({ level: 'error', title: 'web2, verify: health-check-failed' })
    expect(error?.message).toContain(`web2 serves ${before} now.`)
    expect(error?.message).toMatch(/Look at the application/)
    fleet.write({ bad: '' })
  })

  it('what is refused by the look at a host is red there, and says so: while planning, going back, behind a lock', async () => {
    await release({}, { release: 'same' })
    const differs = await release({}, { release: 'same' })
    const gone = await fleet.rollback({ release: 'no-such' })
    const lock = join(fleet.hosts[1]?.releases ?? '', '.sallyport/lock')
    mkdirSync(lock)
    writeFileSync(join(lock, 'owner.json'), JSON.stringify({ token: 'x', run: '1', repository: 'a/b', actor: 'bob', heartbeat: '' }))
    const locked = await release()
    rmSync(lock, { recursive: true })
    const states = { planning: differs, 'going back': gone, locking: locked }
    const red = ['failed', 'waiting', 'waiting', 'waiting', 'waiting']
    const grey = red.map(() => 'waiting')
    const lanes = Object.values(states).map((result) => [0, 1, 2].map((host) => chartOf(result).laneStates(host)))
    expect(lanes).toEqual([
      [red, red, red],
      [red, red, red],
      [grey, red, grey],
    ])
    const titles = (result: StepResult) => result.annotations.map(({ title }) => title)
    expect(titles(differs)).toEqual(['web1', 'web2', 'web3'].map((name) => `${name}, upload: release-differs`))
    expect(titles(gone)).toContain('web3, upload: no-release')
    expect(titles(locked)).toEqual(['web2, upload: locked'])
    const [, second] = JSON.parse(locked.outputs.hosts ?? '') as { error: object }[]
    expect(second?.error).toMatchObject({ code: 'locked', stage: 'upload', message: expect.stringContaining('bob') })
  })

  it('outputs of the contract’s shape, the same in `result`', async () => {
    const result = await release()
    const hosts = JSON.parse(result.outputs.hosts ?? '') as Record<string, unknown>[]
    for (const host of hosts) {
      expect(Object.keys(host)).toEqual(['host', 'state', 'from', 'to', 'seconds', 'bytes', 'error'])
      expect(host).toMatchObject({ state: 'released', to: now(), seconds: expect.any(Number), bytes: expect.any(Number), error: null })
      expect(host.bytes).toBeGreaterThan(0)
    }
    expect(JSON.parse(result.outputs.result ?? '')).toMatchObject({
      version: 1,
      outcome: 'released',
      'reason-code': 'released',
      release: now(),
      hosts,
    })
    expect(Object.keys(result.outputs).sort()).toEqual([
      'failed-hosts',
      'hosts',
      'outcome',
      'previous',
      'reason-code',
      'release',
      'result',
      'rolled-back',
    ])
  })

  const cases = [
    { name: 'a release', deploy: { hooks: { 'after-release': 'true' }, waves: [1, '100%'] }, inputs: {} },
    { name: 'a dry run', deploy: { hooks: { 'after-release': 'true' } }, inputs: { 'dry-run': 'true' } },
    { name: 'a failing health check', deploy: { 'health-check': { run: 'exit 1', retries: 1, every: '0s' } }, inputs: {} },
    { name: 'a health check without an answer', deploy: { 'health-check': { url: 'http://127.0.0.1:9/', retries: 0 } }, inputs: {} },
    { name: 'a failing hook', deploy: { hooks: { 'before-release': 'exit 1' } }, inputs: {} },
    { name: 'a hook that never ends', deploy: { hooks: { 'before-release': 'sleep 60' }, timeout: '2s' }, inputs: {} },
    { name: 'a missing shared path', deploy: { shared: ['nowhere'] }, inputs: {} },
  ]
  it.each(cases)('all of it in Chinese where the locale says so: $name', async ({ deploy, inputs }) => {
    const result = await release(deploy, { locale: 'zh-CN', ...inputs })
    const ours = (result.log + result.summary)
      .split('\n')
      .filter((line) => !/ │ |classDef|subgraph|direction LR|flowchart|^ *end$|```|-->/.test(line))
      .map((line) => line.replace(/<code>.*?<\/code>|https?:\S+|\/\S+/g, ''))
    const english =
      /\b(the|is|are|was|of|and|has|failed|release|host|hook|health|time|nothing|serves?|now|after|look|before|wave|to)\b(?!-)/i
    expect(
      ours.filter((line) =>
        english.test(
          line.replace(/before-release|after-release|after-rollback|health-check|hook-failed|shop → production|ECONNREFUSED.*/g, ''),
        ),
      ),
    ).toEqual([])
    expect(result.log).toMatch(/[\u4e00-\u9fff]/)
    expect([...chartOf(result).nodes.values()].filter(({ label, state }) => state !== 'lane' && !/[\u4e00-\u9fff]/.test(label))).toEqual([])
  })

  it('in Chinese where the configuration says so', async () => {
    const config = JSON.parse(fleet.step().inputs?.config ?? '') as object
    const result = await release({}, { config: JSON.stringify({ ...config, locale: 'zh-CN' }) })
    expect(result.log).toContain('已发布')
  })

  it('tells of a slow upload as it goes', async () => {
    const host = fleet.hosts[0] as Fleet['hosts'][number]
    await using proxy = await startProxy({ port: host.sshd.port }, { ratePerSecond: 400_000 })
    fleet.write({ 'in/a/folder/noise.bin': '' })
    writeFileSync(join(fleet.workspace, 'build/in/a/folder/noise.bin'), randomBytes(1_200_000))
    symlinkSync('in/a', join(fleet.workspace, 'build/link'))
    const config = JSON.parse(fleet.step().inputs?.config ?? '') as { servers: Record<string, { port: number }> }
    const slow = { ...config, servers: { ...config.servers, web1: { ...config.servers.web1, port: proxy.port } } }
    const result = await release({}, { config: JSON.stringify(slow), servers: 'web1' })
    expect(result.outputs).toMatchObject({ outcome: 'released' })
    const lines = result.log
      .split('\n')
      .filter((line) => /^Uploading: [\d.]+ (KiB|MiB) sent; 0 of 2 files, 0 of 1 hosts done\.$/.test(line))
    expect(lines.length).toBeGreaterThan(0)
    for (const path of ['in', 'link']) rmSync(join(fleet.workspace, 'build', path), { recursive: true })
  })

  it('names the person in charge where something is wrong', async () => {
    const config = JSON.parse(fleet.step().inputs?.config ?? '') as { servers: Record<string, object> }
    const owned = {
      ...config,
      people: { bob: { github: 'bob' } },
      servers: { ...config.servers, web1: { ...config.servers.web1, owner: 'bob' } },
    }
    const deploy = (owned as unknown as { environments: { production: { deploy: { hooks?: object } } } }).environments.production.deploy
    deploy.hooks = { 'before-release': 'exit 1' }
    const result = await release({}, { config: JSON.stringify(owned), servers: 'web1' })
    expect(result.annotations[0]?.message).toContain('In charge: bob.')
    expect(result.summary).toContain('In charge: bob.')
  })

  it('draws many hosts without drowning the page', async () => {
    const hostile = 'x'.repeat(60)
    const result = await release({}, { version: `${hostile}|<b>&"`, release: `${hostile}-1` })
    expect(result.outputs).toMatchObject({ outcome: 'released' })
    expect(result.summary.length).toBeLessThan(20_000)
    chartOf(result)
  })
})
