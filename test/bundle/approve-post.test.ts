import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type GatePlatform, telegramPlatform, untilShown } from '../support/gate-platforms.ts'
import { idOf } from '../support/gate-scene.ts'
import { type Gates, openGates } from '../support/gates.ts'
import { runPost, type StepResult } from '../support/runner.ts'

/** The step after a job whose main step was killed. */
describe('the post step', () => {
  let gates: Gates
  let platform: GatePlatform
  let run = 700

  beforeAll(async () => {
    gates = await openGates({})
    platform = await telegramPlatform(['alice', 'bob'])
  })
  afterAll(async () => {
    await platform.close()
    await gates.stop()
  })

  /** `name`: what the channel is called. */
  const configure = (name: string) =>
    gates.configure({
      people: Object.fromEntries(['alice', 'bob'].map((person) => [person, { telegram: platform.ids[person] }])),
      channels: { [name]: platform.channel },
      environments: { production: { approval: { channels: [name], require: [{ count: 1, from: ['alice', 'bob'] }], timeout: '2m' } } },
    })
  async function killed(): Promise<{ readonly id: string; readonly result: StepResult }> {
    configure('ops')
    const step = await gates.start({ env: { ...platform.env, GITHUB_RUN_ID: String(++run) } })
    const id = await idOf(step)
    await untilShown(platform, id)
    await step.waitForLine(/Asked in/)
    step.kill()
    return { id, result: await step.done }
  }

  it('ends a message by the configuration of its own run, whatever the file says by now', async () => {
    const { id, result } = await killed()
    configure('renamed')
    const { code, annotations } = await runPost(result)
    expect({ code, annotations }).toEqual({ code: 0, annotations: [] })
    expect(platform.shown(id)).toMatchObject({ isLive: false, words: expect.stringContaining('Cancelled') })
  })

  it('needs no GitHub for that', async () => {
    const { id, result } = await killed()
    gates.github.faults.outage = { does: 'reset' }
    const { code } = await runPost(result).finally(() => {
      gates.github.faults.outage = undefined
    })
    expect([code, platform.shown(id)?.isLive]).toEqual([0, false])
  })

  it('names the message that it cannot reach any more', async () => {
    const { id, result } = await killed()
    configure('renamed')
    const { configuration, ...state } = result.state
    expect(configuration).toContain('ops')
    const { code, annotations } = await runPost({ ...result, state })
    expect({ code, annotations }).toEqual({
      code: 0,
      annotations: [
        expect.objectContaining({
          level: 'warning',
          title: 'ops',
          message: expect.stringMatching(/no channel of this name.*stays as it is/),
        }),
      ],
    })
    expect(platform.shown(id)?.isLive).toBe(true)
  })

  it('leaves no secret with the configuration', async () => {
    const { result } = await killed()
    for (const secret of Object.values(platform.env)) expect(JSON.stringify(result.state)).not.toContain(secret)
    await runPost(result)
  })

  it('has nothing to do where the main step left nothing', async () => {
    const { result } = await killed()
    const { code, log, annotations } = await runPost({ ...result, state: {} })
    expect({ code, log, annotations }).toEqual({ code: 0, log: '', annotations: [] })
    await runPost(result)
  })
})
