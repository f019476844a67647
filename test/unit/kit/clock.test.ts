import { expect, it } from '@jest/globals'
import { systemClock } from '../../../src/kit/clock.ts'

it.each([0, -5])('a wait of %d ms ends', async (milliseconds) => {
  await expect(systemClock.sleep(milliseconds)).resolves.toBeUndefined()
})

it('a wait ends with the reason of the abort', async () => {
  const abort = new AbortController()
  const waiting = systemClock.sleep(60_000, abort.signal)
  abort.abort(new Error('enough'))
  await expect(waiting).rejects.toThrow('enough')
})

it('a wait that is longer than a timer can be does not end at once', async () => {
  const abort = new AbortController()
  const waiting = systemClock.sleep(400 * 86_400_000, abort.signal).then(
    () => 'over',
    () => 'aborted',
  )
  await systemClock.sleep(50)
  abort.abort()
  await expect(waiting).resolves.toBe('aborted')
})
