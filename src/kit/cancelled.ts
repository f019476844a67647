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
