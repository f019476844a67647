import { describe, expect, it } from '@jest/globals'
import { directoryOf } from '../../../src/config/config.ts'
import { entitled, membersOf } from '../../../src/config/people.ts'
import { load } from './loading.ts'

const file = `
people:
  alice: { github: alice-l, role: [sre, lead] }
  bob: sre
  carol: { projects: [api-*], role: sre }
  dave: { telegram: 5 }
groups: { managers: [dave, carol] }
admins: [dave]
`
const names = (people: readonly { name: string }[]) => people.map(({ name }) => name)

describe('people', () => {
  it('in short form have a role, and their name as login', async () => {
    const { people } = directoryOf(await load(file))
    expect(people.find(({ name }) => name === 'bob')).toEqual({ name: 'bob', roles: ['sre'], projects: [], github: 'bob' })
    expect(people.find(({ name }) => name === 'dave')).toEqual({ name: 'dave', roles: [], projects: [], telegram: '5' })
  })

  it.each([
    { from: ['sre'], members: ['alice', 'bob', 'carol'] },
    { from: ['managers', 'lead'], members: ['alice', 'carol', 'dave'] },
    { from: ['bob', 'bob'], members: ['bob'] },
    { from: [], members: [] },
  ])('$from are $members', async ({ from, members }) => {
    expect(names(membersOf(directoryOf(await load(file)), from))).toEqual(members)
  })

  it.each([
    { project: 'shop', people: ['alice', 'bob', 'dave'] },
    { project: 'api-users', people: ['alice', 'bob', 'carol', 'dave'] },
  ])('may act on $project: $people, administrators always', async ({ project, people }) => {
    expect(names(entitled(directoryOf(await load(file)), ['sre'], project))).toEqual(people)
  })
})
