/** Where something stands: which source (a path, or the inline input), line and column counted from 1. */
export interface Place {
  readonly source: string
  readonly line: number
  readonly column: number
}

export type Scalar = string | number | boolean | null

/** What was written, each piece with its place. Never changed; pieces may be shared between trees. */
export type Tree = ScalarTree | ListTree | MappingTree

export interface ScalarTree {
  readonly kind: 'scalar'
  readonly at: Place
  readonly value: Scalar
  /** Names of the environment variables that were put into the value: it is not to be shown. */
  readonly secrets?: readonly string[]
}

export interface ListTree {
  readonly kind: 'list'
  readonly at: Place
  readonly items: readonly Tree[]
}

export interface MappingTree {
  readonly kind: 'mapping'
  readonly at: Place
  readonly entries: ReadonlyMap<string, Entry>
}

export interface Entry {
  /** The place of the key. */
  readonly at: Place
  readonly tree: Tree
}

export type Path = readonly (string | number)[]

export const emptyMapping = (source: string): MappingTree => ({ kind: 'mapping', at: { source, line: 1, column: 1 }, entries: new Map() })

export const formatPlace = (place: Place): string => `${place.source}:${place.line}:${place.column}`

/** A path as people write it: `environments.production.deploy.waves[1]`. */
export const formatPath = (path: Path): string =>
  path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('')

const child = (tree: Tree | undefined, part: string | number): Tree | undefined => {
  if (tree?.kind === 'mapping') return tree.entries.get(String(part))?.tree
  return tree?.kind === 'list' ? tree.items[Number(part)] : undefined
}

/** What stands at a path. */
export const treeAt = (tree: Tree | undefined, path: Path): Tree | undefined => path.reduce(child, tree)

/** The entries of a mapping whose keys pass. */
export const pick = (tree: MappingTree, chosen: (key: string) => boolean): MappingTree => ({
  ...tree,
  entries: new Map([...tree.entries].filter(([key]) => chosen(key))),
})

/** The mapping at a path; undefined when nothing, or something else, is there. */
export function mappingAt(tree: Tree | undefined, path: Path): MappingTree | undefined {
  const found = treeAt(tree, path)
  return found?.kind === 'mapping' ? found : undefined
}

/** The text at a path; undefined when nothing, or something else, is there. */
export function textAt(tree: Tree | undefined, path: Path): string | undefined {
  const found = treeAt(tree, path)
  return found?.kind === 'scalar' && typeof found.value === 'string' ? found.value : undefined
}

/** Where to point for a path: at the key of an entry, else at the value, else at the nearest thing around that exists. */
export function placeOf(tree: Tree, path: Path): Place {
  const last = path.at(-1)
  if (last === undefined) return tree.at
  const parent = treeAt(tree, path.slice(0, -1))
  const entry = parent?.kind === 'mapping' ? parent.entries.get(String(last)) : undefined
  return entry?.at ?? child(parent, last)?.at ?? placeOf(tree, path.slice(0, -1))
}

/** Every path that a pattern matches, with what stands there. `*` stands for any key or index. */
export function select(tree: Tree | undefined, pattern: Path, before: Path = []): { readonly path: Path; readonly tree: Tree }[] {
  if (!tree) return []
  const [part, ...rest] = pattern
  if (part === undefined) return [{ path: before, tree }]
  const parts = part === '*' ? partsOf(tree) : [part]
  return parts.flatMap((each) => select(child(tree, each), rest, [...before, each]))
}

const partsOf = (tree: Tree): Path => {
  if (tree.kind === 'mapping') return [...tree.entries.keys()]
  return tree.kind === 'list' ? [...tree.items.keys()] : []
}

/**
 * The bare value: mappings as objects, lists as arrays. An entry without a value (`notify:`) is left out, as if its line were not
 * there. Keys are never names of `Object.prototype`: the reader refuses them.
 */
export function plain(tree: Tree): unknown {
  if (tree.kind === 'scalar') return tree.value
  if (tree.kind === 'list') return tree.items.map(plain)
  const written = [...tree.entries].filter(([, { tree }]) => tree.kind !== 'scalar' || tree.value !== null)
  return Object.fromEntries(written.map(([key, { tree }]) => [key, plain(tree)]))
}
