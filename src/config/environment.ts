import type * as v from 'valibot'
import { InputError } from '../kit/errors.ts'
import { joinText, text } from '../kit/text.ts'
import { type ApprovalSettings, approvalSchema } from './approval.ts'
import { type Config, readPart } from './config.ts'
import { deploySchema, type WrittenDeploySettings } from './deploy.ts'
import { fillHooks, type Hook, type Hooks, templateSchema } from './hooks.ts'
import { read } from './judge.ts'
import { merge } from './merge.ts'
import { configurationError, listNames, unknownName } from './mistakes.ts'
import { type NotifySettings, notifySchema } from './notify.ts'
import { matchesProject } from './projects.ts'
import { expand } from './secrets.ts'
import { emptyMapping, formatPlace, type MappingTree, mappingAt, type Path, select, type Tree, textAt, treeAt } from './tree.ts'
import { choice } from './values.ts'

export const levels = ['production', 'test'] as const
export const levelSchema = choice(levels)

/** An environment as one project has it: overrides applied, its parts still to be read. */
export interface Environment {
  readonly project: string
  readonly name: string
  readonly level: (typeof levels)[number]
  readonly tree: Tree
}

/** Everything a deployment follows. Paths are absolute, with placeholders; durations are milliseconds. */
export type DeploySettings = Omit<WrittenDeploySettings, 'hooks'> & { readonly hooks: Hooks }

/** The environment of that name for a project: the first entry of `projects` that matches is laid over it. */
export function environmentOf(config: Config, project: string, name: string): Environment {
  const base = mappingAt(config.tree, ['environments'])?.entries.get(name)
  if (!base) throw unknownEnvironment(config, name)
  const override = overrideFor(config, project)?.entries.get(name)
  const tree = override ? merge(base.tree, override.tree) : base.tree
  return { project, name, level: levelOf(config, tree, name), tree }
}

function overrideFor(config: Config, project: string): MappingTree | undefined {
  const match = select(config.tree, ['projects', '*']).find(({ tree }) => matchesProject(project, patternsOf(tree)))
  return mappingAt(match?.tree, ['environments'])
}

const patternsOf = (project: Tree): string[] =>
  [['match'], ['match', '*']].flatMap((pattern) => select(project, pattern).flatMap(({ path }) => textAt(project, path) ?? []))

function levelOf(config: Config, tree: Tree, name: string): Environment['level'] {
  const written = treeAt(tree, ['level'])
  if (written && textAt(tree, ['level']) !== undefined) return readAt(config, written, ['environments', name, 'level'], levelSchema)
  return /(^|[._-])(prod|production|live)([._-]|$)/i.test(name) ? 'production' : 'test'
}

const readAt = <S extends v.GenericSchema>(config: Config, tree: Tree, path: Path, schema: S): v.InferOutput<S> =>
  read(schema, expand(tree, path, config.secrets), path)

/** How the environment is deployed. Throws an InputError when it says nothing about that, or not enough. */
export function deploySettings(config: Config, environment: Environment): DeploySettings {
  const path = ['environments', environment.name, 'deploy']
  const tree = treeAt(environment.tree, ['deploy'])
  if (tree?.kind !== 'mapping') throw noDeploy(environment)
  const settings = readAt(config, tree, path, deploySchema)
  return { ...settings, hooks: fillHooks(settings.hooks, (name) => templateNamed(config, name)) }
}

/** Whether the environment says anything about how its releases are approved. */
export const asksForApproval = ({ tree }: Environment): boolean => treeAt(tree, ['approval']) !== undefined

/** How a release of the environment is approved; the defaults where it does not say. */
export const approvalSettings = (config: Config, environment: Environment): ApprovalSettings =>
  readSection(config, environment, 'approval', approvalSchema)

/** Who hears of the environment's runs; nobody where it does not say. */
export const notifySettings = (config: Config, environment: Environment): NotifySettings =>
  readSection(config, environment, 'notify', notifySchema)

function readSection<S extends v.GenericSchema>(config: Config, { name, tree }: Environment, key: string, schema: S): v.InferOutput<S> {
  const section = mappingAt(tree, [key]) ?? emptyMapping(tree.at.source)
  return readAt(config, section, ['environments', name, key], schema)
}

/** References were checked when the file was read, but the name may have come from a variable since. */
function templateNamed(config: Config, name: string): Hook {
  const template = readPart(config, ['hook-templates', name], templateSchema)
  if (template) return template
  const known = mappingAt(config.tree, ['hook-templates'])?.entries.keys() ?? []
  throw configurationError([
    { at: config.tree.at, path: ['hook-templates'], ...unknownName(text('hook template', '钩子模板'), name, known) },
  ])
}

/** There are few: all are named, whatever was probably meant. */
function unknownEnvironment(config: Config, name: string): InputError {
  const known = mappingAt(config.tree, ['environments'])
  const names = [...(known?.entries.keys() ?? [])]
  const { problem, remedy } = unknownName(text('environment', '环境'), name, names)
  const listed = listNames(names)
  const all = text(`There are: ${listed.en}.`, `现有：${listed['zh-CN']}。`)
  return new InputError({
    code: 'unknown-environment',
    where: formatPlace(known?.at ?? config.tree.at),
    problem,
    remedy: !remedy || remedy.en === all.en ? all : joinText([remedy, all]),
  })
}

function noDeploy({ name, tree }: Environment): InputError {
  const problem = text(`The environment “${name}” has no “deploy:” section.`, `环境“${name}”没有“deploy:”部分。`)
  const remedy = text('Add it with “servers:”, “releases:” and “live:”.', '请添加该部分，包含“servers:”“releases:”和“live:”。')
  return configurationError([{ at: tree.at, path: ['environments', name], problem, remedy }])
}
