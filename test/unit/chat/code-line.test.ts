import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { codeLine } from '../../../src/chat/code-line.ts'

describe('a line that a program printed', () => {
  it.each([
    { name: 'spaces', words: '  a   b', line: '  a   b' },
    { name: 'a tab', words: '\tat x', line: '    at x' },
    { name: 'colours', words: '\u001b[1;31mFAIL\u001b[0m \u001b[38;5;9mx\u001b[39m', line: 'FAIL x' },
    { name: 'a link of a terminal', words: '\u001b]8;;https://evil.test\u0007x\u001b]8;;\u0007', line: 'x' },
    { name: 'a cursor', words: 'a\u001b[2K\u001b[1Gb', line: 'ab' },
    { name: 'ends of lines', words: 'a\r\nb\u2028c\r', line: 'a b c' },
    { name: 'another direction', words: '\u202edesrever\u202c', line: 'desrever' },
    { name: 'half a pair', words: 'x\ud83d', line: 'x\ufffd' },
    { name: 'markup', words: '<b>*x*</b>', line: '<b>*x*</b>' },
  ])('keeps what is seen: $name', ({ words, line }) => {
    expect(codeLine(words)).toBe(line)
  })

  it('is one line, well-formed, without anything that acts', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (words) => {
        const line = codeLine(words)
        expect(line.isWellFormed()).toBe(true)
        expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/)
      }),
      { seed: 8 },
    )
  })
})
