import { InputError } from '../kit/errors.ts'
import { joinText, text, verbatim } from '../kit/text.ts'
import { placeAndPath } from './mistakes.ts'
import type { Path, ScalarTree, Tree } from './tree.ts'

/** The environment as the configuration sees it. What is read is masked in the log from that moment. */
export interface Secrets {
  /** The value of a variable; undefined when it is not set or empty (an unknown secret of GitHub is an empty variable). */
  read(name: string): string | undefined
  /** Masks a value that was written out instead of being named. */
  mask(value: string): void
  /** Path of the SSH agent's socket, when there is an agent. */
  readonly agentSocket: string | undefined
}

export const secretsFrom = (env: NodeJS.ProcessEnv, mask: (secret: string) => void): Secrets => ({
  read: (name) => {
    const value = env[name] || undefined
    if (value !== undefined) mask(value)
    return value
  },
  mask,
  agentSocket: env.SSH_AUTH_SOCK || undefined,
})

const reference = /\$(?:\$|([A-Za-z_][A-Za-z0-9_]*)|\{([A-Za-z_][A-Za-z0-9_]*)\})/g

/** Names of the variables that a text refers to. */
export const referencesIn = (words: string): string[] => [...words.matchAll(reference)].flatMap(([, bare, braced]) => bare ?? braced ?? [])

/** Whether a text has `${` that names no variable: `${{ secrets.X }}`, `${NAME:-x}`. */
export const hasBrokenReference = (words: string): boolean => words.replace(reference, '').includes('${')

/** Places of shell text. There `$NAME` belongs to the shell: it is never replaced here. */
const scripts: readonly Path[] = [
  ['deploy', 'hooks', '*'],
  ['deploy', 'hooks', '*', 'run'],
  ['deploy', 'health-check', 'run'],
  ['hook-templates', '*'],
  ['hook-templates', '*', 'run'],
]

export const isScript = (path: Path): boolean =>
  scripts.some((script) => script.every((part, index) => part === '*' || part === path.at(index - script.length)))

/** Whether the value at a path is known only once variables are put in. */
export const isDeferred = (tree: Tree | undefined, path: Path): boolean =>
  tree?.kind === 'scalar' && typeof tree.value === 'string' && !isScript(path) && referencesIn(tree.value).length > 0

/** Names of the variables that a tree refers to, each with the path where it does. Scripts are left alone. */
export function variablesIn(tree: Tree, path: Path = []): readonly { readonly name: string; readonly path: Path }[] {
  if (tree.kind === 'list') return tree.items.flatMap((item, index) => variablesIn(item, [...path, index]))
  if (tree.kind === 'mapping') return [...tree.entries].flatMap(([key, entry]) => variablesIn(entry.tree, [...path, key]))
  if (typeof tree.value !== 'string' || isScript(path)) return []
  return referencesIn(tree.value).map((name) => ({ name, path }))
}

interface Missing {
  readonly name: string
  readonly where: string
}

/**
 * The tree with `$NAME` and `${NAME}` replaced and `$$` as a dollar sign, scripts left alone. Only what is really used is expanded,
 * so that a deployment does not ask for the token of a mail channel. Throws an InputError that names every variable that is missing.
 */
export function expand(tree: Tree, path: Path, secrets: Secrets): Tree {
  const missing: Missing[] = []
  const expanded = expandTree(tree, path, secrets, missing)
  if (missing.length > 0) throw missingSecrets(missing)
  return expanded
}

function expandTree(tree: Tree, path: Path, secrets: Secrets, missing: Missing[]): Tree {
  if (tree.kind === 'scalar') return isScript(path) ? tree : expandScalar(tree, path, secrets, missing)
  if (tree.kind === 'list') {
    return { ...tree, items: tree.items.map((item, index) => expandTree(item, [...path, index], secrets, missing)) }
  }
  const entries = [...tree.entries].map(
    ([key, entry]) => [key, { at: entry.at, tree: expandTree(entry.tree, [...path, key], secrets, missing) }] as const,
  )
  return { ...tree, entries: new Map(entries) }
}

function expandScalar(tree: ScalarTree, path: Path, secrets: Secrets, missing: Missing[]): ScalarTree {
  if (typeof tree.value !== 'string' || !tree.value.includes('$')) return tree
  const value = tree.value.replace(reference, (_, bare?: string, braced?: string) => {
    const name = bare ?? braced
    if (name === undefined) return '$'
    const found = secrets.read(name)
    if (found === undefined) missing.push({ name, where: placeAndPath(tree.at, path) })
    return found ?? ''
  })
  const names = referencesIn(tree.value)
  return names.length > 0 ? { ...tree, value, secrets: names } : { ...tree, value }
}

function missingSecrets(missing: readonly Missing[]): InputError {
  const names = [...new Set(missing.map(({ name }) => name))]
  const lines = missing.map(({ name, where }) => verbatim(`  $${name} · ${where}`))
  const heading = text(
    'The configuration names environment variables that are not set, or empty:',
    '配置引用的环境变量没有设置，或者为空：',
  )
  const example = names.map((name) => `${name}: \${{ secrets.${name} }}`).join(', ')
  return new InputError({
    code: 'missing-secret',
    problem: joinText([heading, ...lines], '\n'),
    remedy: text(
      `Give them to this step under “env:” (${example}) and make sure that the secrets exist in the repository or environment.`,
      `在该步骤的“env:”下提供（${example}），并确认仓库或环境中存在这些密钥。`,
    ),
  })
}
