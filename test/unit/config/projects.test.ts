import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { matchesProject } from '../../../src/config/projects.ts'

describe('matchesProject', () => {
  it.each([
    { project: 'api-users', pattern: 'api-*', matches: true },
    { project: 'api', pattern: 'api-*', matches: false },
    { project: 'Order_Service', pattern: 'order-service', matches: true },
    { project: 'backend', pattern: 'back?nd', matches: true },
    { project: 'a-b-c', pattern: '*-b-*', matches: true },
    { project: 'backend.', pattern: 'backend?', matches: true },
    { project: 'axb', pattern: 'a.b', matches: false },
  ])('$project by $pattern: $matches', ({ project, pattern, matches }) => {
    expect(matchesProject(project, [pattern])).toBe(matches)
  })

  it('agrees with the regular expression of the same meaning', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '-'), maxLength: 8 })
    const globs = fc.string({ unit: fc.constantFrom('a', 'b', '-', '*', '?'), maxLength: 8 })
    fc.assert(
      fc.property(letters, globs, (project, glob) => {
        const same = new RegExp(`^${glob.replaceAll('*', '.*').replaceAll('?', '.')}$`)
        expect(matchesProject(project, [glob])).toBe(same.test(project))
      }),
    )
  })

  it('stays quick with many stars', () => {
    expect(matchesProject('a'.repeat(5000), [`${'*a'.repeat(60)}*b`])).toBe(false)
  })
})
