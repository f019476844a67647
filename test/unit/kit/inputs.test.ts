import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { InputError } from '../../../src/kit/errors.ts'
import { type InputSpec, readInputs, readList } from '../../../src/kit/inputs.ts'
import { text } from '../../../src/kit/text.ts'

const description = text('What it says.', '说明。')
const read = (spec: Omit<InputSpec, 'description'>, given?: string) =>
  readInputs({ 'my input': { ...spec, description } }, given === undefined ? {} : { INPUT_MY_INPUT: given })['my input']

function faultOf(task: () => unknown): InputError {
  try {
    task()
  } catch (error) {
    if (error instanceof InputError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('readInputs', () => {
  it.each([
    { name: 'text', spec: { kind: 'string' }, given: ' v1 ', value: 'v1' },
    { name: 'text that is missing', spec: { kind: 'string' }, given: undefined, value: '' },
    { name: 'a default', spec: { kind: 'string', default: 'd' }, given: '', value: 'd' },
    { name: 'a given value before the default', spec: { kind: 'string', default: 'd' }, given: 'g', value: 'g' },
    { name: 'true', spec: { kind: 'boolean' }, given: 'TRUE', value: true },
    { name: 'false', spec: { kind: 'boolean', default: 'true' }, given: 'false', value: false },
    { name: 'no boolean', spec: { kind: 'boolean' }, given: '', value: false },
    { name: 'a list', spec: { kind: 'list' }, given: 'a, b\nc', value: ['a', 'b', 'c'] },
    { name: 'a duration', spec: { kind: 'duration' }, given: '1m', value: 60_000 },
    { name: 'no duration', spec: { kind: 'duration' }, given: '', value: undefined },
    { name: 'a choice', spec: { kind: 'choice', choices: ['en', 'zh-CN'] }, given: 'zh-CN', value: 'zh-CN' },
    { name: 'no choice', spec: { kind: 'choice', choices: ['en'] }, given: '', value: '' },
  ] as const)('$name', ({ spec, given, value }) => {
    expect(read(spec, given)).toEqual(value)
  })

  it.each([
    { name: 'a required one is missing', spec: { kind: 'string', required: true }, given: ' ', says: /is required/ },
    { name: 'neither true nor false', spec: { kind: 'boolean' }, given: 'yes', says: /true or false; found “yes”/ },
    { name: 'no duration', spec: { kind: 'duration' }, given: '5', says: /found “5”/ },
    { name: 'none of the choices', spec: { kind: 'choice', choices: ['living', 'new'] }, given: 'livng', says: /one of living, new/ },
    { name: 'a hostile value', spec: { kind: 'boolean' }, given: 'x\n::error::no', says: /^[^\n]*⏎: :error::no”\.$/ },
  ] as const)('refuses: $name', ({ spec, given, says }) => {
    const fault = faultOf(() => read(spec, given))
    expect(fault.code).toBe('invalid-input')
    expect(fault.where).toBe('with: my input')
    expect(fault.problem.en).toMatch(says)
    expect(fault.problem['zh-CN']).toMatch(/\p{Script=Han}/u)
  })

  it('guesses what was meant', () => {
    const fault = faultOf(() => read({ kind: 'choice', choices: ['living', 'new'] }, 'livng'))
    expect(fault.remedy?.en).toBe('Did you mean “living”?')
    expect(faultOf(() => read({ kind: 'choice', choices: ['en', 'zh-CN'] }, 'fr')).remedy).toBeUndefined()
  })
})

it('takes no expression of the runner for a value: an empty token is none', () => {
  expect(read({ kind: 'string', default: '${{ github.token }}' }, '')).toBe('')
})

describe('readList', () => {
  it.each([
    { name: 'commas and lines', given: 'a,b\nc', items: ['a', 'b', 'c'] },
    { name: 'nothing between', given: ' , ,\n\n', items: [] },
    { name: 'comments', given: '# all\na # one\nb#2', items: ['a', 'b#2'] },
    { name: 'lines of Windows', given: 'a\r\nb\r\n', items: ['a', 'b'] },
  ])('$name', ({ given, items }) => {
    expect(readList(given)).toEqual(items)
  })

  it('gives back what was joined, by comma or line', () => {
    const items = fc.array(fc.stringMatching(/^[a-z0-9._-]{1,8}$/), { maxLength: 8 })
    fc.assert(
      fc.property(items, fc.constantFrom(',', '\n', ', ', ' \n '), (given, separator) => {
        expect(readList(given.join(separator))).toEqual(given)
      }),
    )
  })
})
