import type { MappingTree, Tree } from './tree.ts'

/** Keys that say which of several shapes a mapping has: naming another one is a new beginning, not an addition. */
const shapes = ['run', 'file', 'use', 'url', 'webhook', 'app-id']

/**
 * What one configuration says over another: mappings are merged key by key, anything else replaces what was there. A mapping that
 * changes its shape (another `type`, `run` instead of `url`) replaces it too. Every piece keeps its own place.
 */
export function merge(base: Tree | undefined, over: Tree): Tree {
  if (base?.kind !== 'mapping' || over.kind !== 'mapping' || changesShape(base, over)) return over
  return mergeMappings(base, over)
}

export function mergeMappings(base: MappingTree, over: MappingTree): MappingTree {
  const entries = new Map(base.entries)
  for (const [key, { at, tree }] of over.entries) entries.set(key, { at, tree: merge(base.entries.get(key)?.tree, tree) })
  return { kind: 'mapping', at: over.at, entries }
}

function changesShape(base: MappingTree, over: MappingTree): boolean {
  const type = over.entries.get('type')?.tree
  const former = base.entries.get('type')?.tree
  if (type?.kind === 'scalar' && former?.kind === 'scalar') return type.value !== former.value
  const shape = shapes.filter((key) => over.entries.has(key))
  const before = shapes.filter((key) => base.entries.has(key))
  return shape.length > 0 && before.length > 0 && !shape.some((key) => before.includes(key))
}
