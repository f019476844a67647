import { text } from '../kit/text.ts'
import type { Config } from './config.ts'
import { findMistakes, read, secretKeys } from './judge.ts'
import { configurationError, type Mistake } from './mistakes.ts'
import { findNameMistakes } from './names.ts'
import { type ConfigSource, inlineSource, readSource } from './read-source.ts'
import { configSchema, general, generalSchema } from './schema.ts'
import { expand, hasBrokenReference, isScript, referencesIn, type Secrets } from './secrets.ts'
import { type Server, standingKeys, standingSchema } from './servers.ts'
import { type MappingTree, mappingAt, type Path, pick, select, type Tree } from './tree.ts'

/**
 * Reads, merges and judges the whole configuration. Throws one InputError that tells every mistake with its place. Variables are put in
 * later, each when the part that names it is used.
 */
export async function loadConfig(source: ConfigSource, secrets: Secrets): Promise<Config> {
  const tree = await readSource(source)
  const mistakes = independent([
    ...findReferenceMistakes(tree, []),
    ...openSecrets(tree),
    ...findMistakes(configSchema, tree, []),
    ...findNameMistakes(tree),
  ])
  if (mistakes.length > 0) throw configurationError(mistakes)
  for (const { tree: open } of secretsIn(tree)) if (open.kind === 'scalar' && isOpen(open)) secrets.mask(String(open.value))
  const settings = expand(
    pick(tree, (key) => key in general),
    [],
    secrets,
  )
  return { ...read(generalSchema, settings, []), servers: serversIn(tree, secrets), tree, secrets }
}

/** Without those that only follow from an earlier one at the same place, or around it. */
const independent = (mistakes: readonly Mistake[]): Mistake[] =>
  mistakes.filter(({ path }, index) => !mistakes.slice(0, index).some((earlier) => isWithin(path, earlier.path)))

const isWithin = (path: Path, outer: Path): boolean => outer.every((part, index) => part === path[index])

function serversIn(tree: MappingTree, secrets: Secrets): readonly Server[] {
  const names = [...(mappingAt(tree, ['servers'])?.entries.keys() ?? [])]
  return names.map((name) => {
    const path = ['servers', name]
    const standing = pick(mappingAt(tree, path) ?? tree, (key) => standingKeys.includes(key))
    return { name, ...read(standingSchema, expand(standing, path, secrets), path) }
  })
}

/** `${` that names no variable, above all `${{ secrets.X }}`, which GitHub replaces in workflows but not in this file. */
function findReferenceMistakes(tree: Tree, path: Path): Mistake[] {
  if (tree.kind === 'list') return tree.items.flatMap((item, index) => findReferenceMistakes(item, [...path, index]))
  if (tree.kind === 'mapping') return [...tree.entries].flatMap(([key, entry]) => findReferenceMistakes(entry.tree, [...path, key]))
  if (typeof tree.value !== 'string' || isScript(path) || !hasBrokenReference(tree.value)) return []
  const problem = text('“${” must be followed by a variable’s name and “}”.', '“${”之后必须是变量名和“}”。')
  const remedy = text(
    'Write $NAME here and set NAME under “env:” of the step; a dollar sign itself is $$.',
    '此处请写 $NAME，并在步骤的“env:”下设置 NAME；美元符号本身写作 $$。',
  )
  return [{ at: tree.at, path, problem, remedy }]
}

/** What may hold secrets under {@link secretKeys}. */
const secretHolders: readonly Path[] = [['servers', '*'], ['channels', '*'], ['explain']]

const secretsIn = (tree: Tree) => secretKeys.flatMap((key) => secretHolders.flatMap((holder) => select(tree, [...holder, key])))

const isOpen = (tree: Tree): boolean => tree.kind === 'scalar' && typeof tree.value === 'string' && referencesIn(tree.value).length === 0

/** Addresses that may be open where they hold nothing secret: a web hook in the own network. */
const addresses: Path = ['webhook', 'smtp']

/** Secrets that stand in the file itself. Inline ones came through the workflow, which has masked them. */
const openSecrets = (tree: Tree): Mistake[] =>
  secretsIn(tree)
    .filter(({ path, tree: found }) => isOpen(found) && found.at.source !== inlineSource && !addresses.includes(path.at(-1) ?? ''))
    .map(({ path, tree: found }) => ({ at: found.at, path, problem: openSecret, remedy: openSecretRemedy }))

const openSecret = text('A secret must not stand in the file.', '密钥不能直接写在文件中。')
const openSecretRemedy = text(
  'Replace it by $NAME, set NAME under “env:” of the step from a secret of the repository, and revoke this value: it is known now.',
  '请改写为 $NAME，并在步骤的“env:”下从仓库密钥设置 NAME；该值已经泄露，请作废。',
)
