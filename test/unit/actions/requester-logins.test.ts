import { describe, expect, it } from '@jest/globals'
import { refuseOddRequesters, requesterLogins } from '../../../src/actions/requester-logins.ts'
import { personFrom } from '../../../src/config/people.ts'

const people = [
  personFrom('robert', { github: 'bob' }),
  personFrom('carol', { github: 'carol-x' }),
  personFrom('dora', { github: 'carol' }),
]

describe('what cannot be a requester', () => {
  it.each(['bob zoe', 'bob，zoe', 'bob、zoe', 'bob;zoe', 'https://github.com/bob', '-', ''])(
    '%j is refused: nobody slips through',
    (written) => {
      expect(() => refuseOddRequesters(['zoe', written], people)).toThrow(/is no GitHub login/)
    },
  )

  it.each(['bob', '@bob', 'dependabot[bot]', 'mona_acme', 'Robert'])('%s is taken', (written) => {
    expect(() => refuseOddRequesters([written], people)).not.toThrow()
  })
})

describe('who is said to have asked', () => {
  it.each([
    { name: 'a login', written: 'bob', logins: ['bob'] },
    { name: 'a mention of a login', written: '@bob', logins: ['bob'] },
    { name: 'a name of the configuration', written: 'robert', logins: ['robert', 'bob'] },
    { name: 'such a name in another case', written: '@Robert', logins: ['Robert', 'bob'] },
    { name: 'a name of one that is the login of another', written: 'carol', logins: ['carol', 'carol-x'] },
    { name: 'somebody unknown', written: 'zoe', logins: ['zoe'] },
  ])('$name', ({ written, logins }) => {
    expect(requesterLogins([written], people)).toEqual(logins)
  })
})
