import { describe, expect, it } from '@jest/globals'
import type { Answer } from '../../../../src/deploy/host/agent.ts'
import { type HostRequest, sentAhead } from '../../../../src/deploy/host/ahead.ts'

const answer = (status: string): Answer => ({ lines: [], blob: undefined, status, words: '' })
const requests: readonly HostRequest[] = [['switch', 'v2', '{"time":"1"}'], ['remove', 'v1', '{"time":"1"}'], ['close']]

/** Requests that were sent ahead, with what was answered: nothing more after a lost connection. */
function sent(...statuses: readonly (string | 'lost')[]) {
  const ahead = sentAhead()
  const answers = statuses.map((status) => (status === 'lost' ? Promise.reject(new Error('lost')) : Promise.resolve(answer(status))))
  for (const each of answers) each.catch(() => {})
  ahead.note(requests, answers)
  return ahead
}
const statusOf = async (taken: Promise<Answer | undefined> | undefined) => (await taken)?.status

describe('requests that were sent ahead', () => {
  it('are answered by what they are about, whatever the time in the lines that come along', async () => {
    const ahead = sent('ok', 'in-use', 'ok')
    expect(await statusOf(ahead.take(['switch', 'v2', '{"time":"2"}']))).toBe('ok')
    expect(await statusOf(ahead.take(['remove', 'v1', '{"time":"2"}']))).toBe('in-use')
    expect(await statusOf(ahead.take(['close']))).toBe('ok')
  })

  it('are to be asked again where they were not sent, or skipped', async () => {
    const ahead = sent('switch-failed', 'skipped', 'skipped')
    expect(ahead.take(['switch', 'v1'])).toBeUndefined()
    expect(ahead.take(['remove', 'v0'])).toBeUndefined()
    expect(await statusOf(ahead.take(['switch', 'v2']))).toBe('switch-failed')
    expect(await statusOf(ahead.take(['close']))).toBeUndefined()
  })

  it('are in doubt when the connection is lost, until it was looked up', async () => {
    for (const [isDone, status] of [
      [true, 'ok'],
      [false, undefined],
    ] as const) {
      const ahead = sent('lost', 'lost', 'lost')
      await expect(ahead.take(['switch', 'v2'])).rejects.toThrow('lost')
      ahead.lose()
      expect(ahead.isInDoubt).toBe(true)
      expect(ahead.take(['switch', 'v2'])).toBeUndefined()
      ahead.settle(isDone)
      expect(ahead.isInDoubt).toBe(false)
      for (const request of requests) expect(await statusOf(ahead.take(request))).toBe(status)
    }
  })

  it('leave no doubt where nothing was sent', () => {
    const ahead = sentAhead()
    ahead.lose()
    expect([ahead.isInDoubt, ahead.take(['close'])]).toEqual([false, undefined])
  })
})
