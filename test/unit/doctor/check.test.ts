import { describe, expect, it } from '@jest/globals'
import { about, type Check, inOrder, verdictOf } from '../../../src/doctor/check.ts'
import { unmet } from '../../../src/doctor/unmet.ts'
import { InputError } from '../../../src/kit/errors.ts'
import { text, verbatim } from '../../../src/kit/text.ts'

const words = verbatim('so it is')
const error = new InputError({ code: 'missing-secret', problem: verbatim('gone'), remedy: verbatim('bring it'), where: 'env: X' })
const host = about('hosts', 'web1')
const secret = about('secrets', '$X')

describe('checks', () => {
  it('stand in the order of the areas, and within them as they came', () => {
    const checks = [host.ok(words), about('github', 'token').ok(words), host.warning(verbatim('later')), secret.ok(words)]
    expect(inOrder(checks).map(({ area, words: { en } }) => [area, en])).toEqual([
      ['secrets', 'so it is'],
      ['hosts', 'so it is'],
      ['hosts', 'later'],
      ['github', 'so it is'],
    ])
  })

  it('say the same thing once', () => expect(inOrder([host.ok(words), host.ok(words), about('hosts', 'web2').ok(words)])).toHaveLength(2))

  it.each<{ name: string; checks: Check[]; ready: boolean; code: string; says: string }>([
    { name: 'nothing wrong', checks: [host.ok(words)], ready: true, code: 'dry-run', says: 'Ready: none of 1 checks failed.' },
    {
      name: 'warnings and what is not known',
      checks: [host.warning(words), host.unknown(words)],
      ready: true,
      code: 'dry-run',
      says: 'Ready: none of 2 checks failed, 1 to mend some day, 1 not known.',
    },
    {
      name: 'failures: the code of the first',
      checks: [host.ok(words), secret.failedBy(error), host.failed('no-space', words)],
      ready: false,
      code: 'missing-secret',
      says: 'Not ready: 2 of 3 checks failed.',
    },
  ])('come to a verdict: $name', ({ checks, ready, code, says }) => {
    expect(verdictOf(checks)).toEqual({ isReady: ready, code, words: expect.objectContaining({ en: says }) })
  })

  it('take a name from outside for a name', () =>
    expect(host.ok(words).subject.en + about('hosts', 'a\n::error::b').ok(words).subject.en).toBe('web1a⏎: :error::b'))
})

describe('what failed, as one error', () => {
  it('is nothing where nothing failed', () => expect(unmet([host.ok(words), host.warning(words)])).toBeUndefined())

  it('is the thing itself where it is one', () => {
    expect(unmet([host.ok(words), secret.failedBy(error)])).toMatchObject({
      code: 'missing-secret',
      message: 'gone',
      where: 'env: X',
      remedy: { en: 'bring it' },
    })
  })

  it('is all of them, each with its place and what to do', () => {
    const more = about('hosts', 'web1').failed('no-host-key', text('no pin', '没有公钥'), text('pin it', '请固定'))
    const all = unmet([secret.failedBy(error), host.warning(words), more])
    expect(all).toMatchObject({ code: 'missing-secret' })
    expect(all?.problem.en).toBe(
      '2 things keep this release from beginning:\n  - $X: gone [env: X]\n    → bring it\n  - web1: no pin\n    → pin it',
    )
    expect(all?.problem['zh-CN']).toContain('  - web1: 没有公钥\n    → 请固定')
  })
})
