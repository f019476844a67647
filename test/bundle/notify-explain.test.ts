import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Answer, type Listener, listen } from '../fakes/webhook-listener.ts'
import { jobWith, type NoticeScene, openNoticeScene, ownJob } from '../support/notice-scene.ts'

const plain = (words: string): string => words.replace(/\\+/g, '').normalize('NFKC')
const stamp = '2026-11-23T21:00:01.0000000Z '
const key = 'sk-a-key-of-the-endpoint-0123456789'

describe('a failure that a model explains', () => {
  let scene: NoticeScene
  let model: Listener
  let answer: Answer
  let lastRun = 9000
  beforeAll(async () => {
    scene = await openNoticeScene()
    model = await listen(() => answer)
  })
  afterAll(async () => {
    await model.close()
    await scene.close()
  })

  const put = () => {
    lastRun++
    const jobs = [jobWith({ id: lastRun * 10, name: 'test', conclusion: 'failure' }), ownJob]
    scene.github.state.runs[lastRun] = { status: 'in_progress', conclusion: null, number: 7, workflowId: 7, workflow: 'CI', jobs }
    const lines = [
      '##[group]Run npm test',
      '##[endgroup]',
      `Error: cannot log in with ${scene.env.DING_SECRET}`,
      '##[error]Process completed with exit code 1.',
    ]
    scene.github.state.logs[lastRun * 10] = lines.map((line) => `${stamp}${line}`).join('\n')
    return { GITHUB_RUN_ID: String(lastRun) }
  }
  const tell = (env: Readonly<Record<string, string>> = {}, inputs: Readonly<Record<string, string>> = {}, url = `${model.url}/v1`) =>
    scene.run(
      { explain: { url, model: 'small-1', key: '$MODEL_KEY' }, channels: { ding: scene.channels.ding, ops: scene.channels.ops } },
      { inputs, env: { MODEL_KEY: key, ...put(), ...env } },
    )
  const says = (content: string): Answer => ({ status: 200, body: JSON.stringify({ choices: [{ message: { content } }] }) })

  it('quotes it as the model’s, without what acts and without secrets, and sends it none', async () => {
    answer = says(
      `The login failed with ${scene.env.DING_SECRET}.\n[Click](https://evil.example) @everyone **now** ::error::boo\n<think>x</think>`,
    )
    const count = scene.shown('ding').length
    const { outputs, log, annotations } = await tell()
    expect(outputs.outcome).toBe('delivered')
    const [told = ''] = scene.shown('ding').slice(count).map(plain)
    expect(told).toMatch(/small-1[^"]*may be wrong[\s\S]*The login failed with \*\*\*/)
    expect(told).not.toMatch(/evil\.example|@everyone/)
    const asked = model.received.at(-1)?.body.toString() ?? ''
    expect(asked).toContain('cannot log in with ***')
    for (const secret of [scene.env.DING_SECRET ?? '', key]) for (const words of [asked, told, log]) expect(words).not.toContain(secret)
    expect(annotations.filter(({ message }) => message.includes('boo'))).toEqual([])
  })

  it.each<[string, Answer, Readonly<Record<string, string>>, RegExp]>([
    ['the endpoint refuses', { status: 500, body: 'down' }, {}, /HTTP 500/],
    ['the endpoint answers nonsense', { status: 200, body: '<html>' }, {}, /makes no sense/],
    ['the key is refused', { status: 401, body: '{}' }, {}, /refuses the key/],
    ['the key is not set', { status: 200, body: '' }, { MODEL_KEY: '' }, /\$MODEL_KEY/],
  ])('is told without it, with a warning, where %s', async (_, given, env, words) => {
    answer = given
    const count = scene.shown('ding').length
    const { code, outputs, annotations } = await tell(env)
    expect({ code, outcome: outputs.outcome }).toEqual({ code: 0, outcome: 'delivered' })
    expect(scene.shown('ding').slice(count).map(plain)).toEqual([expect.stringMatching(/^(?![\s\S]*small-1)[\s\S]*cannot log in/)])
    expect(annotations.map(({ message }) => message)).toEqual(
      expect.arrayContaining([expect.stringMatching(/Told without an explanation/)]),
    )
    expect(annotations.map(({ message }) => message).join('\n')).toMatch(words)
  })

  it('is told without it where nothing listens', async () => {
    const { outputs, annotations } = await tell({}, {}, 'http://127.0.0.1:9/v1')
    expect(outputs.outcome).toBe('delivered')
    expect(annotations.map(({ message }) => message)).toEqual(
      expect.arrayContaining([expect.stringMatching(/127\.0\.0\.1:9 cannot be reached/)]),
    )
  })

  it('is asked nothing in a dry run, which shows and checks every channel, sends nothing and keeps nothing', async () => {
    const [asked, ding, ops] = [model.received.length, scene.shown('ding').length, scene.shown('ops').length]
    const writes = () => scene.github.requests.filter(({ method, path }) => method !== 'GET' && path.includes('/git/')).length
    const before = writes()
    const { code, outputs, log, summary } = await tell({}, { 'dry-run': 'true' })
    expect({ code, ...outputs }).toMatchObject({ code: 0, outcome: 'skipped', 'reason-code': 'dry-run', delivered: '' })
    expect([model.received.length, scene.shown('ding').length, scene.shown('ops').length, writes()]).toEqual([asked, ding, ops, before])
    expect(plain(log)).toMatch(/▸ ding[\s\S]*Failed: CI #7 of shop[\s\S]*cannot log in with \*\*\*/)
    expect(summary).toMatch(/Dry run: nobody was told[\s\S]*\| ding \| ✅[\s\S]*\| ops \| ✅/)
    const broken = await tell({ DING_URL: '' }, { 'dry-run': 'true' })
    expect({ code: broken.code, ...broken.outputs }).toMatchObject({ code: 1, 'reason-code': 'dry-run' })
    expect(broken.summary).toMatch(/\| ding \| ❌ \|.*DING&#95;URL/)
  })
})
