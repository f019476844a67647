import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { configurationFaults, sampleOf } from './configuration-faults.ts'
import { bitableFaults } from './plan-faults.ts'
import { isMapping, type Mapping } from './yaml-value.ts'

const root = new URL('../../', import.meta.url).pathname

/** A step that uses one of our actions. */
export interface OwnStep {
  readonly where: string
  /** The folder below `actions`; empty: the action of the root. */
  readonly action: string
  readonly id: unknown
  readonly with: Mapping
  /** All environment variables that reach it. */
  readonly env: Mapping
}

/** The steps of a value that use our actions, wherever they stand. */
export function ownSteps(where: string, value: unknown, env: Mapping = {}): OwnStep[] {
  if (Array.isArray(value)) return value.flatMap((item) => ownSteps(where, item, env))
  if (!isMapping(value)) return []
  const reach = isMapping(value.env) ? { ...env, ...value.env } : env
  const [, action] = /^sallyport\/sallyport(?:\/actions)?\/?([\w/-]*)@/.exec(String(value.uses ?? '')) ?? []
  if (action !== undefined) return [{ where, action, id: value.id, with: (value.with ?? {}) as Mapping, env: reach }]
  return Object.values(value).flatMap((child) => ownSteps(where, child, reach))
}

interface ActionFile {
  readonly inputs: Readonly<Record<string, { readonly required?: boolean; readonly default?: unknown }>>
  readonly outputs: Mapping
}

function actionFile(action: string): ActionFile | undefined {
  const path = join(root, action === '' ? '.' : join('actions', action), 'action.yml')
  return existsSync(path) ? (parse(readFileSync(path, 'utf8')) as ActionFile) : undefined
}

/** What is wrong with the steps of a text that use our actions: inputs, outputs that are spoken of, configuration that stands in them. */
export async function ownStepFaults(steps: readonly OwnStep[], words: string): Promise<string[]> {
  return (await Promise.all(steps.map((step) => faultsOf(step, words)))).flat()
}

async function faultsOf(step: OwnStep, words: string): Promise<string[]> {
  const file = actionFile(step.action)
  const named = `sallyport/${step.action}`
  if (!file) return [`there is no action ${named}`]
  const unknown = Object.keys(step.with).filter((key) => !(key in file.inputs))
  const missing = Object.entries(file.inputs).filter(([key, { required }]) => required === true && !(key in step.with))
  const outputs = step.id === undefined ? [] : [...words.matchAll(new RegExp(`\\bsteps\\.${String(step.id)}\\.outputs\\.([\\w-]+)`, 'g'))]
  return [
    ...unknown.map((key) => `${named} has no input ${key}`),
    ...missing.map(([key]) => `${named} needs the input ${key}`),
    ...outputs.filter(([, key = '']) => !(key in file.outputs)).map(([, key]) => `${named} has no output ${key}`),
    ...(await configFaults(step)),
    ...(await tableFaults(step)),
  ]
}

/** Of a table of a plan that stands in the step itself. */
function tableFaults({ with: { bitable }, env }: OwnStep): Promise<string[]> | string[] {
  if (typeof bitable !== 'string' || bitable.includes('${{')) return []
  return bitableFaults(bitable, sampled(env))
}

const sampled = (env: Mapping): NodeJS.ProcessEnv => Object.fromEntries(Object.keys(env).map((name) => [name, sampleOf(name)]))

/** Of the configuration in the step itself. Its secrets must reach the step. */
function configFaults({ with: { config }, env }: OwnStep): Promise<string[]> | string[] {
  if (typeof config !== 'string' || config.includes('${{')) return []
  return configurationFaults(config, sampled(env))
}
