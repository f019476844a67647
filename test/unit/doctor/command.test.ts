import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { openDoctorScene } from '../../support/doctor-scene.ts'
import { makeKey } from '../../support/keys.ts'
import { jobToken, repositoryRoot } from '../../support/runner-context.ts'

interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** The command as somebody calls it in a project. */
const call = (args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Promise<Ended> =>
  new Promise((resolve) => {
    const options = { cwd, env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env } }
    execFile(join(repositoryRoot, 'script/doctor'), [...args], options, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    )
  })

describe('script/doctor', () => {
  it('explains itself, and refuses what it does not know', async () => {
    expect(await call(['--help'], '/')).toMatchObject({ code: 0, stdout: expect.stringContaining('script/doctor --environment NAME') })
    expect(await call(['--help', '--locale', 'zh-CN'], '/')).toMatchObject({ code: 0, stdout: expect.stringContaining('退出码') })
    expect(await call([], '/')).toMatchObject({ code: 2, stderr: expect.stringContaining('--environment') })
    expect(await call(['--enviroment', 'x'], '/')).toMatchObject({ code: 2, stderr: expect.stringContaining('--enviroment') })
  }, 60_000)

  it('tells in the project that it is called in what a release would need: a table without colour, exit 1', async () => {
    await using scene = await openDoctorScene()
    const env = { GITHUB_API_URL: scene.github.url, GITHUB_REPOSITORY: 'acme/shop', GITHUB_TOKEN: jobToken }
    const { code, stdout, stderr } = await call(['--environment', 'production'], scene.workspace, {
      ...env,
      ...scene.env,
      DEPLOY_KEY: '',
      TELEGRAM_TOKEN: '',
    })
    expect([code, stderr]).toEqual([1, ''])
    expect(stdout).toMatch(/^Configuration {2}ok +\.github\/sallyport\.yml +From the workspace: project shop, environment production\.\n/)
    expect(stdout).toMatch(
      /FAILED +\$TELEGRAM_TOKEN +\$TELEGRAM_TOKEN is not set, or empty\. [\s\S]*→ Set it before you call this: export TELEGRAM_TOKEN=…/,
    )
    expect(stdout).toMatch(/\n\nNot ready: 2 of \d+ checks failed/)
    expect(stdout).not.toContain('\u001b')
  }, 60_000)

  it('is JSON where that is asked for', async () => {
    await using scene = await openDoctorScene()
    const env = { ...scene.env, DEPLOY_KEY: (await makeKey()).private }
    const { code, stdout } = await call(['--environment', 'staging', '--json', '--locale', 'zh-CN'], scene.workspace, env)
    const told = JSON.parse(stdout) as { checks: { subject: string; state: string; message: string }[] } // as it is documented
    expect([code, told]).toMatchObject([1, { version: 1, ready: false }])
    expect(told.checks.find(({ state }) => state === 'failed')).toMatchObject({ area: 'hosts', subject: 'web1', code: 'unreachable' })
    expect(told.checks[0]?.message).toContain('取自工作区')
  }, 60_000)
})
