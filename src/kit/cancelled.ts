/** What an abort by the runner carries: somebody cancelled the run. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled'
}

/** What an abort carries when the time for all of it is over. */
export class TimeLimit extends Error {
  override readonly name = 'TimeLimit'
}

/** What the work comes to, or undefined as soon as the signal aborts: the work goes on, nobody waits for it. */
export const unlessAborted = <T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> =>
  new Promise((resolve, reject) => {
    const leave = () => resolve(undefined)
    if (signal.aborted) leave()
    signal.addEventListener('abort', leave, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
  })

/**
 * A signal that aborts with the given one, unless something is under way that should come to its end: then behind that, or after `limit`
 * milliseconds.
 */
export function deferredAbort(given: AbortSignal, limit: number) {
  const deferred = new AbortController()
  let underWay = 0
  const pass = () => deferred.abort(given.reason)
  const passIfIdle = () => {
    if (given.aborted && underWay === 0) pass()
  }
  const onAbort = () => {
    passIfIdle()
    setTimeout(pass, limit).unref()
  }
  if (given.aborted) pass()
  else given.addEventListener('abort', onAbort, { once: true })
  return {
    signal: deferred.signal,
    letFinish: async <T>(work: () => Promise<T>): Promise<T> => {
      underWay++
      try {
        return await work()
      } finally {
        underWay--
        passIfIdle()
      }
    },
  }
}
