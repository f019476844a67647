import { InputError } from '../kit/errors.ts'
import { nearest } from '../kit/nearest.ts'
import { printable } from '../kit/printable.ts'
import type { ReasonCode } from '../kit/reason-codes.ts'
import { joinText, type Text, text, verbatim } from '../kit/text.ts'
import { formatPath, formatPlace, type Path, type Place } from './tree.ts'

/** What kind of file has mistakes: its name in sentences, and why a run ends for them. */
export interface Subject {
  readonly name: Text
  readonly code: ReasonCode
}

export const theConfiguration: Subject = { name: text('configuration', '配置'), code: 'invalid-configuration' }

/** One thing wrong with the configuration, or with another file that is judged as it is. */
export interface Mistake {
  readonly at: Place
  readonly path: Path
  /** What was expected and what was found; a sentence. */
  readonly problem: Text
  readonly remedy?: Text
}

const mostShown = 50

/** One error that tells every mistake, in the order of the file. */
export const configurationError = (mistakes: readonly Mistake[], subject = theConfiguration): InputError =>
  new InputError({ code: subject.code, ...toldTogether(mistakes, subject.name) })

/** Every mistake of something, in the order of the file: a single one with its place and remedy apart, several as lines. */
export function toldTogether(mistakes: readonly Mistake[], name: Text): { problem: Text; where?: string; remedy?: Text } {
  const sorted = [...mistakes].sort((a, b) => a.at.line - b.at.line || a.at.column - b.at.column)
  const [first, ...others] = sorted
  if (first && others.length === 0) return single(first)
  const heading = text(`The ${name.en} has ${sorted.length} mistakes:`, `${name['zh-CN']}有 ${sorted.length} 处错误：`)
  const rest = sorted.length - mostShown
  const more = rest > 0 ? [text(`  … and ${rest} more.`, `  ……另有 ${rest} 处。`)] : []
  return { problem: joinText([heading, ...sorted.slice(0, mostShown).map(line), ...more], '\n') }
}

const single = ({ at, path, problem, remedy }: Mistake) => ({ problem, where: placeAndPath(at, path), ...(remedy ? { remedy } : {}) })

const line = ({ at, path, problem, remedy }: Mistake): Text =>
  joinText([verbatim(`  ${placeAndPath(at, path)}:`), problem, ...(remedy ? [remedy] : [])])

/** `.github/sallyport.yml:12:5 (servers.web1.port)` */
export const placeAndPath = (at: Place, path: Path): string =>
  path.length === 0 ? formatPlace(at) : `${formatPlace(at)} (${printable(formatPath(path))})`

/** A hint at the names that were probably meant. */
export function didYouMean(guesses: readonly string[]): { readonly remedy?: Text } {
  const [guess] = guesses
  return guess === undefined ? {} : { remedy: text(`Did you mean “${printable(guess)}”?`, `是否想写“${printable(guess)}”？`) }
}

/** The names that exist, for the end of a sentence; at most a dozen. */
export function listNames(names: Iterable<string>): Text {
  const all = [...names].map((name) => printable(name, 64))
  if (all.length === 0) return text('none', '无')
  const shown = all.slice(0, 12)
  const more = all.length > shown.length ? ['…'] : []
  return text([...shown, ...more].join(', '), [...shown, ...more].join('、'))
}

/** A name that stands for nothing: said with the nearest that does, or with all there are. */
export function unknownName(kind: Text, name: string, known: Iterable<string>): Pick<Mistake, 'problem' | 'remedy'> {
  const names = [...known]
  const shown = printable(name, 64)
  const listed = listNames(names)
  const guess = didYouMean(nearest(name, names))
  return {
    problem: text(`No ${kind.en} is called “${shown}”.`, `没有名为“${shown}”的${kind['zh-CN']}。`),
    remedy: guess.remedy ?? text(`There are: ${listed.en}.`, `现有：${listed['zh-CN']}。`),
  }
}
