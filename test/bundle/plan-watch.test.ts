import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { gitHubWith } from '../../src/github/client.ts'
import { gitHubLedger } from '../../src/github/ledger.ts'
import { systemClock } from '../../src/kit/clock.ts'
import { ledgerBooks } from '../../src/plan/book.ts'
import { type Listener, listen } from '../fakes/webhook-listener.ts'
import { type Fleet, startFleet } from '../support/fleet.ts'
import { describeWith } from '../support/needs.ts'
import { openPlanScene, type PlanScene } from '../support/plan-scene.ts'
import { cancel, runAction, runPost, type StepResult } from '../support/runner.ts'
import { jobToken } from '../support/runner-context.ts'

const hour = 3_600_000
let scene: PlanScene
let hook: Listener
beforeEach(async () => {
  scene = await openPlanScene()
  hook = await listen(() => ({ status: 204, body: '' }))
})
afterEach(async () => {
  await scene.close()
  await hook.close()
})

/** A plan that was last looked at so long ago. */
async function lastTick(ago: number): Promise<void> {
  const github = gitHubWith(jobToken, { GITHUB_API_URL: scene.github.url })
  const books = ledgerBooks(gitHubLedger(github, 'acme/shop', { clock: systemClock }))
  const at = Date.now() - ago
  await books.change(at, (book) => ({ ...book, ticked: at, pace: hour / 2, alarm: ['hook'] }))
}

const tell = () =>
  runAction('notify', {
    inputs: { config: `channels: { hook: { type: webhook, url: '${hook.url}' } }`, message: 'built', channels: 'hook', token: jobToken },
    env: { GITHUB_API_URL: scene.github.url },
  })
const headlines = () => hook.received.map(({ body }) => body.toString())

describe('a schedule that has stopped', () => {
  it('is told by any run of the suite, to the channels of the plan, once a day', async () => {
    await lastTick(6 * hour)
    const [first, second] = [await tell(), await tell()]
    for (const step of [first, second]) {
      expect(step.code).toBe(0)
      expect(step.annotations.map(({ message }) => message).join()).toContain('The release plan has not been looked at for 6 h')
    }
    expect(headlines().filter((words) => words.includes('has stopped'))).toHaveLength(1)
  })

  it('is not one that is merely late, nor where nothing is planned', async () => {
    const without = await tell()
    await lastTick(2 * hour)
    const late = await tell()
    for (const step of [without, late]) expect(step.log).not.toContain('has not been looked at')
    expect(headlines().filter((words) => words.includes('has stopped'))).toEqual([])
  })
})

/** They have nothing to ask GitHub for, and may be over in half a second: the step after the job looks for them. */
describeWith(['sshd'], 'a deployment, and a way back', () => {
  let fleet: Fleet
  let version = 0
  beforeAll(async () => {
    fleet = await startFleet({ web1: {} })
    fleet.write({ 'version.txt': 'v0' })
    for (const name of ['a', 'b']) expect((await fleet.deploy({ release: name })).code).toBe(0)
  })
  afterAll(() => fleet.stop())

  const warning = 'The release plan has not been looked at for 6 h'
  const more = () => ({ env: { GITHUB_API_URL: scene.github.url } })
  const warnings = ({ annotations }: StepResult) => annotations.map(({ message }) => message.split(':')[0])
  const asked = () => scene.github.requests.length
  /** A deployment of something new. */
  const deploy = (inputs = {}, settings = {}) => {
    version += 1
    fleet.write({ 'version.txt': `v${version}` })
    return fleet.start({ version: `v${version}`, ...inputs }, settings, more())
  }
  const deployed = async (inputs = {}) => (await deploy(inputs)).done

  it.each([
    ['deploy', 0, () => deployed()],
    ['deploy that fails', 1, () => deployed({ ref: 'v1' })],
    ['deploy as a dry run', 0, () => deployed({ 'dry-run': 'true' })],
    ['rollback', 0, () => fleet.rollback({}, {}, more())],
  ])('asks GitHub for nothing (%s): the step after the job does, and says once that the schedule has stopped', async (_, code, main) => {
    await lastTick(6 * hour)
    const before = asked()
    const result = await main()
    expect([result.code, asked() - before, warnings(result).includes(warning)]).toEqual([code, 0, false])
    const post = await runPost(result)
    expect({ code: post.code, warnings: warnings(post), outputs: post.outputs }).toEqual({ code: 0, warnings: [warning], outputs: {} })
  })

  it('is followed by the look where nothing is known of the main step, too', async () => {
    await lastTick(6 * hour)
    const post = await runAction('deploy', { ...fleet.step({}, {}, more()), entry: 'post' })
    expect([post.code, warnings(post)]).toEqual([0, [warning]])
  })

  it('hears of it in the language of its configuration', async () => {
    await lastTick(6 * hour)
    const file = join(fleet.workspace, '.github/sallyport.yml')
    mkdirSync(join(file, '..'), { recursive: true })
    writeFileSync(file, 'locale: zh-CN\n')
    const result = await deployed()
    expect((await runPost(result)).log).toContain('发布计划已有 6 小时没有被检查')
    writeFileSync(file, '')
  })

  it('hears of nothing where the schedule ticks, nothing is planned, GitHub is away, or there is no token', async () => {
    const result = await deployed()
    expect(await runPost(result)).toMatchObject({ code: 0, log: '' })
    await lastTick(hour)
    expect(await runPost(result)).toMatchObject({ code: 0, log: '' })
    await lastTick(6 * hour)
    const before = asked()
    const inputs = { ...result.options.inputs, token: '' }
    expect(await runPost(result, { inputs })).toMatchObject({ code: 0, log: '' })
    expect(asked()).toBe(before)
    for (const does of ['hang', 'reset', { status: 500, body: {} }, { status: 200, body: 'not JSON' }] as const) {
      scene.github.faults.outage = { does }
      expect(await runPost(result)).toMatchObject({ code: 0, log: '' })
    }
  })

  it('that was cancelled is not followed by the look', async () => {
    await lastTick(6 * hour)
    const step = await deploy({}, { hooks: { 'before-release': 'echo hook is at work; sleep 30' } })
    await step.waitForLine(/hook is at work/)
    const result = await cancel(step)
    const before = asked()
    expect(await runPost(result)).toMatchObject({ code: 0, log: '' })
    expect(asked()).toBe(before)
  })

  it('that was killed is cleared up before the look', async () => {
    await lastTick(6 * hour)
    const step = await deploy({}, { hooks: { 'before-release': 'echo hook is at work; sleep 30' } })
    await step.waitForLine(/hook is at work/)
    step.kill()
    const post = await runPost(await step.done)
    expect([post.code, warnings(post)]).toEqual([0, [warning]])
    expect(post.log).toMatch(/web1[\s\S]*The release plan/)
    expect((await deployed()).outputs.outcome).toBe('released')
  })

  it('that cannot be cleared up says so, and is followed by the look all the same', async () => {
    await lastTick(6 * hour)
    const result = await deployed({ ref: 'v1' })
    const state = { deployment: JSON.stringify({ token: 't', release: 'r', version: 'v', sha: '' }) }
    const options = { ...result.options, inputs: { ...result.options.inputs, config: 'servers: [' } }
    const post = await runPost({ ...result, options, state })
    expect([post.code, warnings(post).filter((words) => words === warning), post.annotations.length]).toEqual([1, [warning], 2])
  })
})
