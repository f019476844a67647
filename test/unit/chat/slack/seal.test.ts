import { describe, expect, it } from '@jest/globals'
import { isIn, sealed } from '../../../../src/chat/slack/seal.ts'

const token = 'xoxb-1'
const place = { channel: 'C01', ts: '1700000000.000100' }

describe('the place of a message of Slack', () => {
  it.each([
    { name: 'its own', desk: { token, chat: 'C01' }, place, expected: true },
    { name: 'another channel', desk: { token, chat: 'C02' }, place, expected: false },
    {
      name: 'a channel that has a name, sealed for it',
      desk: { token, chat: '#ops' },
      place: sealed(place, { token, chat: '#ops' }),
      expected: true,
    },
    { name: 'a channel that has a name, not sealed', desk: { token, chat: '#ops' }, place, expected: false },
    {
      name: 'one sealed for another name',
      desk: { token, chat: '#ops' },
      place: sealed(place, { token, chat: '#board' }),
      expected: false,
    },
    {
      name: 'one sealed by another bot',
      desk: { token, chat: '#ops' },
      place: sealed(place, { token: 'x', chat: '#ops' }),
      expected: false,
    },
    {
      name: 'one that was changed',
      desk: { token, chat: '#ops' },
      place: { ...sealed(place, { token, chat: '#ops' }), channel: 'C02', ts: place.ts },
      expected: false,
    },
  ])('is in $name: $expected', ({ desk, place, expected }) => {
    expect(place && isIn(place, desk)).toBe(expected)
  })
})
