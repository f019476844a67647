import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { verifyReceipt } from '../../src/approval/receipt.ts'
import { pageChannel, visitorOf } from '../support/gate-page.ts'
import { configWith, type Gates, openGates } from '../support/gates.ts'
import { cancel, runPost } from '../support/runner.ts'
import { removeFolder, temporaryFolder } from '../support/temporary.ts'

describe('an approval on a page of its own', () => {
  let gates: Gates
  const sha = '6dcb09b5b57875f334f61aebed695e2e4193db5e'
  let run = 100
  /** Each case is a run of its own. */
  const newRun = () => ({ env: { GITHUB_RUN_ID: String(++run), SALLYPORT_SIGNING_KEY: 'a-key-for-signing' } })

  beforeAll(async () => {
    gates = await openGates(configWith(pageChannel))
  })
  afterAll(() => gates.stop())

  it('goes on after a click, with who decided, a signed receipt and the story on the page of the run', async () => {
    const step = await gates.start(newRun())
    const alice = await visitorOf(step, 'alice')
    const answer = await alice.decide('approve', 'Looks good')
    const { code, outputs, summary, state } = await step.done
    expect(answer.text).toContain('Your approval counts')
    expect({ code, outcome: outputs.outcome, reason: outputs['reason-code'], by: outputs['approved-by'] }).toEqual({
      code: 0,
      outcome: 'approved',
      reason: 'approved',
      by: 'alice',
    })
    expect(outputs.reason).toBe('alice: Looks good')
    expect(outputs['approval-id']).toMatch(/^[2-9A-HJKMNP-Z]{6}$/)
    const receipt = verifyReceipt(outputs.receipt ?? '', {
      repository: 'acme/shop',
      project: 'shop',
      environment: 'production',
      commit: sha,
      now: Date.now(),
      key: 'a-key-for-signing',
    })
    expect(receipt.votes).toMatchObject([{ person: 'alice', platform: 'web', reason: 'Looks good' }])
    expect(summary).toContain('✅ Approved')
    expect(state['request-ended']).toBe('true')
  })

  it('stops after a rejection, which is no fault', async () => {
    const step = await gates.start(newRun())
    await (await visitorOf(step, 'bob')).decide('reject', 'Not on a Friday')
    const { code, outputs } = await step.done
    expect({ code, ...outputs }).toMatchObject({
      code: 1,
      outcome: 'rejected',
      'reason-code': 'rejected',
      'rejected-by': 'bob',
      receipt: '',
    })
  })

  it('spares the step where the user wants that', async () => {
    const step = await gates.start({ ...newRun(), inputs: { 'fail-on': 'never' } })
    await (await visitorOf(step, 'bob')).decide('reject')
    const { code, outputs } = await step.done
    expect({ code, outcome: outputs.outcome }).toEqual({ code: 0, outcome: 'rejected' })
  })

  it('expires on time', async () => {
    const { code, outputs, seconds } = await gates.run({ ...newRun(), inputs: { timeout: '2s' } })
    expect({ code, outcome: outputs.outcome, reason: outputs['reason-code'] }).toEqual({ code: 1, outcome: 'expired', reason: 'expired' })
    expect(seconds).toBeLessThan(20)
  })

  it('takes silence for a yes only where it is told to', async () => {
    const { code, outputs } = await gates.run({ ...newRun(), inputs: { timeout: '1s', 'on-timeout': 'approve' } })
    expect({ code, outcome: outputs.outcome, reason: outputs['reason-code'] }).toEqual({
      code: 0,
      outcome: 'approved',
      reason: 'approved-on-timeout',
    })
  })

  it.each(['SIGINT', 'SIGTERM'] as const)('ends well in time when cancelled (%s), and leaves nothing to do', async (signal) => {
    const step = await gates.start(newRun())
    await visitorOf(step, 'alice')
    const asked = performance.now()
    if (signal === 'SIGINT') await cancel(step)
    else step.signal(signal)
    const result = await step.done
    expect(performance.now() - asked).toBeLessThan(7500)
    expect({ code: result.code, outcome: result.outputs.outcome }).toEqual({ code: 1, outcome: 'cancelled' })
    expect((await runPost(result)).log).toBe('')
  })

  it('speaks Chinese throughout', async () => {
    const step = await gates.start({ ...newRun(), inputs: { locale: 'zh-CN', title: '修复结算' } })
    const alice = await visitorOf(step, 'alice')
    expect(await alice.read()).toContain('修复结算')
    await alice.decide('approve', '没问题')
    const { log, summary } = await step.done
    expect(summary).toContain('已批准')
    expect(log).toContain('你的同意已计入')
  })

  it('asks those whom the default branch names, whatever a branch says of itself', async () => {
    const workspace = await temporaryFolder('branch')
    mkdirSync(join(workspace, '.github'))
    const own = { people: { mallory: {} }, environments: { production: { approval: { require: [{ from: ['mallory'] }] } } } }
    writeFileSync(join(workspace, '.github/sallyport.yml'), JSON.stringify(own))
    const inputs = { 'dry-run': 'true' }
    const trusted = await gates.run({ ...newRun(), workspace, inputs })
    const branch = await gates.run({ ...newRun(), workspace, inputs: { ...inputs, 'config-ref': 'workspace' } })
    removeFolder(workspace)
    expect(trusted.log).toContain('of the default branch')
    expect(JSON.parse(trusted.outputs.result ?? '').policy.requirements).toMatchObject([{ eligible: ['alice', 'bob'] }])
    expect(branch.log).toContain('Whoever can push to that branch can change who approves it')
  })

  it.each([
    { runner: 'github-hosted', timeout: '7h', says: /open for 7 h.*ends after 6 h/ },
    { runner: 'github-hosted', timeout: '6h', says: undefined },
    { runner: 'self-hosted', timeout: '6d', says: /open for 6 d.*ends after 5 d/ },
    { runner: 'self-hosted', timeout: '5d', says: undefined },
  ])('warns of more time than a job on a $runner runner has: $timeout', async ({ runner, timeout, says }) => {
    const { env } = newRun()
    const { annotations } = await gates.run({ env: { ...env, RUNNER_ENVIRONMENT: runner }, inputs: { 'dry-run': 'true', timeout } })
    const about = annotations.map(({ message }) => message).find((message) => message.includes('may be open for'))
    if (says) expect(about).toMatch(says)
    else expect(about).toBeUndefined()
  })

  it('lets nothing that people write become a command of the runner', async () => {
    const words = '::set-output name=receipt::forged\n::error::x\n##[add-path]/tmp'
    const step = await gates.start({ ...newRun(), inputs: { title: words, description: words, version: '$(reboot)' } })
    await (await visitorOf(step, 'alice')).decide('approve', words)
    const { code, commands, outputs } = await step.done
    expect(code).toBe(0)
    expect(commands.filter(({ name }) => !['add-mask', 'warning', 'debug', 'group', 'endgroup'].includes(name))).toEqual([])
    expect(outputs.receipt).not.toBe('forged')
  })
})
