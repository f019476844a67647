import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { formatBytes } from '../../../src/kit/bytes.ts'

it.each([
  { bytes: 0, words: '0 B' },
  { bytes: 812, words: '812 B' },
  { bytes: 1023, words: '1023 B' },
  { bytes: 1024, words: '1.0 KiB' },
  { bytes: 9_856_614, words: '9.4 MiB' },
  { bytes: 1_048_575, words: '1.0 MiB' },
  { bytes: 2 ** 43, words: '8.0 TiB' },
  { bytes: 2 ** 60, words: '1048576.0 TiB' },
])('$bytes reads “$words”', ({ bytes, words }) => {
  expect(formatBytes(bytes)).toBe(words)
})

it('shows a number below 1024 of its unit, true to a twentieth', () => {
  const sizes = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 }
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 49 }), (bytes) => {
      const [value = '', unit = ''] = formatBytes(bytes).split(' ')
      const size = sizes[unit as keyof typeof sizes]
      expect(Number(value)).toBeLessThan(1024)
      expect(Math.abs(Number(value) - bytes / size)).toBeLessThanOrEqual(0.0501)
    }),
  )
})
