import { describe, expect, it } from '@jest/globals'
import { pageChannel, visitorOf } from '../support/gate-page.ts'
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
import { type RunningStep, runPost, type StepOptions } from '../support/runner.ts'

const names = ['alice', 'bob', 'carol']
const platforms = ['telegram', 'feishu', 'slack', 'github'] as const
type Name = (typeof platforms)[number]

/** The id of the request that a step has open. */
const idOf = async (step: RunningStep): Promise<string> =>
  /[2-9A-HJKMNP-Z]{6}/.exec(await step.waitForLine(/Request \S+ is (still )?open/))?.[0] ?? ''

/** A service of its own for each case: what goes wrong in it stays wrong. */
describe.each(platforms)('%s', (name) => {
  it('is down when the step starts: that is said, and it is asked as soon as it is there', async () => {
    await using scene = await openScene(name)
    const recover = scene.platform.outage(false)
    const step = await scene.start()
    const id = await idOf(step)
    await step.waitForLine(/Nobody could be asked yet/)
    expect(scene.platform.shown(id)).toBeUndefined()
    recover()
    await untilShown(scene.platform, id)
    scene.platform.vote('alice', id, 'approve')
    expect((await step.done).outputs).toMatchObject({ outcome: 'approved', 'approved-by': 'alice' })
    expect(scene.platform.shown(id)).toMatchObject({ isLive: false, words: expect.stringContaining('Approved') })
  })

  it('goes down between the check and the post: it is asked once, as soon as that works', async () => {
    await using scene = await openScene(name)
    const recover = scene.platform.cutPosts()
    const step = await scene.start()
    const id = await idOf(step)
    await step.waitForLine(/Nobody could be asked yet/)
    expect(scene.platform.shown(id)).toBeUndefined()
    recover()
    await untilShown(scene.platform, id)
    scene.platform.vote('bob', id, 'reject')
    expect((await step.done).outputs).toMatchObject({ outcome: 'rejected', 'rejected-by': 'bob' })
    expect(scene.platform.shown(id)).toMatchObject({ isLive: false, words: expect.stringContaining('Rejected') })
  })

  it('is down all the time: another channel decides, and nobody is asked here afterwards', async () => {
    await using scene = await openScene(name, { channels: pageChannel })
    const recover = scene.platform.outage(false)
    const step = await scene.start()
    await (await visitorOf(step, 'bob')).decide('reject', 'Not today')
    const { outputs, log } = await step.done
    expect(outputs).toMatchObject({ outcome: 'rejected', 'rejected-by': 'bob' })
    expect(log).not.toMatch(/^ {4}at /m)
    recover()
    expect(scene.platform.shown(outputs['approval-id'] ?? '')).toBeUndefined()
  })

  it('is down at the end: the last edit is tried again until it is there', async () => {
    await using scene = await openScene(name, { channels: pageChannel })
    const step = await scene.start()
    const id = await idOf(step)
    const alice = await visitorOf(step, 'alice')
    await untilShown(scene.platform, id)
    const recover = scene.platform.outage(false)
    await alice.decide('approve')
    await step.waitForLine(/Trying again/)
    recover()
    expect((await step.done).outputs).toMatchObject({ outcome: 'approved', 'approved-by': 'alice' })
    expect(scene.platform.shown(id)).toMatchObject({ isLive: false, words: expect.stringContaining('Approved') })
  })

  it('stays down until the cancelled step has to end: the post step ends the message', async () => {
    await using scene = await openScene(name)
    const step = await scene.start()
    const id = await idOf(step)
    await untilShown(scene.platform, id)
    await step.waitForLine(/Asked in/)
    const recover = scene.platform.outage(false)
    step.signal('SIGTERM')
    const result = await step.done
    expect(result.outputs.outcome).toBe('cancelled')
    expect(result.log).toContain('could not be brought to its final form')
    recover()
    expect((await runPost(result)).code).toBe(0)
    expect(scene.platform.shown(id)).toMatchObject({ isLive: false, words: expect.stringContaining('Cancelled') })
  })

  it('has its message deleted: it is posted anew, and what was said before still counts', async () => {
    await using scene = await openScene(name, { approval: { require: [{ count: name === 'telegram' ? 3 : 2, from: ['team'] }] } })
    const { platform } = scene
    const step = await scene.start()
    const id = await idOf(step)
    await untilShown(platform, id)
    platform.vote('alice', id, 'approve')
    await step.waitForLine(/alice: approve/)
    await until(() => /1 of \d|1\/\d/.test(platform.shown(id)?.words ?? ''), 'the first vote on the message')
    platform.remove(id)
    if (name === 'telegram') platform.say('carol', id, 'approve') // a bot is not told that a message was deleted
    await until(() => platform.shown(id)?.isLive === true, 'the message anew', 50_000)
    await step.waitForLine(/posted anew|posting it again/)
    platform.vote('bob', id, 'approve')
    const { outputs } = await step.done
    expect(outputs).toMatchObject({ outcome: 'approved', 'approved-by': expect.stringMatching(/^alice,.*bob/) })
    expect(platform.shown(id)).toMatchObject({ isLive: false })
  })

  it('lets nothing be edited: the decision goes on, and that its message is not final is said', async () => {
    await using scene = await openScene(name)
    const { platform } = scene
    const step = await scene.start()
    const id = await idOf(step)
    await untilShown(platform, id)
    platform.refuseEdits()
    platform.vote('alice', id, 'approve')
    const { outputs, log } = await step.done
    expect(outputs).toMatchObject({ outcome: 'approved', 'approved-by': 'alice' })
    if (name === 'telegram' || name === 'feishu') expect(platform.shown(id)).toMatchObject({ isLive: false })
    if (name === 'slack') expect(log).toContain('its end was posted below it')
    if (name === 'github') expect(log).toContain('could not be brought to its final form')
  })

  it('takes the token no more in the middle: that is said, and another channel decides', async () => {
    await using scene = await openScene(name, { channels: pageChannel })
    const step = await scene.start()
    const id = await idOf(step)
    const alice = await visitorOf(step, 'alice')
    await untilShown(scene.platform, id)
    scene.platform.revoke()
    await step.waitForLine(/Trying again until the deadline/)
    await alice.decide('approve', 'All the same')
    const { code, outputs, log } = await step.done
    expect({ code, ...outputs }).toMatchObject({ code: 0, outcome: 'approved', 'approved-by': 'alice' })
    expect(log).not.toMatch(/^ {4}at /m)
    for (const secret of Object.values(scene.platform.env)) expect(log).not.toContain(secret)
  })

  it.each([-1, 1])('has a clock that is %i hour off: votes count all the same', async (hours) => {
    await using scene = await openScene(name, { now: () => Date.now() + hours * 3_600_000 })
    const step = await scene.start()
    const id = await idOf(step)
    await untilShown(scene.platform, id)
    scene.platform.vote('alice', id, 'approve')
    expect((await step.done).outputs).toMatchObject({ outcome: 'approved', 'approved-by': 'alice' })
    expect(scene.platform.shown(id)).toMatchObject({ isLive: false })
  })

  it('is being posted to when the run is cancelled: nothing is live afterwards', async () => {
    await using scene = await openScene(name)
    const step = await scene.start({ signalAt: { line: /Request \S+ is open/, signal: 'SIGTERM' } })
    const id = await idOf(step)
    const result = await step.done
    expect(result.outputs.outcome).toBe('cancelled')
    await runPost(result)
    expect(scene.platform.shown(id)?.isLive ?? false).toBe(false)
  })

  it('carries hostile words to nothing but readers', async () => {
    await using scene = await openScene(name)
    const { platform } = scene
    const words =
      '</b><script>alert(1)</script> *a* [x](http://evil.example) <!channel> @everyone ::error::forged %0A::set-output name=receipt::y'
    const step = await scene.start({ inputs: { title: words, description: words } })
    const id = await idOf(step)
    await untilShown(platform, id)
    platform.say(name === 'github' ? 'mallory' : hostile, id, 'approve')
    await step.waitForLine(/Not counted/)
    platform.say('alice', id, `approve ${words}`)
    const { code, outputs, commands, summary, log } = await step.done
    expect({ code, ...outputs }).toMatchObject({ code: 0, outcome: 'approved', 'approved-by': 'alice' })
    expect(outputs.reason).toContain('alert(1)')
    expect(commands.filter(({ name }) => !['add-mask', 'warning', 'notice', 'debug', 'group', 'endgroup'].includes(name))).toEqual([])
    expect(summary).not.toMatch(/<script>|[^\\]\[x\]\(/)
    expect(log).not.toMatch(/^::/m)
    expect(platform.shown(id)).toMatchObject({ isLive: false })
  })
})

describe('one request, several places', () => {
  it('is decided by the first click in Telegram or Slack, and both messages end', async () => {
    await using slack = await slackPlatform(names)
    await using scene = await openScene('telegram', { more: [slack] })
    const step = await scene.start({ env: slack.env })
    const id = await idOf(step)
    await untilShown(scene.platform, id)
    await untilShown(slack, id)
    slack.vote('bob', id, 'reject')
    await step.waitForLine(/bob: reject/)
    const { outputs } = await step.done
    expect(outputs).toMatchObject({ outcome: 'rejected', 'rejected-by': 'bob' })
    for (const platform of [scene.platform, slack])
      expect(platform.shown(id)).toMatchObject({ isLive: false, words: expect.stringContaining('Rejected') })
  })

  it('two gates of one run, for two environments, know nothing of each other', async () => {
    await using scene = await openScene('telegram', { environments: ['staging', 'production'] })
    const { platform } = scene
    const steps = await Promise.all(['staging', 'production'].map((environment) => scene.start({ inputs: { environment } })))
    const [staging = '', production = ''] = await Promise.all(steps.map(idOf))
    await Promise.all([staging, production].map((id) => untilShown(platform, id)))
    platform.vote('alice', production, 'reject')
    platform.vote('bob', staging, 'approve')
    const ends = await Promise.all(steps.map(({ done }) => done))
    expect(ends.map(({ outputs }) => outputs.outcome)).toEqual(['approved', 'rejected'])
    for (const result of ends) expect((await runPost(result)).log).toBe('')
    expect(platform.shown(staging)).toMatchObject({ isLive: false, words: expect.stringContaining('Approved') })
    expect(platform.shown(production)).toMatchObject({ isLive: false, words: expect.stringContaining('Rejected') })
  })

  it('ends in the post step where Telegram is away for longer than the step waits', async () => {
    await using scene = await openScene('telegram', { channels: pageChannel })
    const step = await scene.start()
    const id = await idOf(step)
    const alice = await visitorOf(step, 'alice')
    await untilShown(scene.platform, id)
    const recover = scene.platform.outage()
    await alice.decide('approve')
    const result = await step.done
    expect(result.outputs.outcome).toBe('approved')
    recover()
    expect(scene.platform.shown(id)?.isLive).toBe(true)
    await runPost(result)
    expect(scene.platform.shown(id)).toMatchObject({ isLive: false, words: expect.stringContaining('Approved') })
  }, 90_000)
})

/** Somebody whom the configuration does not know, with a name of their own choice. */
const hostile = '<b>::error::x</b>'

interface SceneOptions {
  readonly channels?: Readonly<Record<string, unknown>>
  readonly approval?: Readonly<Record<string, unknown>>
  readonly environments?: readonly string[]
  readonly more?: readonly GatePlatform[]
  /** The clock of the service. */
  readonly now?: () => number
}

interface Scene {
  readonly platform: GatePlatform
  start(options?: StepOptions): Promise<RunningStep>
  [Symbol.asyncDispose](): Promise<void>
}

async function openScene(name: Name, options: SceneOptions = {}): Promise<Scene> {
  const gates = await openGates({}, {}, name === 'github' ? options.now : undefined)
  const platform = await open(name, gates, options.now ?? Date.now)
  gates.configure(configurationOf([platform, ...(options.more ?? [])], options))
  const started: RunningStep[] = []
  return {
    platform,
    start: async (given = {}) => {
      const env = { GITHUB_ACTOR: 'dave-hub', GITHUB_TRIGGERING_ACTOR: 'dave-hub', ...platform.env, ...given.env }
      const step = await gates.start({ ...given, env })
      started.push(step)
      return step
    },
    [Symbol.asyncDispose]: async () => {
      for (const step of started) step.kill() // a case that failed leaves none behind
      await platform.close()
      await gates.stop()
    },
  }
}

async function open(name: Name, gates: Gates, now: () => number): Promise<GatePlatform> {
  const all = [...names, hostile]
  if (name === 'telegram') return telegramPlatform(all, { now })
  if (name === 'feishu') return feishuPlatform(all, { now })
  return name === 'slack' ? slackPlatform(all, { now }) : githubPlatform(gates.github, [...names, 'mallory'])
}

function configurationOf(
  all: readonly GatePlatform[],
  { channels = {}, approval = {}, environments = ['production'] }: SceneOptions,
): unknown {
  const places = { ...Object.fromEntries(all.map(({ name, channel }) => [name, channel])), ...channels }
  const idsOf = (person: string) => Object.fromEntries(all.map(({ name, ids }) => [name, ids[person]]))
  const policy = { channels: Object.keys(places), require: [{ count: 1, from: ['team'] }], timeout: '2m', ...approval }
  return {
    people: Object.fromEntries(names.map((name) => [name, { github: `${name}-hub`, ...idsOf(name) }])),
    groups: { team: names },
    channels: places,
    environments: Object.fromEntries(environments.map((name) => [name, { approval: policy }])),
  }
}
