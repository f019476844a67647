import type { Config } from '../config/config.ts'
import type { Environment } from '../config/environment.ts'
import { placeAndPath } from '../config/mistakes.ts'
import { variablesIn } from '../config/secrets.ts'
import { mappingAt, type Path, placeOf, textAt, treeAt } from '../config/tree.ts'
import { printable } from '../kit/printable.ts'
import { text } from '../kit/text.ts'
import { about, type Check } from './check.ts'

/** What of a configuration a release uses. */
export interface Used {
  readonly config: Config
  readonly environment: Environment
  /** Of the environment. */
  readonly sections: readonly ('approval' | 'deploy' | 'notify')[]
  /** Names; those that lead there are added. */
  readonly servers: readonly string[]
  readonly channels: readonly string[]
}

/** A variable that is used, and where: `.github/sallyport.yml:4:20 (channels.ops.token)`. */
interface Variable {
  readonly name: string
  readonly isSet: boolean
  readonly places: readonly string[]
}

/** Every variable that a release uses, each once. What is set is masked from now on. */
export function variablesOf(used: readonly Used[]): readonly Variable[] {
  const found = used.flatMap(({ config, environment, ...names }) =>
    [
      ...names.sections.map((section) => ({
        path: ['environments', environment.name, section],
        tree: treeAt(environment.tree, [section]),
      })),
      ...pathsOf(config, names).map((path) => ({ path, tree: treeAt(config.tree, path) })),
    ].flatMap(({ path, tree }) =>
      (tree ? variablesIn(tree, path) : []).map(({ name, path: at }) => ({
        name,
        isSet: config.secrets.read(name) !== undefined,
        place: placeAndPath(placeOf(config.tree, at), at),
      })),
    ),
  )
  return [...Map.groupBy(found, ({ name }) => name)].map(([name, uses]) => ({
    name,
    isSet: uses.every(({ isSet }) => isSet),
    places: [...new Set(uses.map(({ place }) => place))],
  }))
}

function pathsOf(config: Config, { channels, servers, sections }: Omit<Used, 'config' | 'environment'>): readonly Path[] {
  const onTheWay = [...new Set(servers.flatMap((name) => wayTo(config, name)))]
  return [
    ...[...new Set(channels)].map((name) => ['channels', name]),
    ...onTheWay.map((name) => ['servers', name]),
    ...(onTheWay.length > 0 ? [['known-hosts']] : []),
    ...(sections.some((section) => section !== 'deploy') ? [['people']] : []),
  ]
}

/** A server with the jump hosts before it; circles were refused when the file was read. */
function wayTo(config: Config, name: string, before: readonly string[] = []): readonly string[] {
  const jump = textAt(mappingAt(config.tree, ['servers', name]), ['jump'])
  return jump === undefined || before.includes(jump) ? [...before, name] : wayTo(config, jump, [...before, name])
}

/** A line for each variable that is missing, all at once, and one for all that are there. `isJob`: inside of a job of GitHub. */
export function variableChecks(variables: readonly Variable[], isJob: boolean): readonly Check[] {
  const set = variables.filter(({ isSet }) => isSet).map(({ name }) => name)
  const missing = variables.filter(({ isSet }) => !isSet)
  const names = printable(set.join(', '), 500)
  return [
    ...missing.map((variable) => missingCheck(variable, isJob)),
    ...(set.length > 0 ? [about('secrets', text(`${set.length} set`, `已设置 ${set.length} 个`)).ok(text(names, names))] : []),
  ]
}

function missingCheck({ name, places }: Variable, isJob: boolean): Check {
  const used = places.join(', ')
  return about('secrets', `$${name}`).failed(
    'missing-secret',
    text(`$${name} is not set, or empty. Used by ${used}.`, `$${name} 未设置或为空。用于 ${used}。`),
    isJob ? inJob(name) : text(`Set it before you call this: export ${name}=…`, `请先设置再运行：export ${name}=…`),
  )
}

const inJob = (name: string) =>
  text(
    `Give it to this step under “env:” (${name}: \${{ secrets.${name} }}) and make sure that the secret exists in the repository or environment.`,
    `在该步骤的“env:”下提供（${name}: \${{ secrets.${name} }}），并确认仓库或环境中存在该密钥。`,
  )
