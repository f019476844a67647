import type { Config } from '../config/config.ts'
import { referencesIn } from '../config/secrets.ts'
import { type Tree, treeAt } from '../config/tree.ts'

/** Parts of the configuration that name secrets. */
const holders = ['channels', 'servers', 'explain', 'known-hosts'] as const

/**
 * Masks whatever the configuration takes from the environment, used in this step or not: a log, a title or an excerpt may hold the secret of a channel that
 * does not hear of it.
 */
export function maskNamed({ tree, secrets }: Config): void {
  for (const name of new Set(holders.flatMap((holder) => namesIn(treeAt(tree, [holder]))))) secrets.read(name)
}

function namesIn(tree: Tree | undefined): readonly string[] {
  if (tree === undefined) return []
  if (tree.kind === 'list') return tree.items.flatMap(namesIn)
  if (tree.kind === 'mapping') return [...tree.entries.values()].flatMap((entry) => namesIn(entry.tree))
  return typeof tree.value === 'string' ? referencesIn(tree.value) : []
}
