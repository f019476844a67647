import { describe, expect, it } from '@jest/globals'
import { newRequestId } from '../../../src/approval/request.ts'
import { seededRandom } from '../../support/random.ts'

describe('newRequestId', () => {
  it('is six letters and digits that nobody mistakes for another', () => {
    const random = seededRandom(1)
    for (let index = 0; index < 2000; index++) {
      expect(newRequestId((below) => Math.floor(random() * below))).toMatch(/^[2-9A-HJKMNP-Z]{6}$/)
    }
  })

  it('uses every one of them, the first and the last included', () => {
    expect(newRequestId(() => 0)).toBe('222222')
    expect(newRequestId((below) => below - 1)).toBe('ZZZZZZ')
    const random = seededRandom(2)
    const seen = new Set(Array.from({ length: 500 }, () => newRequestId((below) => Math.floor(random() * below))).flatMap((id) => [...id]))
    expect([...seen].sort().join('')).toBe('23456789ABCDEFGHJKMNPQRSTUVWXYZ')
  })

  it('is a new one each time', () => {
    expect(new Set(Array.from({ length: 1000 }, () => newRequestId())).size).toBe(1000)
  })
})
