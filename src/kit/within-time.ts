import { createContext, Script } from 'node:vm'

/** Some work that is broken off when it takes too long: undefined then. For searches, which must leave nothing half done behind. */
export type WithinTime = <T>(work: () => T, milliseconds: number) => { readonly value: T } | undefined

/**
 * A watch over work that cannot be awaited: a search by a pattern that is not ours in a text that is not ours may take longer than the
 * universe is old. The engine looks for the end of its time while it searches; no check of a pattern beforehand could be as certain.
 */
export function timeWatch(): WithinTime {
  const place: { work?: () => unknown } = {}
  const context = createContext(place)
  const script = new Script('work()')
  return <T>(work: () => T, milliseconds: number) => {
    place.work = work
    try {
      return { value: script.runInContext(context, { timeout: milliseconds }) as T } // what `work` gives back
    } catch (error) {
      if ((error as NodeJS.ErrnoException | undefined)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return undefined
      throw error
    } finally {
      delete place.work
    }
  }
}
