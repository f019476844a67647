import { posix } from 'node:path'
import { InputError } from '../kit/errors.ts'
import { printable } from '../kit/printable.ts'
import { text } from '../kit/text.ts'
import type { Entry } from './manifest.ts'

/** A path that all releases of a host share, as configured: `storage`, `.env`, `cache/` (made as an empty folder when missing). */
export interface SharedPath {
  readonly path: string
  readonly makeFolder: boolean
}

export const readSharedPath = (words: string): SharedPath => ({ path: words.replace(/\/+$/, ''), makeFolder: words.endsWith('/') })

/**
 * Puts a link in the place of every shared path: relative, so that it means the same on every host. What the source has there is
 * taken out and returned as the first content of that path, for hosts that have none yet. Throws an InputError for a shared path that
 * lies in another one, or below what is no folder.
 */
export function withShared(
  entries: readonly Entry[],
  shared: readonly SharedPath[],
): { readonly entries: Entry[]; readonly seeds: ReadonlyMap<string, readonly Entry[]> } {
  refuseOverlap(shared)
  const kept = entries.filter((entry) => !shared.some(({ path }) => isUnder(entry.path, path)))
  const folders = new Set(kept.filter(({ kind }) => kind === 'folder').map(({ path }) => path))
  const parents = [...new Set(shared.flatMap(({ path }) => ancestors(path)))].filter((path) => !folders.has(path))
  const blocked = kept.find(({ path }) => parents.includes(path))
  if (blocked) throw noFolder(blocked.path)
  return {
    entries: [
      ...kept,
      ...parents.map((path): Entry => ({ kind: 'folder', path, mode: 0o755 })),
      ...shared.map(({ path }): Entry => ({ kind: 'link', path, target: `${'../'.repeat(path.split('/').length)}shared/${path}` })),
    ],
    seeds: new Map(shared.map(({ path }) => [path, entries.filter((entry) => isUnder(entry.path, path))])),
  }
}

const isUnder = (path: string, top: string): boolean => path === top || path.startsWith(`${top}/`)

function refuseOverlap(shared: readonly SharedPath[]): void {
  for (const [index, { path }] of shared.entries()) {
    const outer = shared.find((other, place) => place !== index && isUnder(path, other.path))
    if (!outer) continue
    throw new InputError({
      code: 'invalid-configuration',
      problem: text(
        `The shared path “${printable(path)}” lies in the shared path “${printable(outer.path)}”.`,
        `共享路径“${printable(path)}”位于共享路径“${printable(outer.path)}”之内。`,
      ),
      where: 'deploy.shared',
      remedy: text('The outer one is enough: all that is in it is shared.', '只保留外层路径即可：其中的全部内容都会共享。'),
    })
  }
}

const noFolder = (path: string): InputError =>
  new InputError({
    code: 'source-refused',
    problem: text(
      `A shared path lies below “${printable(path)}”, which the source has as a file or link.`,
      `共享路径位于“${printable(path)}”之下，但它在源目录中是文件或链接。`,
    ),
    where: 'deploy.shared',
    remedy: text('Share that path itself, or take it out of the source.', '请改为共享该路径本身，或从源目录中移除它。'),
  })

function ancestors(path: string): string[] {
  const parent = posix.dirname(path)
  return parent === '.' ? [] : [...ancestors(parent), parent]
}
