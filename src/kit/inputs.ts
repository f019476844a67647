import { parseDuration } from './duration.ts'
import { InputError } from './errors.ts'
import { nearest } from './nearest.ts'
import { printable } from './printable.ts'
import { type Text, text } from './text.ts'

/** One input of an action. The registry of an action is the source of `action.yml` and of its documentation. */
export interface InputSpec {
  readonly description: Text
  /** `list`: separated by commas or new lines, `#` starts a comment. `duration`: milliseconds. */
  readonly kind: 'string' | 'boolean' | 'list' | 'duration' | 'choice'
  readonly choices?: readonly string[]
  readonly required?: true
  readonly default?: string
}

export type InputSpecs = Readonly<Record<string, InputSpec>>

type Value<S extends InputSpec> = S['kind'] extends 'boolean'
  ? boolean
  : S['kind'] extends 'list'
    ? readonly string[]
    : S['kind'] extends 'duration'
      ? number | undefined
      : S extends { readonly choices: readonly (infer C)[] }
        ? C
        : string

export type Inputs<S extends InputSpecs> = { readonly [Name in keyof S]: Value<S[Name]> }

/** Reads every input from the environment (`INPUT_<NAME>`, as the runner sets them). Throws {@link InputError}. */
export function readInputs<const S extends InputSpecs>(specs: S, env: NodeJS.ProcessEnv): Inputs<S> {
  const entries = Object.entries(specs).map(([name, spec]) => [name, readInput(name, spec, env)] as const)
  return Object.fromEntries(entries) as Inputs<S> // each value was read by the kind that its spec names
}

const rawInput = (name: string, env: NodeJS.ProcessEnv): string => (env[`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`] ?? '').trim()

function readInput(name: string, spec: InputSpec, env: NodeJS.ProcessEnv): unknown {
  const given = rawInput(name, env) || defaultOf(spec)
  if (given === '' && spec.required) throw missing(name, spec)
  if (spec.kind === 'boolean') return readBoolean(name, given)
  if (spec.kind === 'list') return readList(given)
  if (spec.kind === 'duration') return readDuration(name, given)
  if (spec.kind === 'choice') return readChoice(name, given, spec.choices ?? [])
  return given
}

const missing = (name: string, spec: InputSpec): InputError =>
  new InputError({
    code: 'invalid-input',
    problem: text(`The input “${name}” is required and was not given.`, `必填输入“${name}”没有给出。`),
    where: `with: ${name}`,
    remedy: text(
      `Add “${name}:” under “with:” of this step. ${spec.description.en}`,
      `请在该步骤的“with:”下添加“${name}:”。${spec.description['zh-CN']}`,
    ),
  })

/** A default that is an expression is the runner's to fill in: here it stands for nothing. */
const defaultOf = ({ default: words = '' }: InputSpec): string => (words.startsWith('${{') ? '' : words)

function readBoolean(name: string, given: string): boolean {
  if (/^(|false)$/i.test(given)) return false
  if (/^true$/i.test(given)) return true
  throw new InputError({
    code: 'invalid-input',
    problem: text(
      `The input “${name}” must be true or false; found “${printable(given)}”.`,
      `输入“${name}”必须是 true 或 false；实际为“${printable(given)}”。`,
    ),
    where: `with: ${name}`,
  })
}

/** Items separated by commas or new lines; `#` at the start of a line or behind a space starts a comment. */
export const readList = (given: string): readonly string[] =>
  given
    .split('\n')
    .map((line) => line.replace(/(^|\s)#.*$/, ''))
    .flatMap((line) => line.split(','))
    .map((item) => item.trim())
    .filter((item) => item !== '')

function readDuration(name: string, given: string): number | undefined {
  if (given === '') return undefined
  const duration = parseDuration(given)
  if (duration !== undefined) return duration
  throw new InputError({
    code: 'invalid-input',
    problem: text(
      `The input “${name}” must be a duration like 90s, 5m or 1h30m; found “${printable(given)}”.`,
      `输入“${name}”必须是 90s、5m 或 1h30m 这样的时长；实际为“${printable(given)}”。`,
    ),
    where: `with: ${name}`,
  })
}

function readChoice(name: string, given: string, choices: readonly string[]): string {
  if (given === '' || choices.includes(given)) return given
  const offered = choices.filter((choice) => choice !== '')
  const [guess] = nearest(given, offered)
  throw new InputError({
    code: 'invalid-input',
    problem: text(
      `The input “${name}” must be one of ${offered.join(', ')}; found “${printable(given)}”.`,
      `输入“${name}”必须是 ${offered.join('、')} 之一；实际为“${printable(given)}”。`,
    ),
    where: `with: ${name}`,
    ...(guess ? { remedy: text(`Did you mean “${guess}”?`, `是否想写“${guess}”？`) } : {}),
  })
}
