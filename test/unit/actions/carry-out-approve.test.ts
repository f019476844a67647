import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { approveInputs } from '../../../src/actions/approve-inputs.ts'
import { approve } from '../../../src/actions/carry-out-approve.ts'
import { gitHubWith } from '../../../src/github/client.ts'
import { gitHubLedger } from '../../../src/github/ledger.ts'
import { systemClock } from '../../../src/kit/clock.ts'
import { readInputs } from '../../../src/kit/inputs.ts'
import type { Log } from '../../../src/kit/log.ts'
import type { Io } from '../../../src/kit/run.ts'
import { type FakeGithub, startGithub } from '../../fakes/github/github.ts'
import { until } from '../../support/processes.ts'
import { requestOf } from '../approval/requests.ts'

let fake: FakeGithub
let warnings: string[]
beforeEach(async () => {
  warnings = []
  fake = await startGithub({ token: 't', state: { repository: 'acme/shop' } })
  fake.people.join('alice-l', { permission: 'write' })
  const approval = { require: [{ count: 1, from: ['alice'] }], timeout: '1h', 'on-newer': 'block' }
  fake.state.files['main:.github/sallyport.yml'] = JSON.stringify({
    project: 'shop',
    people: { alice: { github: 'alice-l' } },
    environments: { production: { approval } },
  })
})
afterEach(async () => {
  // The ledger is read side by side with the checks, and may still be when they have refused.
  await until(() => fake.requests.some(({ path, status }) => path.includes('/git/ref/') && status !== undefined), 'a look into the ledger')
  await fake.close()
})

const ledger = () => gitHubLedger(gitHubWith('t', { GITHUB_API_URL: fake.url }), 'acme/shop', { clock: systemClock })
const refs = async () => {
  const { git } = await fake.repository()
  return git(['for-each-ref', '--format=%(refname) %(objectname)', 'refs/sallyport'])
}

function ask(token = 't'): Promise<unknown> {
  const env = {
    GITHUB_API_URL: fake.url,
    GITHUB_REPOSITORY: 'acme/shop',
    GITHUB_RUN_ID: '100',
    GITHUB_SHA: 'a'.repeat(40),
    GITHUB_ACTOR: 'dave',
    INPUT_TOKEN: token,
    INPUT_ENVIRONMENT: 'production',
  }
  const say = (words: unknown) => void warnings.push((words as { en: string }).en)
  const log = new Proxy({} as Log, { get: (_, name) => (name === 'locale' ? 'en' : name === 'warning' ? say : () => {}) })
  const signal = new AbortController().signal
  const quiet = { summary: () => {}, isPost: false, saveState: () => {}, state: () => '', secrets: () => [] }
  return approve({ log, clock: systemClock, env, signal, ...quiet } as Io, readInputs(approveInputs, env))
}

describe('a request that cannot be asked', () => {
  it('is seen by nobody: neither in the ledger nor where people decide', async () => {
    fake.state.hasIssues = false
    await expect(ask()).rejects.toMatchObject({ code: 'channel-unusable' })
    expect([await refs(), fake.state.issues.size]).toEqual(['', 0])
  })

  it('does not touch one that is open, nor is it refused because of that one: what must be mended is told first', async () => {
    const open = requestOf({
      project: 'shop',
      environment: 'production',
      repository: 'acme/shop',
      run: '99',
      deadline: Date.now() + 3_600_000,
    })
    const record = { version: 1, state: { request: open, status: 'pending', votes: [], history: [] }, posted: {} }
    await ledger().createIfAbsent('approval', 'shop/production', { record, signature: '' })
    const before = await refs()
    fake.state.hasIssues = false
    await expect(ask()).rejects.toMatchObject({ code: 'channel-unusable' })
    fake.state.hasIssues = true
    await expect(ask()).rejects.toMatchObject({ code: 'request-pending' })
    expect([await refs(), fake.state.issues.size]).toEqual([before, 0])
  })

  it('is not told what the ledger lacks before that: a token that may neither write issues nor contents', async () => {
    fake.tokens.set('less', { issues: 'read', contents: 'read', deployments: 'read', metadata: 'read' } as never)
    await expect(ask('less')).rejects.toMatchObject({ code: 'github-permission', problem: { en: expect.stringContaining('issues') } })
    expect(warnings.filter((words) => words.includes('ledger'))).toEqual([])
  })
})
