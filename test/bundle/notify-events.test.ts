import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Job, WorkflowRun } from '../fakes/github/state.ts'
import { jobWith, type NoticeScene, openNoticeScene, ownJob } from '../support/notice-scene.ts'
import { jobToken } from '../support/runner-context.ts'

const hour = 3_600_000
const letters = { S: 'success', F: 'failure', C: 'cancelled' } as const
const discordId = '123456789012345678'

/** Without what makes words data in a dialect. */
const plain = (words: string): string => words.replace(/\\+/g, '').normalize('NFKC')

describe('what became of a run', () => {
  let scene: NoticeScene
  let lastRun = 6000
  beforeAll(async () => {
    scene = await openNoticeScene()
  })
  afterAll(() => scene.close())

  /** A run with these jobs, and these before it: oldest first. A workflow of its own. */
  const put = (jobs: readonly Job[], before = '', more: Partial<WorkflowRun> = {}): string => {
    lastRun += 100
    const common = { workflowId: lastRun, workflow: 'Release' }
    for (const [index, letter] of [...before].entries()) {
      const at = Date.now() - (before.length - index) * hour
      const conclusion = letters[letter as keyof typeof letters] // the letters are the tests' own
      const run = {
        ...common,
        status: 'completed',
        conclusion,
        number: index + 1,
        createdAt: at,
        startedAt: at,
        updatedAt: at + 600_000,
      } as const
      scene.github.state.runs[lastRun - 90 + index] = run
    }
    const now = { startedAt: Date.now() - 60_000, createdAt: Date.now() - 60_000 }
    scene.github.state.runs[lastRun] = {
      ...common,
      ...now,
      status: 'in_progress',
      conclusion: null,
      number: before.length + 1,
      jobs,
      ...more,
    }
    return String(lastRun)
  }
  const people = { alice: { github: 'alice', discord: discordId } }
  const tell = (run: string, notify: unknown, more: { inputs?: Record<string, string>; env?: Record<string, string> } = {}) =>
    scene.run(
      { people, channels: scene.channels, environments: { production: { notify } } },
      { inputs: { environment: 'production', version: 'v9', ...more.inputs }, env: { GITHUB_RUN_ID: run, ...more.env } },
    )

  it.each<[string, string, 'success' | 'failure', string, RegExp, boolean]>([
    ['broken: people are alerted', 'SS', 'failure', 'broken', /Failed: shop v9/, true],
    ['still broken: with its count', 'SFCF', 'failure', 'still-broken', /Still failing \(no\. 3\): shop v9/, true],
    ['fixed: with how long it took', 'SFF', 'success', 'fixed', /Fixed after 1 h \d+ min: shop v9/, true],
    ['as before', 'SS', 'success', 'none', /Succeeded: shop v9/, false],
    ['flapping: nobody is alerted', 'SFSFSFSFS', 'failure', 'broken', /Failed: shop v9[\s\S]*nobody is alerted/, false],
  ])('is told against the runs before it: %s', async (_, before, conclusion, edge, words, isAlerting) => {
    const count = scene.discord.messages.length
    const run = put([jobWith({ id: lastRun * 10, name: 'test', conclusion }), ownJob], before)
    const { outputs } = await tell(run, { success: ['disc'], failure: ['disc'], mention: ['author'] })
    expect(outputs).toMatchObject({ outcome: 'delivered', edge })
    const told = scene.discord.messages.slice(count)
    expect(told.map((message) => plain(JSON.stringify(message)))).toEqual([expect.stringMatching(words)])
    expect(told[0]?.mentions).toEqual(isAlerting ? [discordId] : [])
  })

  it('is told of the first failure of several alone where only changes are to be told', async () => {
    const run = put([jobWith({ id: 71, name: 'test', conclusion: 'failure' }), ownJob], 'SF')
    const { outputs, code } = await tell(run, { failure: ['disc'], repeat: 'change' })
    expect({ code, ...outputs }).toMatchObject({ code: 0, outcome: 'skipped', 'reason-code': 'nobody-to-tell', edge: 'still-broken' })
  })

  it.each<[string, readonly Job[], RegExp]>([
    ['cancelled', [jobWith({ id: 81, name: 'test', conclusion: 'cancelled' })], /Cancelled: shop v9/],
    ['out of time', [jobWith({ id: 82, name: 'test', conclusion: 'cancelled' })], /Timed out: shop v9/],
    [
      'failed, and what needs it skipped',
      [jobWith({ id: 83, name: 'build', conclusion: 'failure' }), jobWith({ id: 84, name: 'deploy', conclusion: 'skipped', steps: [] })],
      /Failed: shop v9[\s\S]*deploy: skipped/,
    ],
    ['all skipped', [jobWith({ id: 85, name: 'deploy', conclusion: 'skipped', steps: [] })], /Skipped: shop v9/],
    [
      'good in spite of a step that may fail',
      [jobWith({ id: 86, name: 'test', steps: [{ name: 'Run npm audit', number: 2, conclusion: 'success' }] })],
      /Succeeded: shop v9/,
    ],
  ])('is told by its jobs: %s', async (_, jobs, words) => {
    scene.github.state.annotations['82'] = [
      { level: 'failure', path: '.github', message: 'The job has exceeded the maximum execution time of 5m0s' },
    ]
    const count = scene.shown('ding').length
    const { outputs } = await tell(put([...jobs, ownJob]), {}, { inputs: { channels: 'ding' } })
    expect(outputs.outcome).toBe('delivered')
    expect(scene.shown('ding').slice(count).map(plain)).toEqual([expect.stringMatching(words)])
  })

  it('alerts once for each failure that is news, by a message of its own where the first one was edited', async () => {
    const count = scene.discord.messages.length
    const notify = { start: ['disc'], failure: ['disc'], success: ['disc'], mention: ['author'] }
    const run = put([jobWith({ id: 91, name: 'test', status: 'in_progress', conclusion: null }), ownJob])
    const alerts = () => scene.discord.messages.slice(count).filter(({ mentions }) => mentions.length > 0).length
    const attempt = (number: number, conclusion: 'success' | 'failure') => {
      const before = scene.github.state.runs[run] as WorkflowRun // put above
      scene.github.state.runs[run] = { ...before, attempt: number, jobs: [jobWith({ id: 91 + number, name: 'test', conclusion }), ownJob] }
      return tell(run, notify, { env: { GITHUB_RUN_ATTEMPT: String(number) } })
    }
    await tell(run, notify, { inputs: { event: 'start' } })
    const seen = [alerts()]
    for (const [index, conclusion] of (['failure', 'failure', 'success', 'failure'] as const).entries()) {
      await attempt(index + 1, conclusion)
      seen.push(alerts())
    }
    // The attempt that succeeds has mended what the one before it broke: that is news too, and so is the failure after it.
    expect(seen).toEqual([0, 1, 1, 2, 3])
    expect(plain(JSON.stringify(scene.discord.messages[count]))).toMatch(/Failed/)
  })

  it('is told anew by each step, which says what that costs, where nothing may be kept; with the ids of the first its message is edited', async () => {
    scene.github.tokens.set(jobToken, { actions: 'read', contents: 'read', checks: 'read' })
    try {
      const count = scene.discord.messages.length
      const run = put([jobWith({ id: 101, name: 'test', status: 'in_progress', conclusion: null }), ownJob])
      const first = await tell(run, { start: ['disc'] }, { inputs: { event: 'start' } })
      expect(first.annotations.filter(({ message }) => /contents: write[\s\S]*each step sends a new one/.test(message))).toHaveLength(1)
      const before = scene.github.state.runs[run] as WorkflowRun // put above
      scene.github.state.runs[run] = { ...before, jobs: [jobWith({ id: 101, name: 'test' }), ownJob] }
      const ids = first.outputs['message-ids'] ?? ''
      const wired = await tell(run, { success: ['disc'] }, { inputs: { 'message-ids': ids } })
      expect(wired.outputs).toMatchObject({ outcome: 'delivered', 'message-ids': ids })
      expect(scene.discord.messages.slice(count).map((message) => plain(JSON.stringify(message)))).toEqual([
        expect.stringMatching(/Succeeded/),
      ])
      await tell(run, { success: ['disc'] })
      expect(scene.discord.messages).toHaveLength(count + 2)
    } finally {
      scene.github.tokens.set(jobToken, undefined)
    }
  })

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'ends within seconds when it is cancelled while it sends (%s), and says what is known',
    async (signal) => {
      const silent = createServer((socket) => socket.resume())
      await once(silent.listen(0, '127.0.0.1'), 'listening')
      const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/hook`
      try {
        const run = put([jobWith({ id: 111, name: 'test', conclusion: 'failure' }), ownJob])
        const channels = { ding: scene.channels.ding, slow: { type: 'webhook', url } }
        const step = await scene.start({ channels }, { env: { GITHUB_RUN_ID: run } })
        await step.waitForLine(/ding \(dingtalk\): delivered/)
        const began = performance.now()
        step.signal(signal)
        const { outputs, summary, code } = await step.done
        expect(performance.now() - began).toBeLessThan(6000)
        expect({ code, ...outputs }).toMatchObject({ code: 0, outcome: 'partly-delivered', delivered: 'ding', undelivered: 'slow' })
        expect(summary).toMatch(/slow \(webhook\) \| ❓ not known \| The run was cancelled/)
      } finally {
        silent.close()
      }
    },
  )
})
