import { InputError } from '../kit/errors.ts'
import { nearest } from '../kit/nearest.ts'
import { type Text, text } from '../kit/text.ts'
import { timeWatch } from '../kit/within-time.ts'

/** What a line says, in its own words. Hostile. */
export interface Fields {
  readonly time?: string
  readonly level?: string
  readonly service?: string
  readonly message: string
}

/** How lines of a log are read. */
export interface LogPattern {
  /** For people. */
  readonly name: string
  /** Undefined for a line that is of another kind. */
  readonly read: (line: string) => Fields | undefined
}

const groups = ['time', 'level', 'service', 'message'] as const

/** Several patterns, one a line; the first that fits a line reads it. Lines that begin with `#` are comments. Throws as {@link parsePattern}. */
export const parsePatterns = (words: string): readonly LogPattern[] =>
  words
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map(parsePattern)

/**
 * A pattern of the user's: a regular expression with the named groups `time`, `level`, `service` and `message`, of which only the last
 * must be there. Groups may be written as in Python, and `(?i)` may stand in front. Throws an InputError for what is no pattern.
 */
export function parsePattern(words: string): LogPattern {
  const written = words.trim()
  const expression = compiled(written)
  const search = (line: string): Fields | undefined => fieldsOf(expression.exec(line))
  if (!isQuick(search)) throw refusal(written, endless, simplify)
  return { name: written, read: search }
}

function compiled(written: string): RegExp {
  if (written === '') throw refusal(written, text('The pattern is empty.', '模式为空。'))
  const foreign = /\[\[:\w+:\]\]|\(\?>|\\[AZzGhHKQR](?![\w])/.exec(written)?.[0]
  if (foreign !== undefined) throw refusal(written, foreignProblem(foreign), dialect)
  const [, isCaseless, source = ''] = /^(\(\?i\))?(.*)$/s.exec(written.replaceAll('(?P<', '(?<')) ?? []
  const expression = regularExpression(written, source, isCaseless ? 'i' : '')
  const found = groupsOf(source)
  if (found.includes('message')) return expression
  const [misspelt] = found.filter((name) => !groups.some((group) => group === name))
  const meant = misspelt !== undefined && nearest(misspelt, groups, 1)[0]
  throw refusal(
    written,
    text('The pattern has no group named “message”.', '模式中没有名为“message”的组。'),
    meant ? didYouMean(misspelt, meant) : form,
  )
}

function regularExpression(written: string, source: string, flags: string): RegExp {
  try {
    return new RegExp(source, flags)
  } catch (error) {
    // The engine repeats the whole pattern before it says what is wrong.
    const why = (error instanceof Error ? error.message : '').replace(/^Invalid regular expression: (?:\/.*\/\w*: )?/s, '')
    throw refusal(written, text(`The pattern is no regular expression: ${why}.`, `模式不是正则表达式：${why}。`), form)
  }
}

const groupsOf = (source: string): string[] =>
  [...source.replace(/\\./g, '').matchAll(/\(\?<([A-Za-z_$][\w$]*)>/g)].map(([, name = '']) => name)

/** What the groups of a match hold. */
export function fieldsOf(match: RegExpExecArray | null): Fields | undefined {
  const { time, level, service, message } = match?.groups ?? {}
  if (message === undefined) return undefined
  return { ...(time ? { time } : {}), ...(level ? { level } : {}), ...(service ? { service } : {}), message }
}

/** Lines on which patterns that can be slow mostly are, and milliseconds for all of them: a good pattern needs less than one. */
const awkward = ['a', ' ', '0', '-', 'a ', '0.', 'a:', '"', '[', 'aA0 .-:', 'x='].flatMap((piece) => [
  `${piece.repeat(2000 / piece.length)}\u0000`,
  `2026-01-01 10:00:00 ERROR ${piece.repeat(60)}\u0000`,
])
const limit = 1000

const isQuick = (search: (line: string) => unknown): boolean =>
  timeWatch()(() => {
    for (const line of awkward) search(line)
  }, limit) !== undefined

const refusal = (written: string, problem: Text, remedy: Text = form): InputError =>
  new InputError({ code: 'invalid-input', problem, where: `log-pattern: ${written.slice(0, 200)}`, remedy })

const form = text(
  'Write a regular expression with the group (?<message>…), and (?<time>…), (?<level>…), (?<service>…) where the log has them.',
  '请填写含有 (?<message>…) 组的正则表达式；日志若有时间、级别、服务，再加上 (?<time>…)、(?<level>…)、(?<service>…)。',
)
const dialect = text(
  'Write it as JavaScript does: ^ and $ for the ends, [A-Za-z] for letters, [ \\t] for spaces.',
  '请使用 JavaScript 写法：^ 和 $ 表示行首和行尾，[A-Za-z] 表示字母，[ \\t] 表示空白。',
)
const endless = text('The pattern can take for ever on some lines.', '该模式在某些行上可能永远无法完成匹配。')
const simplify = text(
  'Repeat nothing that is repeated itself, as in (a+)+, and begin the pattern with ^.',
  '请避免嵌套的重复（例如 (a+)+），并以 ^ 作为模式的开头。',
)
const foreignProblem = (sign: string): Text =>
  text(`The pattern has ${sign}, which JavaScript does not know.`, `模式中有 ${sign}，JavaScript 不支持这种写法。`)
const didYouMean = (written: string, meant: string): Text =>
  text(`Did you mean “${meant}” by “${written}”?`, `“${written}”是否应为“${meant}”？`)
