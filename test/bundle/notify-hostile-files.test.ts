import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { jobWith, type NoticeScene, openNoticeScene, ownJob } from '../support/notice-scene.ts'
import { removeFolder, temporaryFolder } from '../support/temporary.ts'

const token = 'ghp_abcdefghijklmnopqrstuvwxyz0123456789'
const failed = jobWith({ id: 501, name: 'test', conclusion: 'failure' })
const fork = { pull_request: { head: { repo: { full_name: 'mallory/shop' } } } }

describe('files that a pull request brought along', () => {
  let scene: NoticeScene
  let workspace: string
  beforeAll(async () => {
    scene = await openNoticeScene()
    workspace = await temporaryFolder('workspace')
  })
  afterAll(async () => {
    removeFolder(workspace)
    await scene.close()
  })
  const config = () => ({ channels: { ops: scene.channels.ops } })

  it.each([
    { input: 'log-file', name: 'link.log' },
    { input: 'picture', name: 'link.png' },
  ])('lead $input nowhere out of the workspace', async ({ input, name }) => {
    symlinkSync('/proc/self/environ', join(workspace, name))
    const { outputs, log, summary } = await scene.run(config(), {
      inputs: { [input]: name, channels: 'ops', message: 'x' },
      workspace,
      env: { OTHER_SECRET: 'of-the-environment' },
    })
    expect(outputs['reason-code']).toBe('invalid-input')
    expect(log).toContain('it leads out of the workspace')
    expect(log + summary + scene.shown('ops').join()).not.toContain('of-the-environment')
  })

  it('show no secret of a log on the page of the run', async () => {
    const lines = [
      `2026-11-27 10:00:00 ERROR cannot log in with ${token}`,
      `odd line with ${token}`,
      '2026-11-27 10:00:01 INFO see https://evil.test/x',
    ]
    writeFileSync(join(workspace, 'app.log'), lines.join('\n'))
    const { outputs, summary } = await scene.run(config(), { inputs: { 'log-file': 'app.log', channels: 'ops' }, workspace })
    expect(outputs.outcome).toBe('delivered')
    expect(summary).toContain('cannot log in with')
    for (const part of [token, '://']) expect(summary).not.toContain(part)
  })

  it('do not hold up a notice, however deep a report is nested, and hide no failure', async () => {
    scene.setRun({ jobs: [failed, ownJob] })
    mkdirSync(join(workspace, 'reports'))
    writeFileSync(join(workspace, 'reports', 'deep.xml'), '<testsuite>'.repeat(40_000) + '</testsuite>'.repeat(40_000))
    writeFileSync(
      join(workspace, 'reports', 'odd.xml'),
      '<testsuite><testcase name="a"><constructor/><failure message="no"/></testcase></testsuite>',
    )
    const { outputs, seconds } = await scene.run(config(), { inputs: { 'test-reports': 'reports/*.xml', channels: 'ops' }, workspace })
    expect(outputs.outcome).toBe('delivered')
    expect(seconds).toBeLessThan(10)
    expect(scene.shown('ops').at(-1)).toMatch(/0\/1 passed, 1 failed[\s\S]*deep\.xml: it is nested deeper/)
  })

  it('of a fork are told by its companion, with no secret, in the name of the fork, and nobody is alerted', async () => {
    const none = { TELEGRAM_TOKEN: '', GITHUB_EVENT_NAME: 'pull_request' }
    const parcels = [
      { channels: { ops: scene.channels.ops, gh: { type: 'github' } }, event: fork, env: none },
      { channels: config().channels, event: {}, env: { ...none, GITHUB_ACTOR: 'dependabot[bot]' } },
    ]
    for (const { channels, event, env } of parcels) {
      const { outputs, log } = await scene.run({ channels }, { inputs: { message: `hello ${token}` }, event, env, temp: workspace })
      expect(outputs['reason-code']).toBe('kept-for-companion')
      expect(readFileSync(outputs.parcel ?? '', 'utf8')).toBe('{"version":1,"lines":["hello ***"]}')
      expect(log).not.toContain('contents: write')
    }
    const now = Date.now()
    const times = { createdAt: now - 60_000, startedAt: now - 60_000, updatedAt: now }
    const run = { status: 'completed', conclusion: 'failure', number: 8, workflowId: 7, workflow: 'Build', branch: 'main' } as const
    scene.github.state.runs[777] = {
      ...run,
      ...times,
      headRepository: 'mallory/shop',
      event: 'pull_request',
      actor: 'mallory',
      jobs: [failed],
    }
    const people = { alice: { github: 'alice', telegram: 11 }, carol: { telegram: 12 } }
    const environments = { production: { notify: { failure: ['ops'], mention: ['author', 'carol'] } } }
    const { outputs } = await scene.run(
      { ...config(), people, environments },
      {
        inputs: { environment: 'production', parcel: join(workspace, 'sallyport-notice.json') },
        event: { workflow_run: { id: 777, run_attempt: 1 } },
        env: { GITHUB_EVENT_NAME: 'workflow_run' },
      },
    )
    expect(outputs.outcome).toBe('delivered')
    const told = scene.shown('ops').at(-1)
    expect(told).toMatch(/mallory:main[\s\S]*mallory\/shop/)
    expect(told).toContain('hello ***')
    expect(told).not.toMatch(/alice|carol/)
  })

  it('and a log that GitHub sends us for to a strange place, or an address of somebody that is not set, keep nobody from hearing', async () => {
    scene.setRun({ jobs: [failed, ownJob] })
    const elsewhere = { status: 302, headers: { location: 'ftp://evil.test/y' }, body: '' }
    scene.github.faults.next({ does: elsewhere }, { matching: ({ path }) => path.endsWith('/logs') })
    const people = { alice: { github: 'alice', telegram: '$ALICE' } }
    const environments = { production: { notify: { failure: ['ops'], mention: ['author'] } } }
    const { outputs, code, summary } = await scene.run({ ...config(), people, environments }, { inputs: { environment: 'production' } })
    expect({ code, outcome: outputs.outcome }).toEqual({ code: 0, outcome: 'delivered' })
    for (const words of [summary, scene.shown('ops').at(-1)])
      expect(words).toMatch(/log of the failed job[\s\S]*whom to mention[\s\S]*ALICE/)
  })

  it.each(['GITHUB_STEP_SUMMARY', 'GITHUB_OUTPUT'])('and a full disk (%s) change nothing that was done', async (file) => {
    const { code, log } = await scene.run(config(), { inputs: { message: `told on ${file}` }, env: { [file]: '/dev/full' } })
    expect(code).toBe(0)
    expect(log).toMatch(/not complete: ENOSPC/)
    expect(log).not.toMatch(/fault in Sallyport/)
    expect(scene.shown('ops').at(-1)).toContain(`told on ${file}`)
  })
})
