import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { votersOf } from '../../../src/approval/policy.ts'
import { type Parties, resolvePolicy } from '../../../src/approval/resolve-policy.ts'
import type { Directory } from '../../../src/config/people.ts'
import { InputError } from '../../../src/kit/errors.ts'

describe('whatever it is given', () => {
  const names = fc.constantFrom('a', 'b', 'c', 'd', 'constructor', 'toString', '__proto__', 'hasOwnProperty', '人', 'x*y')
  const logins = fc.array(fc.oneof(names, fc.string({ maxLength: 5 })), { maxLength: 4 })
  const person = fc.record(
    {
      name: names,
      roles: fc.array(names, { maxLength: 2 }),
      projects: fc.array(fc.constantFrom('shop', 'api-*', '**', '?'), { maxLength: 2 }),
      github: names,
      telegram: fc.constant('1'),
      slack: fc.constant('U'),
    },
    { requiredKeys: ['name', 'roles', 'projects'] },
  )
  const directory: fc.Arbitrary<Directory> = fc.record({
    people: fc.uniqueArray(person, { selector: ({ name }) => name, maxLength: 6 }),
    groups: fc.dictionary(names, fc.array(names, { maxLength: 4 })),
    admins: fc.array(names, { maxLength: 2 }),
  })
  const settings = fc.record({
    channels: fc.constant<string[]>([]),
    require: fc.array(fc.record({ count: fc.integer({ min: 1, max: 4 }), from: fc.array(names, { maxLength: 3 }) }), { maxLength: 3 }),
    rejectBy: fc.integer({ min: 1, max: 5 }),
    selfApproval: fc.boolean(),
    exclude: fc.subarray(['authors' as const]),
    onNewer: fc.constant('block' as const),
    carryOver: fc.constant(0),
    timeout: fc.constant(3_600_000),
    onTimeout: fc.constant('reject' as const),
    remind: fc.constant({ every: 1, factor: 1, max: 1 }),
    reason: fc.constant('optional' as const),
  })
  const concerned: fc.Arbitrary<Parties> = fc.record({
    project: fc.constantFrom('shop', 'api-x', ''),
    environment: fc.constant('production'),
    requesters: logins,
    authors: logins,
    platforms: fc.subarray(['telegram', 'github', 'slack', 'web', 'name']).map((all) => new Set(all)),
  })

  it('throws nothing but an InputError that explains itself, or gives a policy that can be met', () => {
    let refused = 0
    let given = 0
    fc.assert(
      fc.property(settings, directory, concerned, (approval, people, who) => {
        try {
          const policy = resolvePolicy(approval, people, who)
          given++
          const logins = approval.selfApproval ? [] : who.requesters.map((login) => login.toLowerCase())
          expect(policy.requirements.length).toBeGreaterThan(0)
          for (const { count, eligible } of policy.requirements) {
            expect(new Set(eligible).size).toBe(eligible.length)
            expect(eligible.length).toBeGreaterThanOrEqual(count)
          }
          for (const voter of votersOf(policy)) {
            const known = people.people.find(({ name }) => name === voter)
            expect(logins).not.toContain((known?.github ?? voter).toLowerCase())
            expect(policy.excluded.map((one) => one.person)).not.toContain(voter)
          }
          expect(policy.rejectBy).toBeLessThanOrEqual(votersOf(policy).length)
        } catch (error) {
          if (!(error instanceof InputError)) throw error
          refused++
          for (const words of [error.problem, error.remedy]) {
            expect(words?.en).toBeTruthy()
            expect(words?.['zh-CN']).toBeTruthy()
            expect(`${words?.en}${words?.['zh-CN']}`).not.toContain('undefined')
          }
          expect(error.where).toBe('environments.production.approval.require')
        }
      }),
      { numRuns: 1000 },
    )
    expect(refused).toBeGreaterThan(100)
    expect(given).toBeGreaterThan(20)
  })
})
