import { expect, it } from '@jest/globals'
import { outputsOf } from '../../../src/kit/outcome.ts'

const ended = { outcome: 'released', reasonCode: 'released', succeeded: true, result: {} } as const

it('every action puts out its outcome, the reason and a versioned result', () => {
  const outputs = outputsOf({ ...ended, result: { release: 'v1-7' } })
  expect(Object.fromEntries(outputs)).toEqual({
    outcome: 'released',
    'reason-code': 'released',
    result: '{"version":1,"outcome":"released","reason-code":"released","release":"v1-7"}',
  })
})

it.each([
  { name: 'text', value: 'web1,web2', output: 'web1,web2' },
  { name: 'empty text', value: '', output: '' },
  { name: 'nothing', value: undefined, output: '' },
  { name: 'a list', value: ['a'], output: '["a"]' },
  { name: 'an object', value: { a: 1 }, output: '{"a":1}' },
  { name: 'a number', value: 3, output: '3' },
])('$name', ({ value, output }) => {
  expect(outputsOf({ ...ended, outputs: { mine: value } }).get('mine')).toBe(output)
})
