import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import {
  feishuPlatform,
  type GatePlatform,
  githubPlatform,
  slackPlatform,
  telegramPlatform,
  untilShown,
} from '../support/gate-platforms.ts'
import { type Gates, openGates } from '../support/gates.ts'
import { until } from '../support/processes.ts'
import { cancel, type RunningStep, runPost, type StepOptions } from '../support/runner.ts'

const later = fileURLToPath(new URL('../support/later.cjs', import.meta.url))
const names = ['alice', 'bob', 'carol']
const platforms = ['telegram', 'feishu', 'slack', 'github'] as const

/** The id of the request that a step has open. */
const idOf = async (step: RunningStep): Promise<string> =>
  /[2-9A-HJKMNP-Z]{6}/.exec(await step.waitForLine(/Request \S+ is (still )?open/))?.[0] ?? ''

describe.each(platforms)('an approval in %s', (name) => {
  let gates: Gates
  let platform: GatePlatform
  let run = 100

  beforeAll(async () => {
    gates = await openGates({})
    platform = await open(name, gates, names)
    gates.configure(configurationOf(platform))
  })
  afterAll(async () => {
    await platform.close()
    await gates.stop()
  })

  /** Each case is a run of its own. */
  const newRun = (options: StepOptions = {}): StepOptions => ({
    ...options,
    env: {
      GITHUB_RUN_ID: String(++run),
      GITHUB_ACTOR: 'carol-hub',
      GITHUB_TRIGGERING_ACTOR: 'somebody',
      ...platform.env,
      ...options.env,
    },
  })

  it('goes on after a tap, and ends the message', async () => {
    const step = await gates.start(newRun({ inputs: { version: 'v1.4.2', title: 'Fix <b>checkout</b> & *more*' } }))
    const id = await idOf(step)
    const { words } = await untilShown(platform, id)
    for (const fact of ['production', 'v1.4.2', 'checkout']) expect(words).toContain(fact)
    expect(words).toMatch(new RegExp(`alice|${platform.ids.alice}`)) // is alerted
    platform.vote('alice', id, 'approve')
    const { code, outputs, log } = await step.done
    expect({ code, ...outputs }).toMatchObject({ code: 0, outcome: 'approved', 'approved-by': 'alice', 'approval-id': id })
    expect(platform.shown(id)).toMatchObject({ isLive: false, words: expect.stringContaining('Approved') })
    for (const secret of Object.values(platform.env)) expect(log).not.toContain(secret)
  })

  it('counts nobody who is not on the list, who asked for it, or who started it again', async () => {
    const step = await gates.start(newRun({ env: { GITHUB_TRIGGERING_ACTOR: 'alice-hub', GITHUB_RUN_ATTEMPT: '2' } }))
    const id = await idOf(step)
    await untilShown(platform, id)
    platform.vote('carol', id, 'reject')
    platform.vote('alice', id, 'approve')
    await step.waitForLine(/carol: reject.*Not counted: you asked for it yourself/)
    await step.waitForLine(/alice: approve.*Not counted: you asked for it yourself/)
    platform.vote('bob', id, 'reject')
    const { outputs } = await step.done
    expect(outputs).toMatchObject({ outcome: 'rejected', 'rejected-by': 'bob' })
  })

  it('waits out limits and an outage, and loses no tap that was made meanwhile', async () => {
    const step = await gates.start(newRun())
    const id = await idOf(step)
    await untilShown(platform, id)
    const recover = platform.outage()
    platform.vote('alice', id, 'approve')
    await step.waitForLine(/until the deadline/)
    recover()
    platform.limit()
    const { outputs } = await step.done
    expect(outputs).toMatchObject({ outcome: 'approved', 'approved-by': 'alice' })
    await untilShown(platform, id, false)
  })

  it('leaves nothing live when it is cancelled', async () => {
    const step = await gates.start(newRun())
    const id = await idOf(step)
    await untilShown(platform, id)
    const result = await cancel(step)
    expect(result.outputs.outcome).toBe('cancelled')
    expect(platform.shown(id)).toMatchObject({ isLive: false, words: expect.stringContaining('Cancelled') })
    expect((await runPost(result)).log).toBe('')
  })

  it('leaves nothing live when it is killed: the post step ends the message', async () => {
    const step = await gates.start(newRun())
    const id = await idOf(step)
    await step.waitForLine(/Asked in/)
    step.kill()
    const post = await runPost(await step.done)
    expect(post.code).toBe(0)
    expect(platform.shown(id)).toMatchObject({ isLive: false, words: expect.stringContaining('Cancelled') })
  })

  it('goes on with the open request in a later attempt, after the first was killed', async () => {
    const options = newRun()
    const before = writes(gates)
    const first = await gates.start(options)
    const id = await idOf(first)
    await until(() => writes(gates) >= before + 2, 'the request in the ledger, and where it was posted')
    first.kill()
    await first.done
    const second = await gates.start({ ...options, env: { ...options.env, GITHUB_RUN_ATTEMPT: '2' } })
    expect(await idOf(second)).toBe(id)
    platform.vote('bob', id, 'approve')
    expect((await second.done).outputs).toMatchObject({ outcome: 'approved', 'approved-by': 'bob', 'approval-id': id })
    await untilShown(platform, id, false)
    const third = await gates.run({ ...options, env: { ...options.env, GITHUB_RUN_ATTEMPT: '3' } })
    expect(third.outputs).toMatchObject({ outcome: 'approved', 'reason-code': 'approved-before', 'approval-id': id })
  })

  it('keeps three gates on one bot apart', async () => {
    gates.configure(configurationOf(platform, ['one', 'two', 'three']))
    const steps = await Promise.all(['one', 'two', 'three'].map((environment) => gates.start(newRun({ inputs: { environment } }))))
    const ids = await Promise.all(steps.map(idOf))
    await Promise.all(ids.map((id) => untilShown(platform, id)))
    platform.vote('alice', ids[1] ?? '', 'approve')
    platform.vote('bob', ids[0] ?? '', 'reject')
    platform.vote('bob', ids[2] ?? '', 'approve')
    const ends = await Promise.all(steps.map(({ done }) => done))
    expect(ends.map(({ outputs }) => `${outputs.outcome} ${outputs['approved-by']}${outputs['rejected-by']}`)).toEqual([
      'rejected bob',
      'approved alice',
      'approved bob',
    ])
    gates.configure(configurationOf(platform))
  })

  it('shows in a dry run what it would post, checks the channel, and posts nothing', async () => {
    const before = platform.calls()
    const { code, outputs, log } = await gates.run(newRun({ inputs: { 'dry-run': 'true', version: 'v9.9.9' } }))
    expect({ code, outcome: outputs.outcome, reason: outputs['reason-code'] }).toEqual({ code: 0, outcome: 'pending', reason: 'dry-run' })
    expect(log).toContain('v9.9.9')
    expect(platform.shown('v9.9.9')).toBeUndefined()
    expect(platform.calls()).toBeGreaterThan(before)
    expect(log).not.toContain('The clock of the runner')
  })

  it('says in a dry run that the clocks differ', async () => {
    const env = { NODE_OPTIONS: `--require=${JSON.stringify(later)}`, CLOCK_AHEAD: String(2 * 3_600_000) }
    const { log, summary } = await gates.run(newRun({ inputs: { 'dry-run': 'true' }, env }))
    for (const told of [log, summary]) expect(told).toMatch(/The clock of the runner is 2 h ahead of/)
  })
})

describe('somebody who was taken off the list between two attempts', () => {
  let gates: Gates
  beforeAll(async () => {
    gates = await openGates({})
  })
  afterAll(() => gates.stop())

  it('counts no more, nor does what they said before', async () => {
    await using platform = await telegramPlatform(names)
    gates.configure(configurationOf(platform, ['production'], { require: [{ count: 2, from: ['team'] }] }))
    const [before, env] = [writes(gates), { GITHUB_ACTOR: 'somebody', GITHUB_TRIGGERING_ACTOR: 'somebody' }]
    const options = { env: { ...platform.env, ...env } }
    const first = await gates.start(options)
    const id = await idOf(first)
    await untilShown(platform, id)
    platform.vote('alice', id, 'approve')
    await first.waitForLine(/alice: approve.*counts/)
    await until(() => writes(gates) >= before + 3, 'the request in the ledger, where it was posted, and the vote')
    first.kill()
    await first.done
    gates.configure(configurationOf(platform, ['production'], { require: [{ count: 2, from: ['bob', 'carol'] }] }))
    const second = await gates.start({ ...options, env: { ...options.env, GITHUB_RUN_ATTEMPT: '2' } })
    expect(await idOf(second)).toBe(id)
    platform.vote('bob', id, 'approve')
    await second.waitForLine(/bob: approve.*1 of 2/)
    platform.say('alice', id, 'approve')
    await second.waitForLine(/alice: approve.*Not counted: only bob, carol can decide/)
    platform.vote('carol', id, 'approve')
    expect((await second.done).outputs).toMatchObject({ outcome: 'approved', 'approval-id': id })
    expect(platform.shown(id)?.words).toContain('approved by bob, carol')
  })
})

/** How often the ledger was written. */
const writes = ({ github }: Gates): number =>
  github.requests.filter(({ method, path, status = 500 }) => method !== 'GET' && path.includes('/git/refs') && status < 300).length

async function open(name: (typeof platforms)[number], gates: Gates, people: readonly string[]): Promise<GatePlatform> {
  if (name === 'telegram') return telegramPlatform(people)
  if (name === 'feishu') return feishuPlatform(people)
  return name === 'slack' ? slackPlatform(people) : githubPlatform(gates.github, people)
}

/** People by their address on this platform, and their login; carol's login is that of who asks. */
function configurationOf(platform: GatePlatform, environments: readonly string[] = ['production'], policy: object = {}): unknown {
  const approval = { channels: ['ops'], require: [{ count: 1, from: ['team'] }], timeout: '2m', ...policy }
  return {
    people: Object.fromEntries(names.map((name) => [name, { github: `${name}-hub`, [platform.name]: platform.ids[name] }])),
    groups: { team: names },
    channels: { ops: platform.channel },
    environments: Object.fromEntries(environments.map((name) => [name, { approval }])),
  }
}
