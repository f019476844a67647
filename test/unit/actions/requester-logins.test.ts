import { describe, expect, it } from '@jest/globals'
import { requesterLogins } from '../../../src/actions/requester-logins.ts'
import { personFrom } from '../../../src/config/people.ts'

const people = [
  personFrom('robert', { github: 'bob' }),
  personFrom('carol', { github: 'carol-x' }),
  personFrom('dora', { github: 'carol' }),
]

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
