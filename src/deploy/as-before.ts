import type { HostState, KeptRelease } from './host/state.ts'
import { isReleaseName } from './names.ts'
import { previousGood } from './retention.ts'

/**
 * A host that serves a release of which nobody made sure, as it was before: what to go back to. That is what its journal says the
 * release took the place of; where that is gone, bad or unknown, the good release that was live last. Undefined when nobody knows: then
 * what is live had better stay.
 */
export function asBefore(state: HostState): HostState | undefined {
  const live = state.releases.find(({ name }) => name === state.liveRelease)
  const replaced = live?.replaced
  if (replaced === '') return { ...state, live: { kind: 'none' }, liveRelease: undefined }
  if (replaced && !isReleaseName(replaced)) return { ...state, live: { kind: 'link', target: replaced }, liveRelease: undefined }
  const isUsable = ({ name, standing }: KeptRelease) => name === replaced && name !== live?.name && standing !== 'failed'
  const before = state.releases.find(isUsable) ?? previousGood(state.releases, live?.name)
  return before && { ...state, live: { kind: 'link', target: '' }, liveRelease: before.name }
}
