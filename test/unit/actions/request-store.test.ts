import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { openRequestStore } from '../../../src/actions/request-store.ts'
import { openGate, step } from '../../../src/approval/gate.ts'
import type { RequestRecord } from '../../../src/approval/keeper.ts'
import type { ApprovalRequest } from '../../../src/approval/request.ts'
import { gitHubWith } from '../../../src/github/client.ts'
import { gitHubLedger } from '../../../src/github/ledger.ts'
import type { Io } from '../../../src/kit/run.ts'
import { type FakeGithub, startGithub } from '../../fakes/github/github.ts'
import { type ManualClock, manualClock } from '../../support/manual-clock.ts'
import { act, requestOf } from '../approval/requests.ts'

let fake: FakeGithub
let clock: ManualClock
let warnings: string[]
beforeEach(async () => {
  clock = manualClock(Date.UTC(2026, 10, 23, 9))
  warnings = []
  fake = await startGithub({ token: 't', now: clock.now, limits: { hourly: 100_000, pointsPerMinute: 100_000 } })
})
afterEach(() => fake.close())

const client = () => gitHubWith('t', { GITHUB_API_URL: fake.url }, { clock, random: () => 0 })
const ledger = () => gitHubLedger(client(), 'acme/shop', { clock, random: () => 0 })

function storeFor(request: ApprovalRequest, key = 'the key of the repository') {
  const log = { mask: () => {}, warning: (words: { en: string }) => void warnings.push(words.en) }
  const io = { clock, env: { SALLYPORT_SIGNING_KEY: key }, log } as unknown as Io // what a store uses of it
  const order = { github: { client: client(), repository: 'acme/shop' }, request, inputs: { token: 't' } }
  const store = openRequestStore(io, order as unknown as Parameters<typeof openRequestStore>[1]) // what a store uses of it
  if (!store) throw new Error('there is a token')
  return store
}

const approved = (request: ApprovalRequest): RequestRecord => {
  const one = step(openGate(request), { kind: 'ask', ask: act('alice', 'approve') }, clock.now())
  const two = step(one.state, { kind: 'ask', ask: act('bob', 'approve') }, clock.now())
  return { version: 1, state: two.state, posted: {} }
}

describe('the place of a request in the ledger', () => {
  it('gives back what was kept there', async () => {
    const request = requestOf()
    await storeFor(request).write(approved(request), undefined)
    expect(await storeFor(request).read()).toMatchObject({ record: { state: { status: 'approved' } } })
  })

  it.each<{ readonly name: string; readonly to: Partial<ApprovalRequest> }>([
    { name: 'environment', to: { environment: 'production' } },
    { name: 'project', to: { project: 'bank', environment: 'test' } },
  ])('does not take an approval that was copied from another $name, however well it is signed', async ({ to }) => {
    const test = requestOf({ environment: 'test' })
    await storeFor(test).write(approved(test), undefined)
    const signed = await ledger().read('approval', 'shop/test')
    if (signed.state !== 'found') throw new Error(signed.state)
    const target = requestOf(to)
    await ledger().createIfAbsent('approval', `${target.project}/${target.environment}`, signed.entry.value)
    const store = storeFor(target)
    expect(await store.read()).toBe(undefined)
    expect(warnings).toEqual([expect.stringContaining('another')])
    expect(await store.write({ version: 1, state: openGate(target), posted: {} }, undefined)).toMatchObject({ written: true })
  })

  it.each<{ readonly name: string; readonly record: unknown }>([
    { name: 'nothing but a version', record: { version: 1 } },
    { name: 'a state without votes', record: { ...approved2(), state: { ...approved2().state, votes: 'all' } } },
    { name: 'a state without a request', record: { ...approved2(), state: { status: 'approved', votes: [], history: [] } } },
    { name: 'no list of messages', record: { ...approved2(), posted: null } },
  ])('takes $name for no record instead of failing on it', async ({ record }) => {
    await ledger().createIfAbsent('approval', 'shop/production', { record, signature: '' })
    expect(await storeFor(requestOf(), '').read()).toBe(undefined)
  })
})

describe('a reference that points to something else', () => {
  it('is told as a fault of GitHub, not as one of ours', async () => {
    const { git } = await fake.repository()
    await git(['update-ref', 'refs/sallyport/approval/h-0', 'refs/heads/main'])
    const name = (await git(['for-each-ref', '--format=%(refname)', 'refs/sallyport'])).trim()
    expect(name).toBe('refs/sallyport/approval/h-0')
    await storeFor(requestOf()).write(approved2(), undefined)
    const [own = ''] = (await git(['for-each-ref', '--format=%(refname)', 'refs/sallyport'])).split('\n').filter((ref) => ref !== name)
    await git(['update-ref', own.trim(), 'refs/heads/main'])
    await expect(storeFor(requestOf()).read()).rejects.toMatchObject({ code: 'github-failed', party: 'GitHub' })
  })
})

function approved2(): RequestRecord {
  return { version: 1, state: openGate(requestOf()), posted: {} }
}
