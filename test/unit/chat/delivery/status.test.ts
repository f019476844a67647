import { describe, expect, it } from '@jest/globals'
import { statusTrouble, waitHint } from '../../../../src/chat/delivery/status.ts'
import { verbatim } from '../../../../src/kit/text.ts'

const now = Date.UTC(2026, 9, 1, 8)
const troubleFor = (status: number, headers = {}) => statusTrouble(verbatim('hooks.test'), { status, headers, body: '' }, now)

describe('an HTTP status', () => {
  it.each([200, 201, 202, 204, 299])('%d is a success', (status) => {
    expect(troubleFor(status)).toBeUndefined()
  })

  it.each([
    [0, 'unclear'],
    [101, 'unclear'],
    [301, 'configuration'],
    [302, 'configuration'],
    [308, 'configuration'],
    [400, 'malformed'],
    [401, 'credentials'],
    [402, 'quota'],
    [403, 'forbidden'],
    [404, 'gone'],
    [405, 'configuration'],
    [407, 'configuration'],
    [408, 'retry'],
    [410, 'gone'],
    [413, 'too-long'],
    [418, 'malformed'],
    [425, 'retry'],
    [429, 'limited'],
    [500, 'unclear'],
    [502, 'unclear'],
    [503, 'retry'],
    [504, 'unclear'],
    [599, 'unclear'],
    [999, 'unclear'],
  ] as const)('%d means %s', (status, kind) => {
    expect(troubleFor(status)).toMatchObject({ class: kind, reason: { en: expect.stringContaining(`hooks.test: `) } })
    expect(troubleFor(status)?.reason['zh-CN']).toContain(`HTTP ${status}`)
  })
})

describe('the hint when to come back', () => {
  it.each([
    ['seconds', { 'retry-after': '30' }, 30_000],
    ['parts of a second', { 'x-ratelimit-reset-after': '0.75' }, 750],
    ['a date', { 'retry-after': new Date(now + 90_000).toUTCString() }, 90_000],
    ['a date that has passed', { 'retry-after': new Date(now - 90_000).toUTCString() }, 0],
    ['the header of Feishu', { 'x-ogw-ratelimit-reset': '12' }, 12_000],
    ['nonsense', { 'retry-after': 'soon' }, undefined],
    ['nonsense, and a better one', { 'retry-after': 'soon', 'x-ogw-ratelimit-reset': '2' }, 2000],
    ['nothing', {}, undefined],
    ['an empty one', { 'retry-after': '' }, undefined],
    ['a negative number', { 'retry-after': '-5' }, undefined],
  ])('is read from %s', (_, headers, expected) => {
    expect(waitHint(headers, now)).toBe(expected)
    expect(troubleFor(429, headers)?.wait).toBe(expected)
  })
})
