import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { type Fleet, startFleet } from '../support/fleet.ts'
import { endsOf, leftOn, liveOn, releasesOn } from '../support/host-facts.ts'
import { describeWith } from '../support/needs.ts'

describeWith(['sshd', 'isolation'], 'hooks', () => {
  let fleet: Fleet
  const [web1, web2] = [() => fleet.hosts[0] as Fleet['hosts'][number], () => fleet.hosts[1] as Fleet['hosts'][number]]
  let number = 200
  /** A new version, released by a run of its own. */
  const release = (
    hooks: Record<string, unknown>,
    more: { env?: Record<string, string>; inputs?: Record<string, string>; deploy?: object } = {},
  ) => {
    number++
    fleet.write({ 'version.txt': `v${number}` })
    const env = { GITHUB_RUN_NUMBER: String(number), ...more.env }
    return fleet.deploy({ version: `v${number}`, ...more.inputs }, { hooks, ...more.deploy }, { env })
  }
  const name = () => `v${number}-${number}`

  beforeAll(async () => {
    fleet = await startFleet({ web1: {}, web2: {} })
    fleet.write({ 'version.txt': 'v1' })
    await fleet.deploy()
  })
  afterAll(() => fleet?.stop())

  it('runs all of them, each where it belongs, with its variables', async () => {
    const print = (hook: string) => `echo "${hook} in $PWD"; env | grep ^SALLYPORT_ | grep -v _HOOK= | sed 's/^/${hook} /'`
    const before = liveOn(web1())
    const hooks = ['before-download', 'after-download', 'before-release', 'after-release', 'after-rollback']
    const result = await release(Object.fromEntries(hooks.map((hook) => [hook, print(hook)])))
    expect(result.outputs).toMatchObject({ outcome: 'released' })
    const said = (source: string, hook: string) =>
      result.log
        .split('\n')
        .filter((line) => line.startsWith(`${source} │ ${hook} `))
        .map((line) => line.replace(`${source} │ ${hook} `, ''))
        .sort()
    const sha = '6dcb09b5b57875f334f61aebed695e2e4193db5e'
    const run = [
      'SALLYPORT_ENVIRONMENT=production',
      'SALLYPORT_PROJECT=shop',
      'SALLYPORT_RUN_URL=https://github.com/acme/shop/actions/runs/4242',
    ]
    expect(said('runner', 'before-download')).toEqual([...run, `in ${realpathSync(fleet.workspace)}`])
    expect(said('runner', 'after-download')).toEqual(
      [...run, `SALLYPORT_SHA=${sha}`, `SALLYPORT_VERSION=v${number}`, `in ${realpathSync(join(fleet.workspace, 'build'))}`].sort(),
    )
    for (const host of fleet.hosts) {
      const path = `${host.releases}/${name()}`
      const facts = [
        ...run,
        `SALLYPORT_HOST=${host.name}`,
        `SALLYPORT_LIVE_PATH=${host.live}`,
        `SALLYPORT_PREVIOUS_RELEASE=${before}`,
        `SALLYPORT_RELEASE=${name()}`,
        `SALLYPORT_RELEASE_PATH=${path}`,
        `SALLYPORT_SHA=${sha}`,
        `SALLYPORT_VERSION=v${number}`,
        `in ${path}`,
      ].sort()
      expect(said(host.name, 'before-release')).toEqual(facts)
      expect(said(host.name, 'after-release')).toEqual(facts)
    }
    expect(result.log).not.toContain('after-rollback in')
  })

  it('runs before-release while the old release is live, after-release when the new one is', async () => {
    const before = liveOn(web1())
    const look = 'echo "sees $(basename "$(readlink "$SALLYPORT_LIVE_PATH")")"'
    const result = await release({ 'before-release': look, 'after-release': look })
    const seen = result.log.split('\n').filter((line) => line.startsWith('web1 │ sees '))
    expect(seen).toEqual([`web1 │ sees ${before}`, `web1 │ sees ${name()}`])
  })

  it('tells after-rollback of the release that is live again', async () => {
    const before = liveOn(web1())
    const hook = 'echo "again $SALLYPORT_RELEASE $SALLYPORT_VERSION in $(basename "$PWD") instead of $SALLYPORT_PREVIOUS_RELEASE"'
    const result = await release({ 'after-release': 'exit 9', 'after-rollback': hook })
    expect(result.outputs).toMatchObject({ outcome: 'rolled-back', 'reason-code': 'hook-failed', 'rolled-back': 'true' })
    expect(result.log).toContain(`web1 │ again ${before} ${before.replace(/-\d+$/, '')} in ${before} instead of ${name()}`)
    const manual = await release({})
    expect(manual.outputs).toMatchObject({ outcome: 'released' })
    const back = await fleet.rollback({}, { hooks: { 'after-rollback': hook } })
    expect(back.outputs).toMatchObject({ outcome: 'released', release: before })
    expect(back.log).toContain(`web1 │ again ${before} ${before.replace(/-\d+$/, '')} in ${before} instead of ${name()}`)
  })

  it('takes a hook as a string, as run, as a file of the workspace, as a template with variables', async () => {
    const odd = {
      SPACED: 'a  b ',
      LINES: 'one\ntwo\n',
      QUOTES: `'"\`$(exit 7)\\n%s%%`,
      LETTERS: '部署 –✓',
      EMPTY: '',
      NUMBER: 7,
      _x: '=a=b',
    }
    writeFileSync(
      join(fleet.workspace, 'hook.sh'),
      '# of the workspace\necho "from a file: $0 $#"\nnot_closed() {\n  echo "function"\n}\nnot_closed\n',
    )
    const show = Object.keys(odd)
      .map((key) => `printf '%s<%s>' ${key} "$${key}" | od -An -tx1 | tr -d ' \\n'; echo`)
      .join('\n')
    const { config, ...inputs } =
      fleet.step(
        {},
        {
          hooks: {
            'before-download': 'echo "from a string"',
            'after-download': { use: 'show', with: odd },
            'before-release': { run: 'echo "from run"\necho second' },
            'after-release': { file: 'hook.sh' },
          },
        },
      ).inputs ?? {}
    const withTemplates = { ...JSON.parse(config ?? ''), 'hook-templates': { show: { run: show } } }
    for (const stage of ['after-download', 'before-release']) {
      const deploy = withTemplates.environments.production.deploy
      deploy.hooks[stage] = { use: 'show', with: odd }
      const result = await release({}, { inputs: { ...inputs, version: `v${number + 1}`, config: JSON.stringify(withTemplates) } })
      expect(result.outputs).toMatchObject({ outcome: 'released' })
      const source = stage === 'before-release' ? 'web1' : 'runner'
      for (const [key, value] of Object.entries(odd))
        expect(result.log).toContain(`${source} │ ${Buffer.from(`${key}<${value}>`).toString('hex')}`)
      expect(result.log).toContain('runner │ from a string')
      if (stage === 'after-download') expect(result.log).toContain('web2 │ from run\nweb2 │ second'.split('\n')[1])
      expect(result.log).toMatch(/web1 │ from a file: \S+ 0/)
      expect(result.log).toContain('web1 │ function')
    }
  })

  it('streams output while the hook runs, standard error too, half lines at the end', async () => {
    number++
    fleet.write({ 'version.txt': `v${number}` })
    const hook =
      'printf "half "; echo "error $SALLYPORT_HOST" >&2; echo "a line"; while [ ! -e ../go ]; do sleep 0.05; done; printf "the end"'
    const step = await fleet.start(
      { version: `v${number}` },
      { hooks: { 'after-release': hook } },
      { env: { GITHUB_RUN_NUMBER: String(number) } },
    )
    await step.waitForLine(/^web1 │ error web1$/)
    await step.waitForLine(/^web2 │ half a line$/)
    for (const host of fleet.hosts) writeFileSync(join(host.releases, 'go'), '')
    const result = await step.done
    expect(result.outputs).toMatchObject({ outcome: 'released' })
    expect(result.log).toMatch(/^web1 │ the end$/m)
  })

  it('prints nothing of a hook that the runner would obey', async () => {
    const lines = [
      '::set-output name=outcome::owned',
      '::add-mask::v1',
      '  ::error title=owned::owned',
      '##[error]owned',
      'x ##[set-env name=PATH]owned',
      '\\r::error::owned',
      'progress\\r::warning::owned',
      '::stop-commands::owned',
      '\\033[31m::error::owned\\033[0m',
      '\\v::error::owned',
    ]
    const hook = `printf '${lines.join('\\n')}\\n'; printf '::save-state name=ended::owned'; printf '%s' '::err'; sleep 0.1; echo 'or::owned' >&2; echo`
    const result = await release({ 'before-download': hook, 'after-download': hook, 'before-release': hook, 'after-release': hook })
    expect(result.outputs).toMatchObject({ outcome: 'released' })
    expect(result.log.match(/owned/g)?.length).toBeGreaterThan(50)
    const obeyed = result.commands.filter(({ data, properties }) => /owned/.test(data + JSON.stringify(properties)))
    expect(obeyed).toEqual([])
    expect(result.annotations).toEqual([])
    expect(Object.keys(result.state)).not.toContain('owned')
  })

  it('hides secrets in what hooks print, whole and line by line', async () => {
    const secret = 'correct-horse-battery'
    const key = 'line-one-of-it\nline-two-of-it'
    const hooks = {
      'before-download': 'for i in 1 2 3; do printf "say %s" "${API_TOKEN%battery}"; sleep 0.1; echo "battery"; done',
      'after-release': { use: 'say', with: { TOKEN: '$API_TOKEN', KEY: '${API_KEY}' } },
    }
    const base = fleet.step({}, { hooks }).inputs ?? {}
    const config = JSON.stringify({
      ...JSON.parse(base.config ?? ''),
      'hook-templates': {
        say: 'echo "say $TOKEN"; echo "$KEY"; printf "%s" "${TOKEN%battery}"; sleep 0.1; echo battery; [ "$TOKEN" = correct-horse-battery ] && echo right',
      },
    })
    const result = await release({}, { inputs: { config }, env: { API_TOKEN: secret, API_KEY: key } })
    expect(result.outputs).toMatchObject({ outcome: 'released' })
    expect(result.log).toContain('web1 │ right')
    expect(result.log).toContain('web1 │ say ***')
    expect(result.log).toContain('runner │ say ***')
    for (const part of [secret, ...key.split('\n')]) expect(result.log).not.toContain(part)
  })

  const failures = [
    { hook: 'before-download', live: 'before', states: 'none' },
    { hook: 'after-download', live: 'before', states: 'none' },
    { hook: 'before-release', live: 'before', states: 'failed' },
    { hook: 'after-release', live: 'before', states: 'rolled-back' },
  ] as const
  it.each(failures)('a failing $hook leaves every host as it was', async ({ hook, states }) => {
    const before = fleet.hosts.map(liveOn)
    const marker = (host: Fleet['hosts'][number]) => join(host.releases, 'marker')
    const only = hook.endsWith('download') ? '' : '[ "$SALLYPORT_HOST" = web2 ] || exit 0; '
    const result = await release({ [hook]: `${only}echo "it broke here"; exit 42` }, { deploy: { waves: [1, '100%'] } })
    expect(result.code).toBe(1)
    expect(result.outputs).toMatchObject({ outcome: states === 'rolled-back' ? 'rolled-back' : 'failed', 'reason-code': 'hook-failed' })
    expect(fleet.hosts.map(liveOn)).toEqual(before)
    for (const host of fleet.hosts) {
      expect(leftOn(host)).toEqual([])
      expect(existsSync(marker(host))).toBe(false)
    }
    const [error] = result.annotations.filter(({ level }) => level === 'error')
    expect(error?.message).toContain(hook)
    expect(error?.message).toContain('42')
    expect(error?.message).toContain('it broke here')
    if (states === 'none') return
    const ends = {
      failed: [`web1 left ${before[0]} → ${before[0]}`, `web2 failed ${before[1]} → ${before[1]}`],
      'rolled-back': fleet.hosts.map(({ name }, i) => `${name} rolled-back ${before[i]} → ${before[i]}`),
    }
    expect(endsOf(result)).toEqual(ends[states])
    expect(result.outputs['failed-hosts']).toBe('web2')
    expect(error?.title).toBe(`web2, ${hook.replace('-', ' ')}: hook-failed`)
  })

  it('an after-rollback that fails is the loudest failure, and the link is back all the same', async () => {
    const before = fleet.hosts.map(liveOn)
    const result = await release({ 'after-release': 'exit 1', 'after-rollback': 'echo cannot reload; exit 3' })
    expect(result.outputs).toMatchObject({ outcome: 'failed', 'reason-code': 'rollback-failed', 'failed-hosts': 'web1,web2' })
    expect(result.log).toContain('cannot reload')
    expect(fleet.hosts.map(liveOn)).toEqual(before)
  })

  it.each([
    { name: 'exit codes', script: 'exit 255', says: /exit code 255/ },
    { name: 'a signal', script: 'kill -KILL $$', says: /SIGKILL/ },
    { name: 'a syntax error', script: 'if true; then', says: /exit code 2/ },
    { name: 'an unknown command', script: 'no-such-command-here', says: /no-such-command-here.*not found[\s\S]*|exit code 127/ },
    { name: 'standard input that is closed', script: 'read line || exit 77', says: /exit code 77/ },
  ])('tells of $name', async ({ script, says }) => {
    const result = await release({ 'before-release': script })
    expect(result.outputs).toMatchObject({ 'reason-code': 'hook-failed' })
    expect(result.log).toMatch(says)
  })

  it('passes over what a login prints before a hook', async () => {
    writeFileSync(join(web1().sshd.home, '.bashrc'), 'echo "Welcome to web1"\n')
    const noisy = await startFleet({ noisy: { shell: 'bash' } })
    try {
      writeFileSync(join((noisy.hosts[0] as Fleet['hosts'][number]).sshd.home, '.bashrc'), 'echo "Welcome"; echo "again" >&2\n')
      noisy.write({ 'version.txt': 'v1' })
      const result = await noisy.deploy({}, { hooks: { 'after-release': 'echo done' }, 'health-check': { run: 'true', retries: 0 } })
      expect(result.outputs).toMatchObject({ outcome: 'released' })
      expect(result.log).not.toContain('sallyport-pid')
    } finally {
      await noisy.stop()
    }
  })

  it('refuses a hook file that is not there before anything is touched', async () => {
    const before = releasesOn(web2())
    const result = await release({ 'after-release': { file: 'missing.sh' } })
    expect(result.outputs).toMatchObject({ outcome: 'failed', 'reason-code': 'invalid-configuration' })
    expect(result.log).toContain('missing.sh')
    expect(releasesOn(web2())).toEqual(before)
  })

  it('leaves nothing of a hook behind: no script in an argument list or a file', async () => {
    const hook =
      'tr "\\000" " " </proc/$$/cmdline | grep -c in_the_arguments; find "$SALLYPORT_RELEASE_PATH/.." -newer . -type f | xargs grep -l in_the_files; true'
    const result = await release({ 'after-release': hook })
    expect(result.log).toMatch(/^web1 │ 0$/m)
    expect(readFileSync(join(web1().releases, '.sallyport/journal.jsonl'), 'utf8')).not.toContain('in_the')
    expect(result.log).not.toMatch(/^web1 │ .*\/(lock|manifests|journal)/m)
  })
})
