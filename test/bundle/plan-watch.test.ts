import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { gitHubWith } from '../../src/github/client.ts'
import { gitHubLedger } from '../../src/github/ledger.ts'
import { systemClock } from '../../src/kit/clock.ts'
import { ledgerBooks } from '../../src/plan/book.ts'
import { type Listener, listen } from '../fakes/webhook-listener.ts'
import { openPlanScene, type PlanScene } from '../support/plan-scene.ts'
import { runAction } from '../support/runner.ts'
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
