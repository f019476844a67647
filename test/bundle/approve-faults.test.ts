import { describe, expect, it } from '@jest/globals'
import { pageChannel, visitorOf } from '../support/gate-page.ts'
import { slackPlatform, untilShown } from '../support/gate-platforms.ts'
import { hostile, idOf, names, openScene, platformNames } from '../support/gate-scene.ts'
import { until } from '../support/processes.ts'
import { runPost } from '../support/runner.ts'

/** A service of its own for each case: what goes wrong in it stays wrong. */
describe.each(platformNames)('%s', (name) => {
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
