import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { linkFault } from '../../../src/deploy/links.ts'

describe('linkFault', () => {
  it.each([
    { name: 'beside it', path: 'a', target: 'b', ok: true },
    { name: 'in another folder', path: 'a/b', target: '../c/d', ok: true },
    { name: 'the top', path: 'a/b', target: '..', ok: true },
    { name: 'what does not exist', path: 'a', target: 'nowhere', ok: true },
    { name: 'absolute', path: 'a', target: '/etc/passwd', ok: true },
    { name: 'dots in a name', path: 'a', target: '..b', ok: true },
    { name: 'out of it', path: 'a', target: '..', ok: false },
    { name: 'out of it by detours', path: 'a/b', target: '../x/../../y', ok: false },
    { name: 'out of it and back', path: 'a', target: '../release/b', ok: false },
  ])('$name', ({ path, target, ok }) => {
    expect(linkFault(path, target) === undefined).toBe(ok)
  })

  it('counts steps up against the depth', () => {
    fc.assert(
      fc.property(fc.nat(6), fc.nat(8), (depth, up) => {
        const path = [...Array.from({ length: depth }, (_, index) => `d${index}`), 'link'].join('/')
        expect(linkFault(path, `${'../'.repeat(up)}x`) === undefined).toBe(up <= depth)
      }),
    )
  })
})
