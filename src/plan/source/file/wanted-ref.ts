import type { WantedRef } from '../../entry.ts'

const latestGreen = /^latest[ -]green(?:[ ]+of[ ]+(\S+))?$/i

/** What git never takes for a branch or tag: `git help check-ref-format`. */
const impossible = /[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|^[-/.]|[/.]$|\/\.|\.lock(?:\/|$)|^@$/

const isRefName = (given: string): boolean => given !== '' && given.length <= 255 && !impossible.test(given)

/** Whether it says what to release: a branch, tag or commit, `latest green`, or `latest green of <branch>`. */
export function isWantedRef(given: string): boolean {
  const found = latestGreen.exec(given.trim())
  return found ? found[1] === undefined || isRefName(found[1]) : isRefName(given.trim())
}

/** What is to be released, of words that {@link isWantedRef}. */
export function wantedRef(given: string): WantedRef {
  const found = latestGreen.exec(given.trim())
  return found ? { kind: 'latest-green', branch: found[1] ?? '' } : { kind: 'named', name: given.trim() }
}
