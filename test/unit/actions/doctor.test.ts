import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { doctor } from '../../../src/actions/carry-out-doctor.ts'
import { Cancelled } from '../../../src/kit/cancelled.ts'
import { type DoctorScene, openDoctorScene } from '../../support/doctor-scene.ts'
import { makeKey } from '../../support/keys.ts'
import { readPage } from '../../support/markdown.ts'
import { jobToken } from '../../support/runner-context.ts'

let scene: DoctorScene
let key: string
beforeAll(async () => {
  key = (await makeKey()).private
})
beforeEach(async () => {
  scene = await openDoctorScene()
})
afterEach(() => scene[Symbol.asyncDispose]())

type Mapping = Readonly<Record<string, unknown>>
const production = (): Mapping => (scene.config.environments as { production: Mapping }).production // as the scene made it
const configured = (parts: Mapping, more: Mapping = {}): void =>
  scene.write({
    ...scene.config,
    ...more,
    environments: { ...(scene.config.environments as Mapping), production: { ...production(), ...parts } },
  })
/** Without the line of the host that cannot be reached. */
const unwell = (told: { readonly unwell: readonly string[] }): readonly string[] =>
  told.unwell.filter((line) => !/ hosts web1: /.test(line))
const look = (given: Readonly<Record<string, string>> = {}, env: NodeJS.ProcessEnv = {}) =>
  scene.look(given, { DEPLOY_KEY: 'damaged', ...env })

describe('the doctor', () => {
  it('finds all well but the host, tells what it found, and has changed and sent nothing', async () => {
    const told = await look()
    expect(unwell(told)).toEqual([])
    const of = (area: string) => told.lines.filter((line) => line.area === area).map(({ subject, message }) => `${subject}: ${message}`)
    expect(of('configuration')).toEqual([
      '.github/sallyport.yml: From the workspace: project shop, environment production.',
      '.github/sallyport.yml: From the default branch: project shop, environment production.',
    ])
    expect(of('approval')).toEqual(['policy: 1 of managers (alice); 1 rejection(s) end it; 1 h to decide.'])
    expect(of('channels')).toEqual([
      expect.stringMatching(
        /^ops \(asks\): telegram: people decide here, and the request is kept up to date\. The bot @\w+ writes in “Operations”\.$/,
      ),
      expect.stringMatching(/^ops \(tells\): telegram: one message a run, brought up to date\. The bot @\w+ writes in “Operations”\.$/),
    ])
    expect(of('github')).toEqual([
      'contents: write: The token has it.',
      'actions: read: The token has it.',
      'deployments: read: The token has it.',
      'environment production: It is protected: protected branches only, no reviewers.',
    ])
    expect(scene.github.requests.filter(({ method, status }) => method !== 'GET' && Number(status) < 400)).toEqual([])
    expect([scene.github.state.issues.size, scene.telegram.shown('')]).toEqual([0, undefined])
  })

  it('names every missing secret at once, and looks at the rest all the same', async () => {
    configured(
      { notify: { failure: ['hook'] } },
      { channels: { ops: (scene.config.channels as Mapping).ops, hook: { type: 'webhook', url: '$HOOK_URL', secret: '$HOOK_SECRET' } } },
    )
    const told = await scene.look({}, { TELEGRAM_TOKEN: '', DEPLOY_KEY: '', HOOK_URL: '' })
    const missing = told.lines.filter(({ code }) => code === 'missing-secret')
    expect(missing.map(({ subject }) => subject).sort()).toEqual(['$DEPLOY_KEY', '$HOOK_SECRET', '$HOOK_URL', '$TELEGRAM_TOKEN'])
    expect(missing[0]).toMatchObject({
      message: expect.stringContaining('channels.ops.token'),
      remedy: expect.stringContaining('${{ secrets.TELEGRAM_TOKEN }}'),
    })
    expect(told.lines.filter(({ state }) => state === 'unknown').map(({ subject }) => subject)).toEqual([
      'ops (asks)',
      'hook (tells)',
      'web1',
    ])
    expect(told.lines.find(({ subject }) => subject === 'policy')).toMatchObject({ state: 'ok' })
    expect(told.outcome).toMatchObject({ outcome: 'failed', reasonCode: 'missing-secret', succeeded: false })
  })

  it.each([
    {
      name: 'an environment that there is not',
      change: () => ({ environment: 'prodution' }),
      says: ['failed configuration .github/sallyport.yml: No environment is called “prodution”.'],
      remedy: 'Did you mean “production”? There are: production, staging.',
    },
    {
      name: 'nobody to ask, though people are to be asked',
      change: () => ({ environment: 'staging', approval: 'true' }),
      says: [/^failed approval policy: People are to be asked .* the environment “staging” has no “approval:” section/],
      remedy: 'Add “approval:” with “channels:” and “require:” to it, or take the input “approval” out.',
    },
    {
      name: 'a receipt that nobody gives',
      change: () => ({ approval: 'false' }),
      says: [/^failed approval requires-approval: The environment is released with the receipt of an approval alone/],
    },
    {
      name: 'no deployment',
      change: () => void configured({ deploy: null }),
      says: ['failed configuration deploy: The environment “production” has no “deploy:” section.'],
    },
    {
      name: 'a server that there is not',
      change: () => ({ servers: 'database' }),
      says: ['failed configuration servers: No server or tag is called “database”.'],
      remedy: 'There are: web1.',
    },
    {
      name: 'a mistake in the file',
      change: () => void scene.write({ ...scene.config, channel: {} }),
      says: [/Unknown key “channel”/],
      remedy: 'Did you mean “channels”?',
    },
    {
      name: 'a policy that only whoever asked could satisfy',
      change: () => ({ 'requested-by': 'alice' }),
      says: [
        /^failed approval policy: Nobody could approve this: 1 of managers are needed, 0 can decide\. Left out: alice \(asked for it\)/,
      ],
    },
    {
      name: 'no time to decide',
      change: () => ({ timeout: '0s' }),
      says: ['failed approval time: There is no time to decide: the time-out is 0.'],
    },
    {
      name: 'a hook that is not in the workspace',
      change: () => void configured({ deploy: { ...(production().deploy as Mapping), hooks: { 'after-release': { file: 'gone.sh' } } } }),
      says: ['failed configuration hooks: The script of the hook after-release cannot be read: gone.sh.'],
    },
  ])('$name: a line with what to do', async ({ change, says, remedy }) => {
    const told = await look(change() ?? {})
    const failed = unwell(told).filter((line) => line.startsWith('failed '))
    expect(failed).toEqual(says.map((words) => (typeof words === 'string' ? words : expect.stringMatching(words))))
    const line = told.lines.find(({ state, area }) => state === 'failed' && area !== 'hosts')
    expect(line?.remedy).toEqual(remedy ?? expect.any(String))
    expect(told.outcome.succeeded).toBe(false)
  })

  it('a bot whose token was revoked, where people are asked and told', async () => {
    scene.telegram.revoke()
    const told = await look()
    expect(unwell(told)).toEqual([
      expect.stringMatching(/^failed channels ops \(asks\): .*token/),
      expect.stringMatching(/^failed channels ops \(tells\): .*token/),
    ])
  })

  it('a bot that cannot be reached: one channel keeps no other from being looked at', async () => {
    const { ops } = scene.config.channels as { ops: Mapping } // as the scene made it
    const channels = { ops, gone: { ...ops, api: 'http://127.0.0.1:9' } }
    configured({ notify: { failure: ['gone', 'ops'] } }, { channels })
    const told = await look()
    expect(unwell(told)).toEqual([expect.stringMatching(/^failed channels gone \(tells\): /)])
    expect(told.lines.filter(({ area, state }) => area === 'channels' && state === 'ok').map(({ subject }) => subject)).toEqual([
      'ops (asks)',
      'ops (tells)',
    ])
  }, 60_000)

  it('an approver without an id on the channel', async () => {
    await scene[Symbol.asyncDispose]()
    scene = await openDoctorScene({ people: { dora: { github: 'dora-d' } } })
    const told = await look()
    expect(unwell(told)).toEqual(['warning approval dora: Cannot decide: has no id on these channels.'])
    expect(told.lines.find(({ subject }) => subject === 'dora')?.remedy).toContain('under “people:”')
  })

  it.each([
    { name: 'is missing', rules: undefined, says: 'GitHub has no environment of this name.' },
    { name: 'is not protected', rules: [], says: 'Any job of any branch may use it and its secrets: all branches, no reviewers.' },
    { name: 'only waits', rules: [{ type: 'wait_timer' as const, wait: 5 }], says: 'all branches, no reviewers, 5 min to wait.' },
  ])('an environment at GitHub that $name: a warning, and no more', async ({ rules, says }) => {
    if (rules) scene.github.state.environments.production = rules
    else delete scene.github.state.environments.production
    const told = await look()
    expect(unwell(told)).toEqual([expect.stringMatching(/^warning github environment production: /)])
    expect(unwell(told)[0]).toContain(says)
  })

  it('a token without rights: what is lacking, what that costs, and what is not known for it', async () => {
    scene.github.tokens.set(jobToken, { contents: 'read' })
    const told = await look()
    expect(unwell(told)).toEqual([
      expect.stringMatching(/^warning github contents: write: The token lacks “contents: write”: there is no ledger/),
      expect.stringMatching(/^warning github actions: read: The token lacks “actions: read”: it is not known how other jobs went/),
      expect.stringMatching(/^warning github deployments: read: The token lacks “deployments: read”: nobody is shown what changes/),
      expect.stringMatching(/^unknown github environment production: .*lacks “actions: read”/),
    ])
    expect(told.lines.find(({ subject }) => subject === 'contents: write')?.remedy).toBe(
      'Add “contents: write” under “permissions:” of the job.',
    )
  })

  it('a token that may not make the issue in which people are asked', async () => {
    scene.github.tokens.set(jobToken, { contents: 'write', actions: 'read', deployments: 'read' })
    configured({ approval: { require: [{ count: 1, from: ['managers'] }] } })
    const told = await look()
    expect([...unwell(told)].sort()).toEqual([
      expect.stringMatching(/^failed channels github \(asks\): .*issues: write/),
      'failed github issues: write: The token lacks “issues: write”: nobody can be asked in an issue.',
    ])
  })

  it('no token at all', async () => {
    const told = await look({ token: '', 'config-ref': 'workspace' })
    expect(unwell(told)).toContain('unknown github token: There is none: GitHub was not asked.')
  })

  it('a pull request of a fork, which has no secrets', async () => {
    const event = join(scene.workspace, 'event.json')
    writeFileSync(event, JSON.stringify({ pull_request: { head: { repo: { full_name: 'mallory/shop' } } } }))
    const told = await scene.look({}, { GITHUB_EVENT_NAME: 'pull_request', GITHUB_EVENT_PATH: event, TELEGRAM_TOKEN: '', DEPLOY_KEY: '' })
    expect(told.lines.find(({ state }) => state === 'failed')).toMatchObject({
      subject: 'this run',
      code: 'missing-secret',
      message: expect.stringContaining('pull request of a fork'),
    })
  })

  it('no key for receipts where an approval is required; an empty one', async () => {
    expect(unwell(await look({}, { SALLYPORT_SIGNING_KEY: undefined }))).toEqual([
      expect.stringMatching(/^warning secrets \$SALLYPORT_SIGNING_KEY: Not set/),
    ])
    expect(unwell(await look({}, { SALLYPORT_SIGNING_KEY: '' }))).toEqual([
      'failed secrets $SALLYPORT_SIGNING_KEY: SALLYPORT_SIGNING_KEY is set, but empty.',
    ])
  })

  it('asks for what the workspace does not say: who approves stands on the default branch', async () => {
    const { approval: _, ...rest } = production()
    scene.write({ ...scene.config, environments: { production: rest } }, 'workspace')
    expect((await look()).lines.find(({ subject }) => subject === 'policy')?.message).toContain('1 of managers')
  })

  it('hides secrets, and takes what stands in names for data', async () => {
    const hostile = 'x|<img src=x>'
    configured({}, { channels: { ops: { ...((scene.config.channels as Mapping).ops as Mapping), chat: '$CHAT' } } })
    const told = await look({ source: `${hostile}\n::error::boo` }, { CHAT: 'secret-chat-name', DEPLOY_KEY: 'KEY-that-is-none' })
    for (const words of [told.log, told.page, JSON.stringify(told.outcome)]) expect(words).not.toMatch(/secret-chat-name|KEY-that-is-none/)
    expect(told.page).not.toContain('<img')
    expect(
      readPage(told.page)
        .prose.split('\n')
        .filter((line) => line.startsWith('|'))
        .every((line) => line.split('|').length === 7),
    ).toBe(true)
    expect(told.log).not.toMatch(/^::error/m)
  })

  it('speaks Chinese', async () => {
    const told = await scene.look({ locale: 'zh-CN' }, { DEPLOY_KEY: key, TELEGRAM_TOKEN: '' }, 'zh-CN')
    expect(told.log).toContain('未设置或为空。')
    expect(told.page).toContain('### production 的试运行：没有任何改动')
  }, 60_000)

  it('is cancelled like any other run', async () => {
    const io = scene.io({ DEPLOY_KEY: key })
    const cancelled = AbortSignal.abort(new Cancelled('SIGINT'))
    await expect(doctor({ ...io, signal: cancelled }, scene.inputs())).rejects.toBeInstanceOf(Cancelled)
  })
})
