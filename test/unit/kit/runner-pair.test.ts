import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { runnerPair } from '../../../src/kit/runner-pair.ts'
import { parsePairs } from '../../support/runner-files.ts'

it.each([
  { name: 'a word', value: 'released', written: 'reason-code<<-\nreleased\n-\n' },
  { name: 'nothing', value: '', written: 'reason-code<<-\n\n-\n' },
  { name: 'a key in PEM', value: '-----BEGIN KEY-----\nAAAA', written: 'reason-code<<------\n-----BEGIN KEY-----\nAAAA\n------\n' },
  { name: 'what would end a shorter one', value: 'a\n-\nb<<-\n--\nc', written: 'reason-code<<---\na\n-\nb<<-\n--\nc\n---\n' },
])('$name', ({ value, written }) => {
  expect(runnerPair('reason-code', value)).toBe(written)
})

it('whatever a value holds, it comes back as it was, and nothing of it becomes a pair of its own', () => {
  const line = fc.oneof(fc.constantFrom('-', '--', '----', 'other<<-', 'other=1', '::set-output name=other::1'), fc.string())
  const value = fc.array(line, { maxLength: 8 }).map((lines) => lines.join('\n').replaceAll('\r', ''))
  fc.assert(
    fc.property(value, value, (first, second) => {
      expect(parsePairs(runnerPair('first', first) + runnerPair('failed-hosts', second))).toEqual({ first, 'failed-hosts': second })
    }),
  )
})

it('a value of nothing but dashes takes no longer than another', () => {
  const dashes = '-'.repeat(1_000_000)
  expect(parsePairs(runnerPair('result', `end${dashes}`))).toEqual({ result: `end${dashes}` })
})
