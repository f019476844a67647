import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { type GatePlatform, githubPlatform, untilShown } from '../support/gate-platforms.ts'
import { type Gates, openGates } from '../support/gates.ts'
import { until } from '../support/processes.ts'
import { type RunningStep, runPost, type StepOptions } from '../support/runner.ts'

const later = fileURLToPath(new URL('../support/later.cjs', import.meta.url))

/** Several requests for one environment, and the same one again (design §4). */
describe('a newer request', () => {
  let gates: Gates
  let platform: GatePlatform
  let run = 500
  let environment = ''

  beforeAll(async () => {
    gates = await openGates({})
    platform = githubPlatform(gates.github, ['alice', 'bob', 'carol'])
  })
  beforeEach(() => {
    environment = `env-${++run}`
  })
  afterAll(() => gates.stop())

  const configure = (approval: Readonly<Record<string, unknown>>) =>
    gates.configure({
      people: Object.fromEntries(['alice', 'bob'].map((name) => [name, { github: platform.ids[name] }])),
      environments: { [environment]: { approval: { require: [{ count: 1, from: ['alice', 'bob'] }], timeout: '2m', ...approval } } },
    })
  const options = (more: StepOptions = {}): StepOptions => ({
    ...more,
    inputs: { environment, ...more.inputs },
    env: { GITHUB_RUN_ID: String(++run), ...more.env },
  })
  const opened = async (step: RunningStep): Promise<string> => {
    const id = /[2-9A-HJKMNP-Z]{6}/.exec(await step.waitForLine(/Request \S+ is (still )?open/))?.[0] ?? ''
    await untilShown(platform, id)
    return id
  }
  /** How often the ledger was written. */
  const writes = () =>
    gates.github.requests.filter(({ method, path, status = 500 }) => method !== 'GET' && path.includes('/git/refs') && status < 300).length

  it('takes the place of the older one, whose message ends, and whose run fails with the reason', async () => {
    configure({ 'on-newer': 'supersede' })
    const older = await gates.start(options())
    const first = await opened(older)
    const newer = await gates.start(options())
    const second = await opened(newer)
    const { code, outputs } = await older.done
    expect({ code, ...outputs }).toMatchObject({ code: 1, outcome: 'superseded', 'reason-code': 'superseded', receipt: '' })
    expect(platform.shown(first)).toMatchObject({ isLive: false, words: expect.stringContaining(second) })
    platform.vote('alice', second, 'approve')
    expect((await newer.done).outputs.outcome).toBe('approved')
  })

  it('ends the message of an older one whose run was killed', async () => {
    configure({ 'on-newer': 'supersede' })
    const before = writes()
    const older = await gates.start(options())
    const first = await opened(older)
    await until(() => writes() >= before + 2, 'the request in the ledger, and where it was posted')
    older.kill()
    await older.done
    const newer = await gates.start(options())
    const second = await opened(newer)
    await untilShown(platform, first, false)
    platform.vote('bob', second, 'approve')
    expect((await newer.done).outputs).toMatchObject({ outcome: 'approved', 'approved-by': 'bob' })
  })

  it.each([
    { name: 'another run', isRetry: false },
    { name: 'a retry of the same run', isRetry: true },
  ])('ends the message of one that was lost the day before: $name', async ({ isRetry }) => {
    configure({})
    const before = writes()
    const lost = options()
    const older = await gates.start(lost)
    const first = await opened(older)
    await until(() => writes() >= before + 2, 'the request in the ledger, and where it was posted')
    older.kill()
    await older.done
    const nextDay = { NODE_OPTIONS: `--require=${JSON.stringify(later)}`, CLOCK_AHEAD: String(24 * 3_600_000) }
    const { env } = isRetry ? lost : options()
    const newer = await gates.start({ ...lost, env: { ...env, ...nextDay, ...(isRetry ? { GITHUB_RUN_ATTEMPT: '2' } : {}) } })
    await newer.waitForLine(/was left open when its time was over/)
    const second = await opened(newer)
    expect(second).not.toBe(first)
    expect(await untilShown(platform, first, false)).toMatchObject({ words: expect.stringContaining('Expired') })
    platform.vote('bob', second, 'approve')
    expect((await newer.done).outputs).toMatchObject({ outcome: 'approved', 'approved-by': 'bob' })
  })

  it('fails at once where the policy blocks it, and touches nothing', async () => {
    configure({ 'on-newer': 'block' })
    const older = await gates.start(options())
    const first = await opened(older)
    const { code, outputs, log } = await gates.run(options())
    expect({ code, ...outputs }).toMatchObject({ code: 1, outcome: 'failed', 'reason-code': 'request-pending' })
    expect(log).toContain(first)
    platform.vote('alice', first, 'approve')
    expect((await older.done).outputs.outcome).toBe('approved')
  })

  it('waits for its turn where the policy queues it', async () => {
    configure({ 'on-newer': 'queue' })
    const older = await gates.start(options())
    const first = await opened(older)
    const newer = await gates.start(options())
    await newer.waitForLine(/Waiting for request/)
    platform.vote('alice', first, 'reject')
    expect((await older.done).outputs.outcome).toBe('rejected')
    const second = await opened(newer)
    platform.vote('alice', second, 'approve')
    expect((await newer.done).outputs.outcome).toBe('approved')
  }, 90_000)

  it('is cancelled like any other while it waits for its turn', async () => {
    configure({ 'on-newer': 'queue' })
    const older = await gates.start(options())
    const first = await opened(older)
    const newer = await gates.start(options())
    await newer.waitForLine(/Waiting for request/)
    const asked = performance.now()
    newer.signal('SIGINT')
    const { code, outputs } = await newer.done
    expect(performance.now() - asked).toBeLessThan(7500)
    expect({ code, ...outputs }).toMatchObject({ code: 1, outcome: 'cancelled', 'reason-code': 'cancelled' })
    platform.vote('alice', first, 'approve')
    expect((await older.done).outputs.outcome).toBe('approved')
  })

  it('is not asked at all where the same commit was approved a short while ago', async () => {
    configure({ 'carry-over': '1h' })
    const older = await gates.start(options())
    const first = await opened(older)
    platform.vote('alice', first, 'approve')
    await older.done
    const again = await gates.run(options())
    expect(again.outputs).toMatchObject({
      outcome: 'approved',
      'reason-code': 'approved-before',
      'approval-id': first,
      'approved-by': 'alice',
    })
    const other = await gates.start(options({ env: { GITHUB_SHA: 'b'.repeat(40), GITHUB_RUN_ID: String(++run) } }))
    const second = await opened(other)
    expect(second).not.toBe(first)
    other.signal('SIGINT')
    const result = await other.done
    expect((await runPost(result)).code).toBe(0)
  })

  it('does not believe a record in the ledger that was not signed with the key', async () => {
    configure({ 'carry-over': '1h' })
    const unsigned = await gates.start(options())
    platform.vote('alice', await opened(unsigned), 'approve')
    expect((await unsigned.done).outputs.outcome).toBe('approved')
    const signed = await gates.start(options({ env: { SALLYPORT_SIGNING_KEY: 'a-signing-key', GITHUB_RUN_ID: String(++run) } }))
    await signed.waitForLine(/not signed with SALLYPORT_SIGNING_KEY/)
    await opened(signed)
    signed.signal('SIGTERM')
    expect((await signed.done).outputs.outcome).toBe('cancelled')
  })

  it('says what it costs where the ledger may not be written', async () => {
    configure({})
    gates.github.tokens.set('read-only', { contents: 'read', issues: 'write' } as never)
    const step = await gates.start(options({ inputs: { environment, token: 'read-only' } }))
    await step.waitForLine(/Without the ledger a re-run asks again/)
    platform.vote('alice', await opened(step), 'approve')
    expect((await step.done).outputs.outcome).toBe('approved')
  })
})
