import { expect, it } from '@jest/globals'
import { checkOfFault } from '../../../src/actions/doctor/findings.ts'
import { TimeLimit } from '../../../src/kit/cancelled.ts'

it('a host that hangs is told as slow, any other fault as ours', () => {
  expect(checkOfFault('hosts', 'web1', new TimeLimit('over after 2 min'))).toMatchObject({ state: 'failed', code: 'timed-out' })
  expect(checkOfFault('hosts', 'web1', new TypeError('x is not a function'))).toMatchObject({ state: 'failed', code: 'internal-error' })
})
