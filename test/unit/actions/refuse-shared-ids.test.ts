import { describe, expect, it } from '@jest/globals'
import { refuseSharedIds } from '../../../src/actions/refuse-shared-ids.ts'
import { personFrom } from '../../../src/config/people.ts'

describe('people with one id', () => {
  it.each([
    { name: 'a number', addresses: { telegram: '11' } },
    { name: 'a login in another case', addresses: { github: 'Alice-L' } },
    { name: 'an address', addresses: { email: 'alice@example.com' } },
  ])('are refused: $name', ({ addresses }) => {
    const alice = personFrom('alice', { telegram: '11', github: 'alice-l', email: 'alice@example.com' })
    expect(() => refuseSharedIds([alice, personFrom('bob', addresses)])).toThrow(/alice and bob have the same/)
  })

  it('are none where each has their own', () => {
    expect(() =>
      refuseSharedIds([personFrom('alice', { telegram: '11' }), personFrom('bob', { github: '11' }), personFrom('carol', 'sre')]),
    ).not.toThrow()
  })
})
