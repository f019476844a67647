import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { fillPath, isReleaseName, releaseName } from '../../../src/deploy/names.ts'
import { InputError } from '../../../src/kit/errors.ts'

describe('isReleaseName', () => {
  it.each(['v1.4.2-318', 'a', '0', '1.0+build_5', 'x'.repeat(128)])('%s may be one', (name) => expect(isReleaseName(name)).toBe(true))
  it.each(['', '.', '..', '.hidden', '-rf', '+x', 'a/b', 'a b', 'a\n', 'shared', 'x'.repeat(129), 'ä', 'a\0', '$(x)', 'a*'])(
    '“%s” may not',
    (name) => expect(isReleaseName(name)).toBe(false),
  )
})

describe('releaseName', () => {
  it.each([
    { name: 'as asked for', asked: 'v1', version: 'x', number: '7', expected: 'v1' },
    { name: 'a version', asked: '', version: 'v1.4.2', number: '318', expected: 'v1.4.2-318' },
    { name: 'a branch', asked: '', version: 'feature/login form', number: '12', expected: 'feature-login-form-12' },
    { name: 'what begins badly', asked: '', version: '../-_x', number: '1', expected: 'x-1' },
    { name: 'the reserved word', asked: '', version: 'shared', number: '1', expected: 'shared-1' },
    { name: 'a long one', asked: '', version: 'x'.repeat(300), number: '5', expected: `${'x'.repeat(100)}-5` },
    { name: 'another script', asked: '', version: '发布 v2', number: '5', expected: 'v2-5' },
  ])('$name', ({ asked, version, number, expected }) => {
    expect(releaseName(asked, version, number)).toBe(expected)
  })

  it.each([
    { name: 'asked for something that is none', asked: '../up', version: 'v1' },
    { name: 'asked for the reserved word', asked: 'shared', version: 'v1' },
    { name: 'nothing is left of the version', asked: '', version: '发布' },
    { name: 'no version', asked: '', version: '' },
  ])('refuses: $name', ({ asked, version }) => {
    expect(() => releaseName(asked, version, '1')).toThrow(InputError)
  })

  it('is a name, or a refusal', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(), (version, number) => {
        try {
          expect(isReleaseName(releaseName('', version, String(number)))).toBe(true)
        } catch (error) {
          expect(error).toBeInstanceOf(InputError)
        }
      }),
    )
  })
})

it('fillPath puts values in, once and as they are', () => {
  const values = { project: 'shop', environment: '{server}', server: '$&' }
  expect(fillPath('/d/{project}/{environment}/{server}/{other}/{project}', values)).toBe('/d/shop/{server}/$&/{other}/shop')
})
