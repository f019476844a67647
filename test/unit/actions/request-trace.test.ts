import { describe, expect, it } from '@jest/globals'
import { leaveRequest, readRequestTrace } from '../../../src/actions/request-trace.ts'
import { type GateState, step } from '../../../src/approval/gate.ts'
import type { Io } from '../../../src/kit/run.ts'
import { act, gate, opened } from '../approval/requests.ts'

function io() {
  const states = new Map<string, string>()
  const state = (name: string): string => states.get(name) ?? ''
  return { saveState: (name: string, value: string) => void states.set(name, value), state } as unknown as Io // what a trace uses of it
}

/** The longest variable that Linux gives to a process, in bytes: the runner hands what is left over as `STATE_request`. */
const longestVariable = 128 * 1024

/** A gate after a flood of clicks by a stranger with a long name, and of long reasons by a voter. */
function flooded(): GateState {
  let state = gate()
  for (let n = 0; n < 600; n++) {
    const stranger = act(undefined, 'approve', { key: `click/${n}`, userName: '审'.repeat(120), at: opened + n })
    state = step(state, { kind: 'ask', ask: stranger }, opened + n).state
    const voter = act('alice', 'approve', { key: `reason/${n}`, reason: `${n} ${'批'.repeat(4000)}`, at: opened + n })
    state = step(state, { kind: 'ask', ask: voter }, opened + n).state
  }
  return state
}

describe('what is left for the step after the job', () => {
  it('fits into a variable of a process however much people clicked and wrote: else that step, and so the job, would fail', () => {
    const world = io()
    leaveRequest(world, flooded(), { ops: { ref: 'm1' } })
    expect(Buffer.byteLength(`STATE_request=${world.state('request')}`)).toBeLessThan(longestVariable)
    expect(readRequestTrace(world)).toMatchObject({
      state: { request: { id: 'K7QF2M' }, votes: [{ person: 'alice' }] },
      posted: { ops: { ref: 'm1' } },
    })
  })
})
