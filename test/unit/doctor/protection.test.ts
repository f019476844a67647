import { describe, expect, it } from '@jest/globals'
import { protectionCheck } from '../../../src/doctor/protection.ts'
import { known, unknown } from '../../../src/github/knowledge.ts'
import { verbatim } from '../../../src/kit/text.ts'

const open = { reviewers: 0, wait: 0, branches: 'all', others: 0 } as const

describe('an environment of GitHub', () => {
  it.each([
    { name: 'branches that are selected', found: { ...open, branches: 'selected' }, state: 'ok', says: 'selected branches and tags only' },
    { name: 'reviewers', found: { ...open, reviewers: 2 }, state: 'ok', says: '2 reviewer(s)' },
    { name: 'a rule of an app', found: { ...open, others: 1 }, state: 'ok', says: '1 other rule(s)' },
    { name: 'nothing but a timer', found: { ...open, wait: 10 }, state: 'warning', says: '10 min to wait' },
    { name: 'nothing', found: open, state: 'warning', says: 'Any job of any branch' },
    { name: 'being absent', found: undefined, state: 'warning', says: 'no environment of this name' },
  ] as const)('that is protected by $name', ({ found, state, says }) => {
    const check = protectionCheck('production', known(found), true)
    expect([check.state, check.words.en]).toEqual([state, expect.stringContaining(says)])
    expect(check.remedy === undefined).toBe(state === 'ok')
  })

  it('needs no protection where nothing is guarded', () => {
    expect([protectionCheck('test', known(open), false).state, protectionCheck('test', known(undefined), false).state]).toEqual([
      'ok',
      'ok',
    ])
  })

  it('is not known where the token may not see', () => {
    expect(protectionCheck('x', unknown(verbatim('no right'), verbatim('add it')), true)).toMatchObject({
      state: 'unknown',
      words: { en: 'no right' },
      remedy: { en: 'add it' },
    })
  })
})
