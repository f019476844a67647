import { describe, expect, it } from '@jest/globals'
import { pageChannel, visitorOf } from '../support/gate-page.ts'
import { untilShown } from '../support/gate-platforms.ts'
import { idOf, openScene, platformNames } from '../support/gate-scene.ts'
import { runPost } from '../support/runner.ts'

/** What goes wrong while a request is posted. */
describe.each(platformNames)('%s', (name) => {
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

  it('is being checked when the run is cancelled: it ends as cancelled, and nobody was asked', async () => {
    await using scene = await openScene(name)
    scene.platform.outage(false)
    const step = await scene.start({ signalAt: { line: /Policy:/, signal: 'SIGINT' } })
    const { code, outputs } = await step.done
    expect({ code, ...outputs }).toMatchObject({ code: 1, outcome: 'cancelled', 'reason-code': 'cancelled' })
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
})
