import { describe, expect, it } from '@jest/globals'
import { channelNamed } from '../../../src/config/config.ts'
import { approvalSettings, deploySettings, environmentOf, notifySettings } from '../../../src/config/environment.ts'
import { example, exampleEnv } from './example.ts'
import { load, refusal } from './loading.ts'

describe('the example of the contract', () => {
  it('has its general settings', async () => {
    const config = await load(example)
    expect(config).toMatchObject({ locale: 'zh-CN', timeZone: 'Asia/Shanghai', project: 'shop', admins: ['alice'] })
    expect(config.routes).toEqual([
      { level: 'error', to: ['ops', 'mail'], mention: ['sre'], fallback: [] },
      { level: 'warning', to: ['mail'], mention: [], fallback: [] },
      { level: 'info', to: [], mention: [], fallback: [] },
    ])
  })

  it('deploys as it says; scripts keep their dollars', async () => {
    const config = await load(example, { env: exampleEnv })
    expect(deploySettings(config, environmentOf(config, 'shop', 'production'))).toEqual({
      servers: ['web'],
      releases: '/data/codes/{project}/{environment}',
      live: '/data/{environment}/{project}',
      keep: 5,
      shared: ['storage', '.env'],
      reuse: 'copy',
      waves: [{ count: 1 }, { percent: 50 }, { tag: 'canary' }, { percent: 100 }],
      pause: 0,
      parallel: 10,
      onHostFailure: 'rollback',
      maxFailed: { percent: 10 },
      rollback: 'fleet',
      requiresApproval: false,
      lockWait: 0,
      timeout: 1_800_000,
      healthCheck: { kind: 'http', url: 'http://127.0.0.1:8080/healthz', expect: [200], retries: 10, every: 3000, timeout: 5000 },
      hooks: {
        beforeDownload: { kind: 'script', script: 'echo $HOME $$', variables: {} },
        afterDownload: { kind: 'file', file: 'script/build.sh', variables: {} },
        beforeRelease: { kind: 'script', script: './bin/migrate "$SALLYPORT_RELEASE"', variables: {} },
        afterRelease: { kind: 'script', script: 'sudo systemctl reload "$UNIT"', variables: { UNIT: 'shop', TRIES: '3' } },
      },
    })
  })

  it('keeps the slash that asks for an empty shared folder', async () => {
    const config = await load(example, { inline: 'environments: { staging: { deploy: { shared: [./cache/, storage] } } }\n' })
    expect(deploySettings(config, environmentOf(config, 'shop', 'staging')).shared).toEqual(['cache/', 'storage'])
  })

  it('fills in defaults where an environment says little, without asking for secrets of others', async () => {
    const config = await load(example)
    const staging = environmentOf(config, 'shop', 'staging')
    expect(staging.level).toBe('test')
    expect(deploySettings(config, staging)).toEqual({
      servers: ['web1'],
      releases: '/srv/releases',
      live: '/srv/live',
      keep: 5,
      shared: [],
      reuse: 'copy',
      waves: [{ percent: 100 }],
      pause: 0,
      parallel: 10,
      onHostFailure: 'rollback',
      maxFailed: { count: 0 },
      rollback: 'fleet',
      requiresApproval: false,
      lockWait: 0,
      timeout: 1_800_000,
      hooks: {},
    })
    expect(approvalSettings(config, staging)).toMatchObject({ channels: [], require: [], timeout: 3_600_000, onTimeout: 'reject' })
    expect(notifySettings(config, staging)).toEqual({
      start: [],
      success: [],
      failure: [],
      cancelled: [],
      fixed: [],
      repeat: 'always',
      fallback: [],
      mention: [],
    })
  })

  it('reads a channel with its secrets when it is used', async () => {
    const masked: string[] = []
    const config = await load(example, { env: { TELEGRAM_TOKEN: '123:abc' }, mask: (secret) => masked.push(secret) })
    expect(masked).toEqual([])
    expect(channelNamed(config, 'ops')).toEqual({ name: 'ops', type: 'telegram', token: '123:abc', chat: '-100123', topic: '42' })
    expect(masked).toEqual(['123:abc'])
  })
})

describe('overrides of projects', () => {
  it.each([
    { project: 'shop', count: 1 },
    { project: 'api-users', count: 2 },
    { project: 'API_Users', count: 2 },
    { project: 'backend', count: 2 },
    { project: 'backend-2', count: 1 },
  ])('$project needs $count', async ({ project, count }) => {
    const config = await load(example)
    expect(approvalSettings(config, environmentOf(config, project, 'production')).require[0]?.count).toBe(count)
  })

  it('replace shapes as a whole and keep the rest', async () => {
    const config = await load(example, { env: exampleEnv })
    const settings = deploySettings(config, environmentOf(config, 'backend', 'production'))
    expect(settings.healthCheck).toEqual({ kind: 'command', run: './bin/health', retries: 10, every: 3000, timeout: 5000 })
    expect(settings.hooks.afterRelease).toEqual({ kind: 'script', script: './restart', variables: {} })
    expect(settings.hooks.beforeDownload).toBeDefined()
    expect(settings.keep).toBe(5)
  })

  it('may complete what the environment leaves open', async () => {
    const config = await load(`
servers: { a: { host: a, user: b } }
environments: { test: { deploy: { servers: [a], releases: /r } } }
projects: [{ match: one, environments: { test: { deploy: { live: /l } } } }]
`)
    expect(deploySettings(config, environmentOf(config, 'one', 'test')).live).toBe('/l')
    const { words } = await refusal(() => deploySettings(config, environmentOf(config, 'two', 'test')))
    expect(words).toBe('“live” is missing.\n  Where: .github/sallyport.yml:3:33 (environments.test.deploy.live)')
  })
})

describe('what cannot be read', () => {
  it.each([
    {
      name: 'an unknown environment',
      file: 'environments: { production: {} }',
      environment: 'prodution',
      code: 'unknown-environment',
      says: 'No environment is called “prodution”.\n  Where: .github/sallyport.yml:1:15\n  What to do: Did you mean “production”? There are: production.',
    },
    {
      name: 'an environment without a deployment',
      file: 'environments:\n  production:\n',
      environment: 'production',
      code: 'invalid-configuration',
      says: 'The environment “production” has no “deploy:” section.\n  Where: .github/sallyport.yml:2:14 (environments.production)\n  What to do: Add it with “servers:”, “releases:” and “live:”.',
    },
    {
      name: 'a live link inside the releases',
      file: 'servers: { a: { host: a, user: b } }\nenvironments: { production: { deploy: { servers: [a], releases: /r, live: /r/live } } }',
      environment: 'production',
      code: 'invalid-configuration',
      says: 'Expected “releases” and “live” to lie apart, neither inside the other; found a mapping with the keys servers, releases, live.\n  Where: .github/sallyport.yml:2:39 (environments.production.deploy)',
    },
    {
      name: 'a value of a variable, which is not repeated',
      file: 'servers: { a: { host: a, user: b } }\nenvironments: { production: { deploy: { servers: [a], releases: $R, live: /l } } }',
      environment: 'production',
      code: 'invalid-configuration',
      says: 'Expected an absolute path on the host such as /data/codes/{project} without “..”; only {project}, {environment} and {server} may stand in braces; found the value of $R.\n  Where: .github/sallyport.yml:2:65 (environments.production.deploy.releases)',
    },
  ])('$name', async ({ file, environment, code, says }) => {
    const config = await load(file, { env: { R: 'relative/secret' } })
    const told = await refusal(() => deploySettings(config, environmentOf(config, 'shop', environment)))
    expect(told).toEqual({ code, words: says })
  })

  it('every missing variable at once', async () => {
    const config = await load(example)
    const { code, words } = await refusal(() => channelNamed(config, 'hook'))
    expect(code).toBe('missing-secret')
    expect(words).toContain('  $HOOK_URL · .github/sallyport.yml:21:32 (channels.hook.url)')
    expect(words).toContain('  $HOOK_SECRET · .github/sallyport.yml:21:51 (channels.hook.secret)')
  })
})
