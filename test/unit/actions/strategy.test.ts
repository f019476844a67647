import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { strategyFrom } from '../../../src/actions/strategy.ts'
import type { DeploySettings } from '../../../src/config/environment.ts'
import { removeFolder, temporaryFolder } from '../../support/temporary.ts'

let workspace: string
beforeAll(async () => {
  workspace = await temporaryFolder('strategy')
  mkdirSync(join(workspace, 'bin'))
  writeFileSync(join(workspace, 'bin/reload'), 'systemctl reload app\n')
})
afterAll(() => removeFolder(workspace))

const settings: DeploySettings = {
  servers: ['web'],
  releases: '/data/releases',
  live: '/data/live',
  keep: 5,
  shared: ['.env', 'cache/'],
  reuse: 'copy',
  waves: [{ count: 1 }],
  pause: 0,
  parallel: 10,
  onHostFailure: 'rollback',
  maxFailed: { count: 0 },
  rollback: 'fleet',
  requiresApproval: false,
  lockWait: 0,
  timeout: 60_000,
  hooks: {},
}
const options = { adopt: true, forceUnlock: false }

it('reads the scripts of hooks, and shared paths', async () => {
  const hooks: DeploySettings['hooks'] = {
    beforeRelease: { kind: 'script', script: 'true', variables: {} },
    afterRelease: { kind: 'file', file: 'bin/reload', variables: { UNIT: 'app' } },
  }
  expect(await strategyFrom({ ...settings, hooks }, workspace, options)).toMatchObject({
    adopt: true,
    forceUnlock: false,
    keep: 5,
    shared: [
      { path: '.env', makeFolder: false },
      { path: 'cache', makeFolder: true },
    ],
    hooks: {
      'before-release': { script: 'true', variables: {} },
      'after-release': { script: 'systemctl reload app\n', variables: { UNIT: 'app' } },
    },
    healthCheck: undefined,
  })
})

it('refuses a hook whose file is missing, with its place', async () => {
  const hooks: DeploySettings['hooks'] = { afterRelease: { kind: 'file', file: 'bin/none', variables: {} } }
  await expect(strategyFrom({ ...settings, hooks }, workspace, options)).rejects.toMatchObject({
    code: 'invalid-configuration',
    where: 'deploy.hooks.after-release.file',
  })
})
