import { describe, expect, it } from '@jest/globals'
import { placeOf } from '../../../src/ssh/place.ts'
import type { SshTarget } from '../../../src/ssh/target.ts'

describe('the place of an error', () => {
  const target = (name: string, more: Partial<SshTarget> = {}): SshTarget => ({
    name,
    host: '10.0.0.1',
    port: 22,
    user: 'deploy',
    hostKeys: [],
    ...more,
  })

  it.each([
    { name: 'a host', place: target('web1'), reads: 'web1, deploy@10.0.0.1:22' },
    { name: 'an IPv6 address', place: target('web1', { host: '2001:db8::1' }), reads: 'web1, deploy@[2001:db8::1]:22' },
    { name: 'an IPv6 address in brackets', place: target('web1', { host: '[::1]' }), reads: 'web1, deploy@[::1]:22' },
    {
      name: 'two jumps, outermost first',
      place: target('web1', { jump: target('inner', { jump: target('outer') }) }),
      reads: 'web1, deploy@10.0.0.1:22, through outer → inner',
    },
    { name: 'a hostile name', place: target('::error::x\n'), reads: ': :error::x⏎, deploy@10.0.0.1:22' },
  ])('$name', ({ place, reads }) => {
    expect(placeOf(place)).toBe(reads)
  })
})
