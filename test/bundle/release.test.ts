import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals'
import type { TestHost } from '../support/fleet.ts'
import { visitorOf } from '../support/gate-page.ts'
import { idOf } from '../support/gate-scene.ts'
import { liveOn } from '../support/host-facts.ts'
import { describeWith } from '../support/needs.ts'
import { until } from '../support/processes.ts'
import { openReleaseScene, type ReleaseScene } from '../support/release-scene.ts'
import { cancel, runPost } from '../support/runner.ts'

const told = ['ops', 'team', 'ding', 'corp']
const identity = { GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@b', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@b' }
/** Without what makes words data in a dialect: backslashes, and full-width twins. */
const plain = (words: string): string => words.replace(/\\+/g, '').replaceAll('&#58;', ':').normalize('NFKC')

describeWith(['sshd'], 'a release as one step', () => {
  let scene: ReleaseScene
  let run = 9000

  beforeAll(async () => {
    scene = await openReleaseScene({ web1: {}, web2: {}, web3: {} })
  })
  afterAll(() => scene?.close())

  let before: Record<string, number> = {}
  beforeEach(() => {
    before = Object.fromEntries(told.map((place) => [place, scene.notices.shown(place).length]))
    run += 1
    scene.showRun(run)
    scene.fleet.write({ 'version.txt': `content ${run}` })
  })

  const live = () => scene.fleet.hosts.map(liveOn).join()
  const ownRun = () => ({ env: { GITHUB_RUN_ID: String(run), GITHUB_RUN_NUMBER: String(run) } })
  /** What each group heard since the test began. */
  const heard = () => told.map((place) => scene.notices.shown(place).slice(before[place]).map(plain))
  const all = (pattern: RegExp) => told.map(() => [expect.stringMatching(pattern)])

  it('is asked for on a page, goes to all hosts, and is told to every group', async () => {
    const step = await scene.start({}, ownRun())
    const id = await idOf(step)
    const visitor = await visitorOf(step, 'alice')
    expect((await visitor.decide('approve', 'looks good')).text).toContain('Your approval counts')
    const { code, outputs } = await step.done
    expect({ code, ...outputs }).toMatchObject({
      code: 0,
      outcome: 'released',
      'reason-code': 'released',
      'approval-id': id,
      'approved-by': 'alice',
      reason: 'alice: looks good',
      release: `v1-${run}`,
      'failed-hosts': '',
      'rolled-back': 'false',
      undelivered: '',
    })
    expect(outputs.delivered?.split(',').toSorted()).toEqual(told.toSorted())
    expect(JSON.parse(outputs.hosts ?? '').map(({ host, state }: Record<string, string>) => `${host} ${state}`)).toEqual([
      'web1 released',
      'web2 released',
      'web3 released',
    ])
    expect(JSON.parse(outputs.result ?? '')).toMatchObject({ version: 1, approve: {}, deploy: {}, notify: {} })
    expect(live()).toBe(Array(3).fill(`v1-${run}`).join())
    expect(heard()).toEqual(all(/Succeeded: shop v1 to production[\s\S]*alice/))
  })

  it('looks once whether the plan is still looked at, and not again in the step after the job', async () => {
    const looks = () => scene.notices.github.requests.filter(({ path }) => path.endsWith('/plan-book/book')).length
    const earlier = looks()
    const result = await scene.run({}, { ...ownRun(), inputs: { approval: 'false' } })
    expect([result.code, looks() - earlier]).toEqual([0, 1])
    expect([(await runPost(result)).code, looks() - earlier]).toEqual([0, 1])
  })

  it('that is rejected reaches no host, and everybody hears by whom and why', async () => {
    const was = live()
    const step = await scene.start({}, ownRun())
    await (await visitorOf(step, 'bob')).decide('reject', 'not on a Friday')
    const { code, outputs } = await step.done
    expect({ code, outcome: outputs.outcome, release: outputs.release }).toEqual({ code: 1, outcome: 'rejected', release: undefined })
    expect(live()).toBe(was)
    expect(heard()).toEqual(all(/Failed: shop v1 to production[\s\S]*bob: not on a Friday/))
  })

  it('that nobody decides reaches no host', async () => {
    const was = live()
    const { code, outputs } = await scene.run({}, { ...ownRun(), inputs: { timeout: '2s' } })
    expect({ code, outcome: outputs.outcome }).toEqual({ code: 1, outcome: 'expired' })
    expect(live()).toBe(was)
    expect(heard()).toEqual(all(/Nobody decided in time/))
  })

  it('whose health check fails goes back everywhere, and everybody hears which hosts', async () => {
    const was = live()
    const settings = { deploy: { ...scene.deploy, 'health-check': { run: 'false', retries: 0 } } }
    const { code, outputs } = await scene.run(settings, { ...ownRun(), inputs: { approval: 'false' } })
    expect({ code, outcome: outputs.outcome, back: outputs['rolled-back'] }).toEqual({ code: 1, outcome: 'rolled-back', back: 'true' })
    expect(live()).toBe(was)
    expect(heard()).toEqual(all(/Failed: shop v1 to production[\s\S]*web1/))
  })

  it('that is cancelled while people are asked leaves no live link, and the step after the job tells it', async () => {
    const step = await scene.start({}, ownRun())
    const { url } = await visitorOf(step, 'alice')
    const result = await cancel(step)
    expect({ code: result.code, outcome: result.outputs.outcome }).toEqual({ code: 1, outcome: 'cancelled' })
    await expect(fetch(url)).rejects.toThrow()
    expect(heard()).toEqual(told.map(() => []))
    expect((await runPost(result)).code).toBe(0)
    expect(heard()).toEqual(all(/Cancelled: shop v1 to production/))
  })

  it('that is cancelled between waves leaves no host half way, and is told by the step after the job', async () => {
    const was = live()
    const deploy = { ...scene.deploy, waves: [1, '100%'], pause: '1m' }
    const step = await scene.start({ approval: undefined, deploy }, ownRun())
    await until(() => liveOn(scene.fleet.hosts[0] as TestHost) === `v1-${run}`, 'the first switch')
    const result = await cancel(step)
    expect({ code: result.code, why: result.outputs['reason-code'] }).toEqual({ code: 1, why: 'cancelled' })
    expect((await runPost(result)).code).toBe(0)
    expect(live()).toBe(was)
    expect(heard()).toEqual(all(/Cancelled: shop v1 to production/))
  })

  it('takes nothing but the receipt of its own approval where the environment requires one', async () => {
    const settings = { deploy: { ...scene.deploy, 'requires-approval': true } }
    const env = { ...ownRun().env, SALLYPORT_SIGNING_KEY: 'a-signing-key' }
    const unasked = await scene.run(settings, { env, inputs: { approval: 'false' } })
    expect({ code: unasked.code, why: unasked.outputs['reason-code'] }).toEqual({ code: 1, why: 'approval-missing' })
    const step = await scene.start(settings, { env })
    await (await visitorOf(step, 'alice')).decide('approve')
    const { outputs, log } = await step.done
    expect([outputs.outcome, live()]).toEqual(['released', Array(3).fill(`v1-${run}`).join()])
    expect(log).toContain(`Approved by request ${outputs['approval-id']}`)
  })

  it('asks nobody where the environment says nothing of approval, and is one message from start to end', async () => {
    const { code, outputs, log } = await scene.run({ approval: undefined, notify: { start: ['ops'], success: ['ops'] } }, ownRun())
    expect({ code, outcome: outputs.outcome, asked: outputs['approval-id'] }).toEqual({ code: 0, outcome: 'released', asked: undefined })
    expect(log).toContain('Nobody is asked for this release.')
    expect(heard()[0]).toEqual([expect.stringMatching(/Succeeded: shop v1 to production/)])
    expect(scene.notices.telegram.calls.filter(({ method }) => method === 'editMessageText').length).toBeGreaterThan(0)
  })

  it('is told by its own word where GitHub shows nothing of the run', async () => {
    delete scene.notices.github.state.runs[run]
    const { outputs } = await scene.run({ approval: undefined }, ownRun())
    expect(outputs.outcome).toBe('released')
    expect(heard()).toEqual(all(/Succeeded: shop v1 to production/))
  })

  it('that is killed between switches goes back in the step after the job, and is told then', async () => {
    const was = live()
    const deploy = { ...scene.deploy, waves: [1, '100%'], pause: '1m' }
    const step = await scene.start({ approval: undefined, deploy }, ownRun())
    await step.waitForLine(/pause|wave/i)
    await until(() => liveOn(scene.fleet.hosts[0] as TestHost) === `v1-${run}`, 'the first switch')
    step.kill()
    const result = await step.done
    expect(heard()).toEqual(told.map(() => []))
    const { code, log } = await runPost(result)
    expect({ code, live: live() }).toEqual({ code: 0, live: was })
    expect(log).toMatch(/web1/)
    expect(heard()).toEqual(all(/Failed: shop v1 to production[\s\S]*ended before it could say how/))
  })

  it('refuses what is not what was approved: the workspace has moved on meanwhile', async () => {
    const was = live()
    const step = await scene.start({}, ownRun())
    const visitor = await visitorOf(step, 'alice')
    for (const args of [
      ['init', '--quiet'],
      ['commit', '--quiet', '--allow-empty', '--message', 'other'],
    ])
      execFileSync('git', args, { cwd: scene.fleet.workspace, env: { ...process.env, ...identity } })
    await visitor.decide('approve')
    const { code, outputs } = await step.done
    rmSync(join(scene.fleet.workspace, '.git'), { recursive: true })
    expect({ code, why: outputs['reason-code'], live: live() }).toEqual({ code: 1, why: 'approval-missing', live: was })
    expect(outputs['approved-by']).toBe('alice')
    expect(heard()).toEqual(all(/another commit/))
  })

  it('asks for nothing that is in another repository', async () => {
    const { code, annotations, outputs } = await scene.run({}, { ...ownRun(), inputs: { repository: 'acme/pages', source: '' } })
    expect({ code, asked: outputs['approval-id'] }).toEqual({ code: 1, asked: undefined })
    expect(annotations.find(({ level }) => level === 'error')?.message).toMatch(/Only what is in this repository can be approved/)
  })

  it('that is cancelled while it is told is left for the step after the job to tell, as it ended', async () => {
    scene.notices.hook.faults.push({ kind: 'hang' })
    const before = scene.notices.hook.received.length
    const step = await scene.start({ approval: undefined, notify: { success: ['hook'] } }, ownRun())
    await until(() => scene.notices.hook.received.length > before, 'the notice')
    const { state } = await cancel(step)
    expect(state['release-told']).toBeUndefined()
    expect(JSON.parse(state.release ?? '')).toMatchObject({ status: 'success', hosts: expect.stringContaining('web3') })
  })

  it('is only looked at in a dry run: a table of all that it will need, and nobody hears of it', async () => {
    const was = live()
    const { code, outputs, log, summary } = await scene.run({}, { ...ownRun(), inputs: { 'dry-run': 'true' } })
    expect({ code, outcome: outputs.outcome, live: live() }).toEqual({ code: 0, outcome: 'ready', live: was })
    for (const host of ['web1', 'web2', 'web3']) expect(log).toMatch(new RegExp(`${host}[^\\n]*v1-`))
    expect(summary).toMatch(/\| web3 \|/)
    expect(heard()).toEqual(told.map(() => []))
  })

  it('says all that is missing at once, and has not begun then', async () => {
    const secrets = { DEPLOY_KEY: '', TELEGRAM_TOKEN: '', DING_URL: '' }
    const { code, annotations, outputs } = await scene.run({}, { env: { ...ownRun().env, ...secrets } })
    expect({ code, outcome: outputs.outcome, why: outputs['reason-code'], asked: outputs['approval-id'] }).toEqual({
      code: 1,
      outcome: 'failed',
      why: 'missing-secret',
      asked: undefined,
    })
    const [{ message = '' } = {}, ...others] = annotations.filter(({ level }) => level === 'error')
    expect(others).toEqual([])
    for (const name of Object.keys(secrets)) expect(message).toContain(name)
  })

  it('says what is wrong before anybody is asked', async () => {
    const { code, annotations, outputs } = await scene.run({}, { ...ownRun(), inputs: { environment: 'prodction' } })
    expect({ code, outcome: outputs.outcome }).toEqual({ code: 1, outcome: 'failed' })
    expect(annotations.find(({ level }) => level === 'error')?.message).toMatch(/prodction[\s\S]*production/)
    expect(outputs['approval-id']).toBeUndefined()
  })
})
