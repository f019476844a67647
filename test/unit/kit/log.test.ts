import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { maskable } from '../../../src/kit/log.ts'

it.each([
  { name: 'a word', secret: 'hunter22', parts: ['hunter22'] },
  { name: 'blanks around it', secret: ' hunter22\n', parts: ['hunter22'] },
  { name: 'nothing', secret: '', parts: [] },
  { name: 'too short to hide', secret: 'abc', parts: [] },
  { name: 'a key', secret: '-----BEGIN\r\nAAAA\nBBBB\nx\n', parts: ['-----BEGIN\r\nAAAA\nBBBB\nx', '-----BEGIN', 'AAAA', 'BBBB'] },
  { name: 'the same line twice', secret: 'same\nsame', parts: ['same\nsame', 'same'] },
])('$name', ({ secret, parts }) => {
  expect(maskable(secret)).toEqual(parts)
})

it('every line of a secret that is long enough is hidden', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 12 }), { maxLength: 6 }), (lines) => {
      const parts = maskable(lines.join('\n'))
      for (const line of lines.flatMap((words) => words.split(/[\r\n]+/))) if (line.trim().length >= 4) expect(parts).toContain(line.trim())
      for (const part of parts) expect(part.length).toBeGreaterThanOrEqual(4)
    }),
  )
})
