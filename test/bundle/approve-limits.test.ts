import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
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
import type { RunningStep } from '../support/runner.ts'

const names = ['alice', 'bob']
/** Milliseconds of waiting that are counted: more than two looks at the ledger, and three at an issue. */
const span = 21_000

/** What a gate may cost while nobody says anything. bench/approve measures it; here it is kept from rotting. */
describe('a gate that waits', () => {
  let gates: Gates
  let platforms: readonly GatePlatform[]

  beforeAll(async () => {
    gates = await openGates({})
    platforms = [
      await telegramPlatform(names),
      await feishuPlatform(names),
      await slackPlatform(names),
      githubPlatform(gates.github, names),
    ]
    gates.configure(configurationOf(platforms))
  })
  afterAll(async () => {
    await Promise.all(platforms.map((platform) => platform.close()))
    await gates.stop()
  })

  it('needs at most 80 MB, 120 counted requests to GitHub an hour, and few calls of its platform', async () => {
    const waiting = await Promise.all(platforms.map((platform, index) => open(platform, String(600 + index))))
    await delay(12_000) // until then everything was asked for once
    const before = counted(gates)
    const calls = platforms.slice(0, 3).map((platform) => platform.calls())
    await delay(span)
    const requestsAnHour = ((counted(gates) - before) * 3_600_000) / span / waiting.length
    const callsASecond = platforms.slice(0, 3).map((platform, index) => ((platform.calls() - (calls[index] ?? 0)) * 1000) / span)
    const memory = waiting.map((step) => peakMemory(step.pid))
    for (const step of waiting) step.kill()
    await Promise.all(waiting.map(({ done }) => done))
    for (const megabytes of memory) expect(megabytes).toBeLessThanOrEqual(80)
    expect(requestsAnHour).toBeLessThanOrEqual(120)
    for (const rate of callsASecond) expect(rate).toBeLessThanOrEqual(1.5)
  })

  async function open(platform: GatePlatform, run: string): Promise<RunningStep> {
    const step = await gates.start({ inputs: { environment: platform.name }, env: { ...platform.env, GITHUB_RUN_ID: run } })
    const id = /[2-9A-HJKMNP-Z]{6}/.exec(await step.waitForLine(/Request \S+ is open/))?.[0] ?? ''
    await untilShown(platform, id)
    await step.waitForLine(/Asked in/)
    return step
  }
})

const counted = ({ github }: Gates): number => github.requests.filter(({ isCounted }) => isCounted).length

/** In megabytes. */
const peakMemory = (pid: number): number =>
  (Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024) / 1e6

/** An environment for each platform, named after it. */
function configurationOf(platforms: readonly GatePlatform[]): unknown {
  const approvalIn = (channel: string) => ({ channels: [channel], require: [{ count: 1, from: names }], timeout: '5m' })
  return {
    people: Object.fromEntries(
      names.map((name) => [name, Object.fromEntries(platforms.map((platform) => [platform.name, platform.ids[name]]))]),
    ),
    channels: Object.fromEntries(platforms.map(({ name, channel }) => [name, channel])),
    environments: Object.fromEntries(platforms.map(({ name }) => [name, { approval: approvalIn(name) }])),
  }
}
