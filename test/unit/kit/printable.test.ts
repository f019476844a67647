import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { markdown, printable, printableLines } from '../../../src/kit/printable.ts'
import { parseCommand } from '../../support/runner-log.ts'

/** Text that is likely to hold what the runner obeys. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '::',
        ':',
        '##[',
        '#',
        '[',
        'error',
        'add-mask',
        ' ',
        '\t',
        '\u00a0',
        '\u3000',
        '\ufeff',
        '\n',
        '\r',
        '\r\n',
        '\u2028',
        '\u0085',
        '\0',
        '\u001b[31m',
        '\u001b',
        '\u202e',
        ']',
      ),
      fc.string({ unit: 'binary', maxLength: 4 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''))

const colour = /\u001b\[[0-9;]*m/g
const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/

describe('printableLines', () => {
  it('gives the runner no command, of the new form or the old one', () => {
    fc.assert(
      fc.property(hostile, (words) => {
        for (const line of printableLines(words)) {
          expect(line.trim().startsWith('::')).toBe(false)
          expect(line).not.toContain('##[')
          expect(parseCommand(line)).toBeUndefined()
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('leaves no control character but colours', () => {
    fc.assert(
      fc.property(hostile, (words) => {
        for (const line of printableLines(words)) expect(line.replace(colour, '')).not.toMatch(control)
      }),
    )
  })

  it.each([
    { name: 'plain text', words: 'released', lines: ['released'] },
    { name: 'a colon pair inside a line', words: 'a::b', lines: ['a::b'] },
    { name: 'a command', words: '::error::no', lines: [': :error::no'] },
    { name: 'a command behind blanks', words: ' \t::error::no', lines: [' \t: :error::no'] },
    { name: 'a command behind a character that goes', words: '\0::error::no', lines: [': :error::no'] },
    { name: 'a command of the older form', words: 'x ##[error]no', lines: ['x # #[error]no'] },
    { name: 'a carriage return before a command', words: 'x\r::error::no', lines: ['x', ': :error::no'] },
    { name: 'every line end', words: 'a\r\nb\nc\rd\u2028e\u2029f', lines: ['a', 'b', 'c', 'd', 'e', 'f'] },
    { name: 'colours', words: '\u001b[1;31mred\u001b[0m', lines: ['\u001b[1;31mred\u001b[0m'] },
    { name: 'a cursor movement', words: '\u001b[2Jgone', lines: ['·[2Jgone'] },
    { name: 'text turned round', words: 'a\u202eb', lines: ['a·b'] },
  ])('$name', ({ words, lines }) => {
    expect(printableLines(words)).toEqual(lines)
  })
})

describe('printable', () => {
  it('is one line within the limit, without control characters, colours or half a character', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 40 }), (words, limit) => {
        const line = printable(words, limit)
        expect(line.length).toBeLessThanOrEqual(limit)
        expect(line).not.toMatch(control)
        expect(line).not.toMatch(/[\r\n\u2028\u2029]/)
        expect(line.isWellFormed()).toBe(true)
        expect(line.trim().startsWith('::')).toBe(false)
      }),
    )
  })

  it.each([
    { name: 'short', words: 'main', line: 'main' },
    { name: 'long', words: 'x'.repeat(300), line: `${'x'.repeat(199)}…` },
    { name: 'lines', words: 'a\nb', line: 'a⏎b' },
    { name: 'a colour where it is cut', words: `${'x'.repeat(197)}\u001b[31mred`, line: `${'x'.repeat(197)}red` },
    { name: 'an emoji where it is cut', words: `${'x'.repeat(198)}🚀🚀`, line: `${'x'.repeat(198)}…` },
  ])('$name', ({ words, line }) => {
    expect(printable(words)).toBe(line)
  })
})

describe('markdown', () => {
  it('leaves nothing that is markup, HTML, a table cell, a mention or a reference', () => {
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string({ maxLength: 40 })), (words) => {
        const safe = markdown(words)
        expect(safe.replace(/&(?:amp|lt|gt|#\d+);/g, '')).not.toMatch(/[\\`*_{}[\]()#+!|~@<>&\n]/)
      }),
    )
  })

  it('reads as it was', () => {
    const decoded = (words: string) =>
      words
        .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&amp;', '&')
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii', maxLength: 60 }), (words) => {
        fc.pre(!words.includes('##[') && !/^\s*::/.test(words))
        expect(decoded(markdown(words))).toBe(words)
      }),
    )
  })
})
