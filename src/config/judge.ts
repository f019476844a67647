import * as v from 'valibot'
import { nearest } from '../kit/nearest.ts'
import { printable } from '../kit/printable.ts'
import { type Text, text } from '../kit/text.ts'
import { expectations, isExpectation } from './expectations.ts'
import { configurationError, didYouMean, listNames, type Mistake } from './mistakes.ts'
import { isDeferred } from './secrets.ts'
import { exactlyOne, unknownKey } from './section.ts'
import { type Path, placeOf, plain, type Tree, treeAt } from './tree.ts'

type Issue = v.BaseIssue<unknown>

/** Everything that a schema finds wrong with the tree that stands at `path`. Values that wait for variables are judged later. */
export function findMistakes(schema: v.GenericSchema, tree: Tree, path: Path): Mistake[] {
  const { issues = [] } = v.safeParse(schema, plain(tree))
  return mistakesOf(issues, tree, path)
}

/** The settings that stand at `path`, complete. Throws an InputError that tells every mistake. */
export function read<S extends v.GenericSchema>(schema: S, tree: Tree, path: Path): v.InferOutput<S> {
  const judged = v.safeParse(schema, plain(tree))
  if (judged.success) return judged.output
  throw configurationError(mistakesOf(judged.issues, tree, path))
}

/** What a schema makes of data in which `$NAME` is nothing but text: its output, or every mistake. */
export function judgeData<S extends v.GenericSchema>(
  schema: S,
  tree: Tree,
  path: Path,
): { readonly output: v.InferOutput<S> } | { readonly mistakes: readonly Mistake[] } {
  const judged = v.safeParse(schema, plain(tree))
  return judged.success ? { output: judged.output } : { mistakes: mistakesOf(judged.issues, tree, path, () => false) }
}

function mistakesOf(issues: readonly Issue[], tree: Tree, path: Path, waits = isDeferred): Mistake[] {
  const told = new Set<string>()
  return issues.flatMap(innermost).flatMap((issue) => {
    const inside = pathOf(issue)
    const key = JSON.stringify(inside)
    if (told.has(key) || waits(treeAt(tree, inside), [...path, ...inside])) return []
    told.add(key)
    return [{ at: placeFor(tree, inside, issue), path: [...path, ...inside], ...sentence(issue, inside, treeAt(tree, inside)) }]
  })
}

const pathOf = (issue: Issue): Path => (issue.path ?? []).map(({ key }) => key as string | number)

/** Of the shapes that a value may have, the one it nearly has says most. */
function innermost(issue: Issue): readonly Issue[] {
  const deeper = (issue.issues ?? []).filter((inner) => inner.path)
  if (deeper.length === 0) return [issue]
  return deeper.flatMap((inner) =>
    innermost({ ...inner, path: [...(issue.path ?? []), ...(inner.path ?? [])] as NonNullable<Issue['path']> }),
  )
}

const concernsKey = (issue: Issue): boolean => issue.path?.at(-1)?.origin === 'key'
const isMissing = (issue: Issue): boolean => concernsKey(issue) && issue.input === undefined

function placeFor(tree: Tree, path: Path, issue: Issue) {
  const value = concernsKey(issue) || issue.type === 'never' ? undefined : treeAt(tree, path)
  return value?.at ?? placeOf(tree, path)
}

function sentence(issue: Issue, path: Path, found: Tree | undefined): { problem: Text; remedy?: Text } {
  const last = printable(String(path.at(-1) ?? ''), 64)
  if (issue.message.startsWith(unknownKey)) return unknown(String(path.at(-1)), issue.message.slice(unknownKey.length).split(','))
  if (isMissing(issue)) return { problem: text(`“${last}” is missing.`, `缺少“${last}”。`) }
  const wanted = expectation(issue)
  const seen = concernsKey(issue) ? text(`“${last}”`, `“${last}”`) : describe(found, path)
  return {
    problem: text(`Expected ${wanted.en}; found ${seen.en}.`, `应为${wanted['zh-CN']}；实际为${seen['zh-CN']}。`),
    ...hint(issue, found),
  }
}

function unknown(key: string, known: readonly string[]): { problem: Text; remedy?: Text } {
  const guesses = nearest(key, known)
  const names = listNames(known)
  const problem = text(`Unknown key “${printable(key, 64)}”.`, `未知的键“${printable(key, 64)}”。`)
  if (guesses.length > 0) return { problem, ...didYouMean(guesses) }
  return { problem, remedy: text(`Known here: ${names.en}.`, `此处可用：${names['zh-CN']}。`) }
}

function expectation(issue: Issue): Text {
  if (isExpectation(issue.message)) return expectations[issue.message]
  const [inner] = issue.issues ?? []
  if (inner) return expectation(inner)
  const names = issue.message.startsWith(exactlyOne) ? issue.message.slice(exactlyOne.length).split(',') : choicesOf(issue)
  const listed = listNames(names)
  if (!issue.message.startsWith(exactlyOne)) return text(`one of ${listed.en}`, `${listed['zh-CN']} 之一`)
  return text(`exactly one of the keys ${listed.en}`, `键 ${listed['zh-CN']} 中的恰好一个`)
}

const choicesOf = (issue: Issue): string[] => [...(issue.expected ?? '').matchAll(/"([^"]+)"/g)].map(([, choice = '']) => choice)

function hint(issue: Issue, found: Tree | undefined): { remedy?: Text } {
  if (found?.kind !== 'scalar' || typeof found.value !== 'string' || found.secrets) return {}
  if (issue.message === 'time-zone') return didYouMean(nearest(found.value, Intl.supportedValuesOf('timeZone')))
  return didYouMean(nearest(found.value, choicesOf(issue)))
}

/** Settings whose value is never shown, wherever it came from. */
export const secretKeys = ['key', 'passphrase', 'password', 'token', 'secret', 'app-secret', 'webhook', 'smtp'] as const

function describe(found: Tree | undefined, path: Path): Text {
  if (!found || (found.kind === 'scalar' && found.value === null)) return text('nothing', '空')
  if (found.kind === 'list')
    return text(found.items.length === 0 ? 'an empty list' : 'a list', found.items.length === 0 ? '空列表' : '列表')
  if (found.kind === 'mapping') return keysOf([...found.entries.keys()])
  if (found.secrets) return text(`the value of $${found.secrets.join(', $')}`, `$${found.secrets.join('、$')} 的值`)
  if (secretKeys.some((key) => key === path.at(-1))) return text('a value that is not shown', '不予显示的值')
  if (typeof found.value === 'string') return text(`“${printable(found.value, 60)}”`, `“${printable(found.value, 60)}”`)
  return text(String(found.value), String(found.value))
}

const keysOf = (keys: readonly string[]): Text => {
  const names = listNames(keys)
  return text(`a mapping with the keys ${names.en}`, `含有键 ${names['zh-CN']} 的映射`)
}
