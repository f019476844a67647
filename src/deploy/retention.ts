import type { HostState, KeptRelease } from './host/state.ts'

/** Of the releases that failed or were never live, so many stay besides the good ones: to be looked into, or to be gone on with. */
const keptOthers = 1

/**
 * The releases that may go from a host, oldest first. Never: what is live, what was live before it, the good one to go back to, what is pinned or linked by
 * anything beside the live link, and the newest `keep` good ones. Age is the recorded time, never that of a file.
 */
export function removable(
  state: Pick<HostState, 'releases'>,
  { live, previous, keep }: { live: string; previous: string | undefined; keep: number },
): readonly string[] {
  const newestFirst = [...state.releases].sort(byAge).reverse()
  const wayBack = previousGood(state.releases, live)?.name
  const held = ({ name, pinned, linked }: KeptRelease) => [live, previous, wayBack].includes(name) || pinned || linked
  const isGood = (release: KeptRelease) => release.standing === 'verified' || release.name === live
  const good = newestFirst.filter(isGood)
  const others = newestFirst.filter((release) => !isGood(release))
  const surplus = [...good.slice(keep), ...others.slice(keptOthers)]
  return surplus
    .filter((release) => !held(release))
    .sort(byAge)
    .map(({ name }) => name)
}

/** Oldest first; unknown ages count as oldest; names decide between equals. */
export const byAge = (a: KeptRelease, b: KeptRelease): number =>
  a.since === b.since ? (a.name < b.name ? -1 : 1) : a.since < b.since ? -1 : 1

/**
 * The release to go back to: the good one that was live last, other than the present one. Releases marked bad are passed over.
 */
export const previousGood = (releases: readonly KeptRelease[], live: string | undefined): KeptRelease | undefined =>
  releases
    .filter((release) => release.name !== live && release.standing === 'verified')
    .sort((a, b) => (a.lastLive === b.lastLive ? byAge(b, a) : a.lastLive < b.lastLive ? 1 : -1))[0]
