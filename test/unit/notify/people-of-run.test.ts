import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { signReceipt } from '../../../src/approval/receipt.ts'
import type { Directory } from '../../../src/config/people.ts'
import type { CommitFacts } from '../../../src/github/commit.ts'
import { failedHostsIn, ownersOf } from '../../../src/notify/host-owners.ts'
import { believed, mentionsFor, peopleOfRun, type RunPeople } from '../../../src/notify/people-of-run.ts'
import { approversIn } from '../../../src/notify/receipt-people.ts'
import { run } from './runs-and-jobs.ts'

const directory: Directory = {
  people: [
    { name: 'alice', roles: ['lead'], projects: [], github: 'Alice-L', telegram: '1', feishu: 'ou_a' },
    { name: 'bob', roles: ['sre'], projects: [], github: 'bob', slack: 'U02' },
    { name: 'carol', roles: [], projects: [], email: 'carol@example.com' },
  ],
  groups: { managers: ['alice', 'carol'] },
  admins: [],
}
const alice = { name: 'alice', ids: { github: 'Alice-L', telegram: '1', feishu: 'ou_a' } }
const bob = { name: 'bob', ids: { github: 'bob', slack: 'U02' } }
const carol = { name: 'carol', ids: { email: 'carol@example.com' } }
const commit = (login: string | undefined, name = 'Git Name'): CommitFacts => ({ commit: 'c', subject: 's', login, name, url: '' })

describe('the people of a run', () => {
  it.each([
    { name: 'an author of the configuration, in any case', commit: commit('ALICE-l'), authors: [alice], logins: ['ALICE-l'] },
    { name: 'an author whom it does not know', commit: commit('mallory'), authors: [{ name: 'mallory', ids: {} }], logins: ['mallory'] },
    { name: 'an author whom GitHub does not know', commit: commit(undefined), authors: [{ name: 'Git Name', ids: {} }], logins: ['bob'] },
    { name: 'a program as author', commit: commit('dependabot[bot]'), authors: [{ name: 'dependabot[bot]', ids: {} }], logins: ['bob'] },
    { name: 'no author', commit: undefined, authors: [], logins: ['bob'] },
  ])('$name', ({ commit, authors, logins }) => {
    expect(peopleOfRun(directory, run(1, 'failure', { actor: 'alice-l', triggeringActor: 'bob' }), commit)).toEqual({
      authors,
      actor: bob,
      logins,
    })
  })

  it.each([
    { name: 'of the repository', headRepository: 'acme/shop', starter: 'bob', believes: ['alice-l'] },
    { name: 'of a fork that somebody else started', headRepository: 'mallory/shop', starter: 'mallory', believes: [] },
    { name: 'of a fork that they started themselves', headRepository: 'alice-l/shop', starter: 'Alice-L', believes: ['alice-l'] },
  ])('are the authors that a commit names, in a run $name: $believes', ({ headRepository, starter, believes }) => {
    const facts = run(1, 'failure', { actor: starter, triggeringActor: starter, headRepository })
    const { logins } = peopleOfRun(directory, facts, commit('alice-l'))
    expect(believed(logins, facts, 'acme/shop')).toEqual(believes)
  })

  it('are nobody to alert where programs wrote and started it', () => {
    const found = peopleOfRun(directory, run(1, 'failure', { actor: 'x[bot]', triggeringActor: 'x[bot]' }), commit('x[bot]'))
    expect(found.logins).toEqual([])
  })

  it('are those whom git names where nothing else is known', () => {
    const facts = run(1, 'failure', { actor: '', triggeringActor: '', headCommit: { subject: 's', author: 'Ann' } })
    expect(peopleOfRun(directory, facts, undefined)).toEqual({ authors: [{ name: 'Ann', ids: {} }], actor: undefined, logins: [] })
  })
})

describe('whom to mention', () => {
  const people: RunPeople = { author: ['alice-l'], approvers: ['carol', 'mallory'], owners: ['sre'] }
  it.each([
    { wanted: ['author'], is: [alice] },
    { wanted: ['approvers'], is: [carol] },
    { wanted: ['owners'], is: [bob] },
    { wanted: ['managers', 'author', 'owners'], is: [alice, carol, bob] },
    { wanted: ['lead', 'bob', 'alice'], is: [alice, bob] },
    { wanted: ['nobody'], is: [{ name: 'nobody', ids: {} }] },
    { wanted: [], is: [] },
  ])('$wanted', ({ wanted, is }) => {
    expect(mentionsFor(wanted, directory, people)).toEqual(is)
  })

  it('is somebody whom the configuration does not know by name alone', () => {
    expect(mentionsFor(['author'], directory, { ...people, author: ['mallory'] })).toEqual([{ name: 'mallory', ids: {} }])
  })

  it('is nobody twice, and nobody with ids that the configuration does not give', () => {
    const word = fc.constantFrom(
      'alice',
      'bob',
      'carol',
      'alice-l',
      'managers',
      'sre',
      'lead',
      'author',
      'approvers',
      'owners',
      'mallory',
      'toString',
    )
    const words = fc.array(word, { maxLength: 6 })
    fc.assert(
      fc.property(words, words, words, words, (wanted, author, approvers, owners) => {
        const mentions = mentionsFor(wanted, directory, { author, approvers, owners })
        expect(new Set(mentions.map(({ name }) => name)).size).toBe(mentions.length)
        const known = [alice, bob, carol]
        for (const { name, ids } of mentions) {
          if (Object.keys(ids).length > 0) expect(known.find((one) => one.name === name)?.ids).toEqual(ids)
        }
      }),
    )
  })
})

describe('who approved, by the receipt', () => {
  const vote = (person: string) => ({ person, platform: 'telegram', user: '1', at: '2026-11-01T09:00:00.000Z', reason: '' })
  const receipt = (...people: string[]) =>
    signReceipt(
      {
        version: 1,
        request: 'K7QF2M',
        repository: 'acme/shop',
        project: 'shop',
        environment: 'production',
        commit: 'c'.repeat(40),
        policy: 'p',
        run: '42',
        requestedBy: ['bob'],
        votes: people.map(vote),
        opened: '',
        decided: '',
        expires: '',
      },
      'key',
    )

  it('is read from what the approve action writes', () => {
    expect(approversIn(receipt('alice', '卡罗尔', 'alice'))).toEqual(['alice', '卡罗尔'])
    expect(approversIn(` ${receipt()}\n`)).toEqual([])
  })

  it.each([
    '',
    '.',
    'x',
    'bm90IGpzb24',
    Buffer.from('null').toString('base64url'),
    Buffer.from('{"version":1,"votes":[1,null,{}]}').toString('base64url'),
  ])('is nobody for %p', (words) => {
    expect(approversIn(words)).toEqual([])
  })

  it('is nobody for what is far too long, and whatever it is nothing breaks', () => {
    expect(approversIn(receipt(...Array.from({ length: 5000 }, (_, n) => `p${n}`)))).toEqual([])
    fc.assert(
      fc.property(fc.json(), (json) => expect(Array.isArray(approversIn(`${Buffer.from(json).toString('base64url')}.`))).toBe(true)),
    )
  })
})

describe('who owns the hosts that failed', () => {
  const server = (name: string, owner?: string) => ({ name, tags: [], enabled: true, ...(owner ? { owner } : {}) })
  const servers = [server('web1', 'bob'), server('web2', 'sre'), server('web3', 'bob'), server('web4')]
  const hosts = [
    { host: 'web1', state: 'failed', from: 'a', to: 'a', seconds: 1, bytes: 0, error: { code: 'unhealthy', message: '不健康' } },
    { host: 'web2', state: 'released', from: 'a', to: 'b', seconds: 1, bytes: 0, error: null },
    { host: 'web3', state: 'rolled-back', from: 'a', to: 'a', seconds: 1, bytes: 0, error: { code: 'hook-failed', message: 'no' } },
    { host: 'web4', state: 'failed', from: null, to: null, seconds: 1, bytes: 0, error: null },
    { host: 'web5', state: 'rolled-back', from: 'a', to: 'a', seconds: 1, bytes: 0, error: null },
  ]

  it('is read from what the deploy action writes and from the configuration', () => {
    const failed = failedHostsIn(JSON.stringify(hosts)) ?? []
    expect(failed).toEqual([
      { host: 'web1', state: 'failed', problem: '不健康' },
      { host: 'web3', state: 'rolled-back', problem: 'no' },
      { host: 'web4', state: 'failed', problem: '' },
    ])
    expect(ownersOf(failed, servers)).toEqual(['bob'])
    expect(ownersOf([{ host: 'web2' }, { host: 'web1' }], servers)).toEqual(['bob', 'sre'])
  })

  it.each(['', '{}', 'null', '[', '"x"'])('is not known from %p', (words) => {
    expect(failedHostsIn(words)).toBeUndefined()
  })

  it('is nobody for entries that say nothing', () => {
    expect(failedHostsIn('[1, null, {}, "x", {"state":"released"}]')).toEqual([])
  })
})
