import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { type Fleet, startFleet } from '../support/fleet.ts'
import { liveOn } from '../support/host-facts.ts'
import { makeKey } from '../support/keys.ts'
import { describeWith } from '../support/needs.ts'
import { runAction } from '../support/runner.ts'
import { readTree } from '../support/trees.ts'

type Change = (config: Config) => void
interface Config {
  project?: unknown
  servers: Record<string, Record<string, unknown>>
  environments: Record<string, { deploy: Record<string, unknown>; [key: string]: unknown }>
  [key: string]: unknown
}

describeWith(['sshd'], 'bad input', () => {
  let fleet: Fleet
  let before: string
  /** A deployment may look at hosts while it reads its source, but not where its order is wrong already. */
  const countSessions = () => fleet.hosts.reduce((sum, { sshd }) => sum + sshd.log().split('Starting session').length - 1, 0)
  let sessions = 0
  const state = async () => JSON.stringify(await Promise.all(fleet.hosts.map(async ({ sshd }) => [...(await readTree(sshd.home))])))
  const configWith = (change: Change): string => {
    const config = JSON.parse(fleet.step().inputs?.config ?? '') as Config
    change(config)
    return JSON.stringify(config)
  }
  const web1 = (config: Config) => config.servers.web1 as Record<string, unknown>
  const deploySection = (config: Config) => config.environments.production?.deploy as Record<string, unknown>

  beforeAll(async () => {
    fleet = await startFleet({ web1: {}, web2: {} })
    fleet.write({ 'version.txt': 'v1' })
    before = await state()
  })
  afterAll(() => fleet?.stop())

  /** One clear message: what is wrong and where, in one error; the reason; no connection to any host; no stack of ours. */
  async function expectRefused(result: Awaited<ReturnType<typeof runAction>>, reason: string | RegExp, says: readonly (string | RegExp)[]) {
    const errors = result.annotations.filter(({ level }) => level === 'error')
    expect(result.log).not.toMatch(/^ {4}at /m)
    expect(result.code).toBe(1)
    expect(result.outputs.outcome).toBe('failed')
    expect(result.outputs['reason-code']).toMatch(reason)
    expect(JSON.parse(result.outputs.result ?? '')).toMatchObject({
      version: 1,
      outcome: 'failed',
      'reason-code': result.outputs['reason-code'],
    })
    expect(errors).toHaveLength(1)
    for (const words of says) expect(errors[0]?.message).toMatch(words)
    const [was, is] = [sessions, countSessions()]
    sessions = is
    if (/configuration|secret|key|environment|server/.test(String(reason))) expect(is).toBe(was)
    expect(await state()).toBe(before)
  }

  const inputs: readonly { name: string; inputs: Record<string, string>; reason: string; says: readonly (string | RegExp)[] }[] = [
    {
      name: 'no environment',
      inputs: { environment: '' },
      reason: 'invalid-input',
      says: ['environment', /Where: with: environment/, 'What to do'],
    },
    {
      name: 'an unknown environment',
      inputs: { environment: 'producton' },
      reason: 'unknown-environment',
      says: ['producton', 'production'],
    },
    { name: 'a boolean that is none', inputs: { 'dry-run': 'yes' }, reason: 'invalid-input', says: ['dry-run', 'yes', 'true or false'] },
    { name: 'a locale that is none', inputs: { locale: 'zh' }, reason: 'invalid-input', says: ['locale', 'zh-CN'] },
    { name: 'an unknown server', inputs: { servers: 'web1x' }, reason: 'unknown-server', says: ['web1x', 'web1'] },
    { name: 'a release that is a path', inputs: { release: '../../etc' }, reason: 'invalid-input', says: [/etc/, /Where: with: release/] },
    { name: 'a release that is an option', inputs: { release: '-rf' }, reason: 'invalid-input', says: ['-rf'] },
    { name: 'a release of shell', inputs: { release: '$(reboot)' }, reason: 'invalid-input', says: ['reboot'] },
    { name: 'a release that is kept for us', inputs: { release: 'shared' }, reason: 'invalid-input', says: ['shared'] },
    { name: 'a release too long', inputs: { release: 'x'.repeat(129) }, reason: 'invalid-input', says: ['128'] },
    { name: 'a version of nothing usable', inputs: { version: '…/—' }, reason: 'invalid-input', says: [/Where: with: version/] },
    { name: 'a project that is a path', inputs: { project: '../other' }, reason: 'invalid-input', says: [/project/] },
    { name: 'no source', inputs: { source: 'missing' }, reason: 'source-empty', says: ['missing', 'does not exist'] },
    {
      name: 'a configuration file that is not there',
      inputs: { config: '' },
      reason: 'configuration-not-found',
      says: ['.github/sallyport.yml', /What to do/],
    },
    { name: 'a configuration that is no YAML', inputs: { config: 'a: [1,\nb: }' }, reason: 'invalid-configuration', says: [/line|行|:\d/] },
    { name: 'a configuration that is a list', inputs: { config: '- a\n- b' }, reason: 'invalid-configuration', says: [/mapping|keys/] },
  ]
  it.each(inputs)('$name', async ({ inputs, reason, says }) => {
    await expectRefused(await fleet.deploy(inputs), reason, says)
  })

  const mistakes: readonly {
    name: string
    change: Change
    reason: string
    says: readonly (string | RegExp)[]
    env?: Record<string, string>
  }[] = [
    {
      name: 'an unknown key',
      change: (config) => Object.assign(config, { enviroments: {} }),
      reason: 'invalid-configuration',
      says: ['enviroments', 'environments'],
    },
    {
      name: 'an unknown key deep inside',
      change: (config) => Object.assign(deploySection(config), { 'on-host-fail': 'stop' }),
      reason: 'invalid-configuration',
      says: ['on-host-fail', 'on-host-failure'],
    },
    {
      name: 'a value that is none of the choices',
      change: (config) => Object.assign(deploySection(config), { rollback: 'flet' }),
      reason: 'invalid-configuration',
      says: ['flet', 'fleet', 'wave'],
    },
    {
      name: 'a duration that is none',
      change: (config) => Object.assign(deploySection(config), { timeout: '5 minutes' }),
      reason: 'invalid-configuration',
      says: ['timeout', '5m'],
    },
    {
      name: 'a relative path',
      change: (config) => Object.assign(deploySection(config), { live: 'www/live' }),
      reason: 'invalid-configuration',
      says: ['live'],
    },
    {
      name: 'a path with dots',
      change: (config) => Object.assign(deploySection(config), { live: '/srv/../etc/live' }),
      reason: 'invalid-configuration',
      says: ['live'],
    },
    {
      name: 'a shared path that leaves',
      change: (config) => Object.assign(deploySection(config), { shared: ['../x'] }),
      reason: 'invalid-configuration',
      says: ['shared'],
    },
    {
      name: 'live inside of releases',
      change: (config) => Object.assign(deploySection(config), { releases: '/srv/a', live: '/srv/a/live' }),
      reason: 'invalid-configuration',
      says: ['releases'],
    },
    {
      name: 'no deploy section',
      change: (config) => Object.assign(config.environments, { production: {} }),
      reason: 'invalid-configuration',
      says: ['deploy'],
    },
    {
      name: 'an unknown tag',
      change: (config) => Object.assign(deploySection(config), { servers: ['wbe'] }),
      reason: 'invalid-configuration|unknown-server',
      says: ['wbe', 'web'],
    },
    {
      name: 'a health check of two kinds',
      change: (config) => Object.assign(deploySection(config), { 'health-check': { url: 'http://x', run: 'true' } }),
      reason: 'invalid-configuration',
      says: ['url', 'run'],
    },
    {
      name: 'a hook of an unknown template',
      change: (config) => Object.assign(deploySection(config), { hooks: { 'after-release': { use: 'relod' } } }),
      reason: 'invalid-configuration',
      says: ['relod'],
    },
    {
      name: 'no host key',
      change: (config) => {
        delete web1(config)['host-key']
      },
      reason: 'no-host-key',
      says: ['web1', /host-key|known-hosts/, /ssh-keyscan|What to do/],
    },
    {
      name: 'a host key that is none',
      change: (config) => Object.assign(web1(config), { 'host-key': 'ssh-ed25519 nonsense' }),
      reason: 'invalid-configuration|no-host-key',
      says: ['web1'],
    },
    {
      name: 'a secret that is not set',
      change: (config) => Object.assign(web1(config), { key: '$NO_SUCH_KEY' }),
      reason: 'missing-secret',
      says: ['NO_SUCH_KEY'],
    },
    { name: 'a key that is empty', change: () => {}, env: { DEPLOY_KEY: '' }, reason: 'missing-secret|invalid-key', says: ['DEPLOY_KEY'] },
    { name: 'a key that is no key', change: () => {}, env: { DEPLOY_KEY: 'hello' }, reason: 'invalid-key', says: ['web1', /private key/i] },
    {
      name: 'a server that is switched off',
      change: (config) => Object.assign(web1(config), { enabled: false }),
      reason: 'server-disabled|invalid-configuration',
      says: ['web1'],
    },
    {
      name: 'a port out of range',
      change: (config) => Object.assign(web1(config), { port: 70_000 }),
      reason: 'invalid-configuration',
      says: ['port'],
    },
    {
      name: 'an approval that is missing',
      change: (config) => Object.assign(deploySection(config), { 'requires-approval': true }),
      reason: 'approval-missing',
      says: [/receipt|approval/i],
    },
    {
      name: 'jump hosts in a circle',
      change: (config) => {
        Object.assign(web1(config), { jump: 'web2' })
        Object.assign(config.servers.web2 ?? {}, { jump: 'web1' })
      },
      reason: 'invalid-configuration',
      says: ['web1', 'web2'],
    },
  ]
  it.each(mistakes)('$name', async ({ change, reason, says, env }) => {
    await expectRefused(await fleet.deploy({ config: configWith(change) }, {}, env ? { env } : {}), new RegExp(`^(${reason})$`), says)
  })

  it('a public key in place of the private one', async () => {
    const { public: given } = await makeKey()
    await expectRefused(await fleet.deploy({}, {}, { env: { DEPLOY_KEY: given } }), 'invalid-key', [/public key/, 'web1', /What to do/])
  })

  it('an encrypted key without its passphrase, or with a wrong one', async () => {
    const { private: key } = await makeKey('ed25519', { passphrase: 'open sesame' })
    await expectRefused(await fleet.deploy({}, {}, { env: { DEPLOY_KEY: key } }), 'invalid-key', [/passphrase/, 'web1'])
    const config = configWith((written) => Object.assign(web1(written), { passphrase: '$PASSPHRASE' }))
    const wrong = await fleet.deploy({ config }, {}, { env: { DEPLOY_KEY: key, PASSPHRASE: 'wrong-one-it-is' } })
    await expectRefused(wrong, 'invalid-key', [/passphrase/])
    expect(wrong.log).not.toContain('wrong-one-it-is')
  })

  it('a key that stands in the file', async () => {
    const { private: key } = await makeKey()
    writeFileSync(
      join(fleet.workspace, 'open.yml'),
      configWith((config) => Object.assign(web1(config), { key })),
    )
    const result = await fleet.deploy({ config: '', 'config-file': 'open.yml' })
    await expectRefused(result, 'invalid-configuration', [/secret/, /open\.yml/])
    expect(result.log).not.toContain(key.split('\n')[1])
  })

  it('mistakes in the file: all at once, each with its line', async () => {
    const yaml =
      'projekt: shop\nservers:\n  web1: { host: 127.0.0.1, user: deploy, prt: 22 }\nenvironments:\n  production:\n    deploy: { servers: [web1], releases: /a, live: /b, keep: many }\n'
    writeFileSync(join(fleet.workspace, 'wrong.yml'), yaml)
    const result = await fleet.deploy({ config: '', 'config-file': 'wrong.yml' })
    await expectRefused(result, 'invalid-configuration', [/wrong\.yml:1/, /wrong\.yml:3/, /wrong\.yml:6/, /project/, /port/, /keep/])
  })

  it('the same in Chinese, with nothing left in English', async () => {
    for (const given of [{ environment: 'nowhere' }, { release: '../x' }, { servers: 'web1x' }, { source: 'missing' }]) {
      const result = await fleet.deploy({ ...given, locale: 'zh-CN' })
      expect(result.code).toBe(1)
      const [error] = result.annotations
      expect(error?.message).toMatch(/[\u4e00-\u9fff]/)
      expect(error?.message).not.toMatch(/\b(the|is|of|not|Where|What)\b/)
    }
    sessions = countSessions() // a source that is missing is found out about after the hosts were asked
  })

  it('rollback refuses the same way', async () => {
    const result = await runAction('rollback', {
      inputs: { environment: 'production', config: configWith((config) => Object.assign(deploySection(config), { kep: 5 })) },
    })
    await expectRefused(result, 'invalid-configuration', ['kep', 'keep'])
    expect(fleet.hosts.map(liveOn)).toEqual(['', ''])
  })
})
