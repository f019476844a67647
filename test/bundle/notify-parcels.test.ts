import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { jobWith, type NoticeScene, openNoticeScene } from '../support/notice-scene.ts'
import { temporaryFolder } from '../support/temporary.ts'

const pull = (head: string) => ({ pull_request: { number: 12, head: { repo: { full_name: head } } } })
const none = {
  TELEGRAM_TOKEN: '',
  DING_URL: '',
  DING_SECRET: '',
  CORP_URL: '',
  DISC_URL: '',
  SMTP: '',
  HOOK_URL: '',
  HOOK_SECRET: '',
  TEAM_URL: '',
  TEAM_SECRET: '',
}
const plain = (words: string): string => words.replace(/\\+/g, '').normalize('NFKC')

describe('the run of a fork', () => {
  let scene: NoticeScene
  let folder: string
  let lastRun = 7100
  beforeAll(async () => {
    scene = await openNoticeScene()
    folder = await temporaryFolder('parcels')
    const jobs = [jobWith({ id: 700, name: 'test', conclusion: 'failure' })]
    const run = {
      status: 'completed',
      conclusion: 'failure',
      number: 31,
      workflowId: 31,
      workflow: 'Build',
      event: 'pull_request',
      branch: 'patch-1',
      jobs,
    } as const
    scene.github.state.runs['7000'] = {
      ...run,
      headRepository: 'mallory/shop',
      actor: 'mallory',
      startedAt: Date.now() - 60_000,
      updatedAt: Date.now(),
    }
  })
  afterAll(() => scene.close())

  const config = () => ({ channels: { ...scene.channels, gh: { type: 'github' } } })
  const asFork = (env: Readonly<Record<string, string>>, head = 'mallory/shop', inputs = {}) =>
    scene.run(config(), {
      inputs: { title: 'Build of a patch', message: 'one\ntwo', ...inputs },
      env: { ...none, GITHUB_EVENT_NAME: 'pull_request', ...env },
      event: pull(head),
      temp: folder,
    })
  const send = (parcel: string, event: unknown = { workflow_run: { id: 7000, run_attempt: 1 } }) =>
    scene.run(
      { channels: { ding: scene.channels.ding } },
      { inputs: { parcel }, workspace: folder, event, env: { GITHUB_EVENT_NAME: 'workflow_run' } },
    )

  it.each<[string, string, Readonly<Record<string, string>>]>([
    ['of a fork', 'mallory/shop', {}],
    ['of Dependabot', 'acme/shop', { GITHUB_ACTOR: 'dependabot[bot]' }],
  ])('without secrets leaves its words in a file, and succeeds: %s', async (_, head, env) => {
    const { code, outputs, annotations } = await asFork(env, head)
    expect({ code, ...outputs }).toMatchObject({ code: 0, outcome: 'skipped', 'reason-code': 'kept-for-companion', delivered: '' })
    expect(annotations).toEqual([
      expect.objectContaining({ level: 'notice', message: expect.stringContaining('examples/fork-notices.yml') }),
    ])
    expect(JSON.parse(readFileSync(outputs.parcel ?? '', 'utf8'))).toEqual({ version: 1, lines: ['Build of a patch', 'one', 'two'] })
    expect(scene.github.state.commitComments).toEqual([])
  })

  it('tells as any other where it has the secrets of a channel, and where it is none of a fork', async () => {
    const count = scene.shown('ding').length
    const { env } = scene
    const some = await asFork({ DING_URL: env.DING_URL ?? '', DING_SECRET: env.DING_SECRET ?? '' }, 'mallory/shop', { channels: 'ding' })
    expect(some.outputs).toMatchObject({ outcome: 'delivered', parcel: '' })
    expect(scene.shown('ding')).toHaveLength(count + 1)
    const own = await asFork({}, 'acme/shop', { channels: 'ding' })
    expect({ code: own.code, ...own.outputs }).toMatchObject({ code: 0, outcome: 'undelivered', undelivered: 'ding', parcel: '' })
    expect(own.annotations[0]?.message).toMatch(/DING_URL[\s\S]*env:/)
  })

  it('is told of by its companion, with GitHub’s facts and its own words marked as such', async () => {
    const parcel = join(folder, 'good.json')
    writeFileSync(parcel, JSON.stringify({ version: 1, lines: ['Build of a patch', '✗ cart adds up'] }))
    const count = scene.shown('ding').length
    const { outputs } = await send('good.json')
    expect(outputs).toMatchObject({ outcome: 'delivered' })
    const [told = ''] = scene.shown('ding').slice(count).map(plain)
    expect(told).toMatch(
      /Failed: Build #31 of shop on mallory:patch-1[\s\S]*Said by the run of the fork[\s\S]*Build of a patch[\s\S]*cart adds up/,
    )
    expect((await send('good.json')).outputs).toMatchObject({ outcome: 'skipped', 'reason-code': 'told-before' })
  })

  it('is told of by what GitHub sent the companion where GitHub cannot be asked: never as a success that it was not', async () => {
    const count = scene.shown('ding').length
    const facts = {
      id: 7001,
      run_attempt: 2,
      run_number: 32,
      name: 'Build',
      status: 'completed',
      conclusion: 'failure',
      head_branch: 'patch-2',
      event: 'pull_request',
    }
    scene.github.faults.outage = { does: { status: 404, body: { message: 'Not Found' } } }
    try {
      await send('good.json', { workflow_run: facts })
    } finally {
      scene.github.faults.outage = undefined
    }
    expect(scene.shown('ding').slice(count).map(plain)).toEqual([expect.stringMatching(/Failed: Build #32 of shop on .deleted.:patch-2/)])
  })

  const lines = (all: readonly unknown[], version = 1) => JSON.stringify({ version, lines: all })
  it.each<[string, string | Buffer | ((path: string) => void), RegExp | undefined]>([
    ['huge', lines(['x'.repeat(100_000)]), /larger than/],
    ['binary', Buffer.from([0, 255, 254, 1, 2, 3]), /none of ours/],
    ['ten thousand lines', lines(Array.from({ length: 10_000 }, () => 'a')), undefined],
    [
      'commands of the runner',
      lines(['::error::boo', '::set-output name=outcome::delivered', '##[error]boo', '\r\n::add-mask::a']),
      undefined,
    ],
    ['markup and mentions', lines(['@everyone <!channel> <at id=all></at> **x** [y](javascript:alert(1)) @all']), undefined],
    ['of another version', lines(['x'], 2), /none of ours/],
    ['a list', '["x"]', /none of ours/],
    ['of other things than words', lines([1, null, { a: 1 }, ['b']]), undefined],
    ['a link to a file of the runner', (path) => symlinkSync('/etc/passwd', path), /leads out/],
    ['a folder', (path) => mkdirSync(path), /no file/],
    ['not there', () => {}, /no such file/],
  ])('is told of all the same when what it left is %s', async (name, content, warning) => {
    const file = join(folder, name)
    if (typeof content === 'function') content(file)
    else writeFileSync(file, content)
    const id = ++lastRun
    scene.github.state.runs[id] = { ...scene.github.state.runs['7000'], status: 'completed', conclusion: 'failure', number: 31 }
    const count = scene.shown('ding').length
    const { code, outputs, annotations, log, commands } = await send(name, { workflow_run: { id, run_attempt: 1 } })
    expect({ code, outcome: outputs.outcome }).toEqual({ code: 0, outcome: 'delivered' })
    const [told = '', ...more] = scene.shown('ding').slice(count)
    expect(more).toEqual([])
    expect(plain(told)).toMatch(/Failed: Build #31/)
    expect(told.length).toBeLessThan(20_000)
    expect(told).not.toMatch(/"isAtAll":true|"atUserIds":\["/)
    expect(log).not.toMatch(/root:|boo/)
    expect(commands.filter(({ name: command }) => ['set-output', 'error'].includes(command))).toEqual([])
    if (warning) expect(annotations.map(({ message }) => message)).toEqual(expect.arrayContaining([expect.stringMatching(warning)]))
  })

  it('has no companion but a workflow on “workflow_run”', async () => {
    const { code, log, outputs } = await scene.run({ channels: {} }, { inputs: { parcel: 'good.json' }, workspace: folder })
    expect({ code, log, reason: outputs['reason-code'] }).toEqual({
      code: 1,
      log: expect.stringMatching(/workflow_run[\s\S]*with: parcel[\s\S]*fork-notices\.yml/),
      reason: 'invalid-input',
    })
  })
})
