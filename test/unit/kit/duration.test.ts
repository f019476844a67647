import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { formatDuration, parseDuration } from '../../../src/kit/duration.ts'

describe('parseDuration', () => {
  it.each([
    { words: '90s', milliseconds: 90_000 },
    { words: '5m', milliseconds: 300_000 },
    { words: '1h30m', milliseconds: 5_400_000 },
    { words: '2d', milliseconds: 172_800_000 },
    { words: ' 1d2h3m4s ', milliseconds: 93_784_000 },
    { words: '0s', milliseconds: 0 },
    ...['', '5', 's', '5ms', '1m1h', '1.5h', '-1s', '1 h', '5M', '１s', 'P1D'].map((words) => ({ words, milliseconds: undefined })),
  ])('“$words” is $milliseconds', ({ words, milliseconds }) => {
    expect(parseDuration(words)).toBe(milliseconds)
  })

  it('adds up what is written', () => {
    const part = fc.option(fc.nat(10_000), { nil: undefined })
    fc.assert(
      fc.property(part, part, part, part, (d, h, m, s) => {
        const units = Object.entries({ d, h, m, s }).filter(([, value]) => value !== undefined)
        fc.pre(units.length > 0)
        const written = units.map(([unit, value]) => `${value}${unit}`).join('')
        expect(parseDuration(written)).toBe((((d ?? 0) * 24 + (h ?? 0)) * 60 + (m ?? 0)) * 60_000 + (s ?? 0) * 1000)
      }),
    )
  })
})

describe('formatDuration', () => {
  it.each([
    { milliseconds: 0, words: '0 ms' },
    { milliseconds: 850.4, words: '850 ms' },
    { milliseconds: 999.6, words: '1.0 s' },
    { milliseconds: 4200, words: '4.2 s' },
    { milliseconds: 59_949, words: '59.9 s' },
    { milliseconds: 59_960, words: '1 m 0 s' },
    { milliseconds: 200_000, words: '3 m 20 s' },
    { milliseconds: 3_599_600, words: '1 h 0 m' },
    { milliseconds: 3_900_000, words: '1 h 5 m' },
    { milliseconds: 90_000_000, words: '25 h 0 m' },
  ])('$milliseconds ms reads “$words”', ({ milliseconds, words }) => {
    expect(formatDuration(milliseconds)).toBe(words)
  })

  it('never carries a full unit over, and can be read back to what it shows', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), (milliseconds) => {
        const shown = formatDuration(milliseconds)
        expect(shown).not.toMatch(/\b(?:60|1000)(?:\.0)? (?:m|s|ms)\b/)
        const short = shown.replaceAll(' ', '')
        const read = short.endsWith('ms') || short.includes('.') ? toMilliseconds(short) : (parseDuration(short) ?? Number.NaN)
        const step = milliseconds < 1000 ? 1 : milliseconds < 60_000 ? 50 : milliseconds < 3_600_000 ? 500 : 30_500
        expect(Math.abs(read - milliseconds)).toBeLessThanOrEqual(step)
      }),
    )
  })
})

const toMilliseconds = (words: string): number => (words.endsWith('ms') ? Number.parseFloat(words) : Number.parseFloat(words) * 1000)
