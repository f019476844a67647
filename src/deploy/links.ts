import { posix } from 'node:path'

/**
 * Why a symbolic link may not be part of a release; undefined when it may. A relative link must stay inside the release, even
 * when what it names does not exist. An absolute one is kept as it is: it means something on the host.
 */
export function linkFault(path: string, target: string): string | undefined {
  if (target.startsWith('/')) return undefined
  const end = posix.normalize(posix.join(posix.dirname(path), target))
  return end === '..' || end.startsWith('../') ? 'the link leaves the release' : undefined
}
