import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { columnsOf, padded, wrapped } from '../../../src/kit/columns.ts'

describe('columns of a terminal', () => {
  it.each([
    ['', 0],
    ['abc', 3],
    ['主机', 4],
    ['a主b', 4],
    ['（通知）', 8],
    ['🚀', 2],
    ['e\u0301', 1],
  ])('%j takes %i', (words, columns) => expect(columnsOf(words)).toBe(columns))

  it('pads to the same width, whatever the letters', () => {
    expect([padded('abc', 6), padded('主机', 6), padded('too long', 3)]).toEqual(['abc   ', '主机  ', 'too long'])
  })

  it('breaks at blanks, behind Chinese characters, and in a word that is longer than a line', () => {
    expect(wrapped('one two three', 7)).toEqual(['one two', 'three'])
    expect(wrapped('主机无法连接，请检查。', 10)).toEqual(['主机无法连', '接，请检', '查。'])
    expect(wrapped('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij'])
    expect(wrapped('', 4)).toEqual([''])
  })

  it('no line is too wide, and no letter is lost', () => {
    const words = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '主', '。', '机', '-'), maxLength: 60 })
    fc.assert(
      fc.property(words, fc.integer({ min: 4, max: 30 }), (given, width) => {
        const lines = wrapped(given, width)
        expect(lines.every((line) => columnsOf(line) <= width)).toBe(true)
        expect(lines.join('').replaceAll(' ', '')).toBe(given.replaceAll(' ', ''))
      }),
    )
  })
})
