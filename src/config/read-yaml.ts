import type { Document, ErrorCode, LineCounter, Node, Pair, YAMLMap, Scalar as YamlScalar } from 'yaml'
import { printable } from '../kit/printable.ts'
import { type Text, text } from '../kit/text.ts'
import { configurationError, type Mistake, type Subject, theConfiguration } from './mistakes.ts'
import { type Entry, emptyMapping, type MappingTree, type Path, type Place, type Tree } from './tree.ts'

/** What kind of file is read. */
export interface YamlKind {
  readonly subject: Subject
  /** Sections that such a file has, for who wrote something else. */
  readonly sections: Text
  /** Pieces that it may have, those repeated by aliases included: a bomb of aliases passes any number within milliseconds. */
  readonly mostPieces: number
  /** Numbers that would not come out as they were written (`1.10`, `1e3`, `0x1F`) stay text, as dates do. Default: whole ones only. */
  readonly keepsNumbers?: boolean
}

/** Enough for a thousand servers. */
const configurationFile: YamlKind = {
  subject: theConfiguration,
  sections: text('“servers:” and “environments:”', '“servers:”和“environments:”'),
  mostPieces: 100_000,
}
const deepest = 50

/**
 * Reads YAML 1.2 into a tree with places. Throws an InputError that tells every syntax error, keys that are no text, aliases that
 * swell, and whatever is no mapping. Loads the YAML library only now.
 */
export async function readYaml(words: string, source: string, kind = configurationFile): Promise<MappingTree> {
  const { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } = await import('yaml')
  const lines = new LineCounter()
  const document = parse(() => parseDocument(words, { lineCounter: lines, prettyErrors: false, logLevel: 'error' }), source, kind)
  const broken = document.errors.map((error) => syntaxMistake(error.code, error.message, placeAt(lines, error.pos[0], source)))
  if (broken.length > 0) throw configurationError(broken, kind.subject)
  const grower = growTree(source, kind, lines, { isAlias, isMap, isScalar, isSeq })
  const tree = grower.grow(document.contents, [])
  if (grower.mistakes.length === 0 && tree.kind === 'scalar' && tree.value === null) return emptyMapping(source)
  if (grower.mistakes.length === 0 && tree.kind !== 'mapping') grower.mistakes.push({ at: tree.at, path: [], problem: noMapping(kind) })
  if (grower.mistakes.length > 0 || tree.kind !== 'mapping') throw configurationError(grower.mistakes, kind.subject)
  return tree
}

const noMapping = ({ sections }: YamlKind): Text =>
  text(`Expected a mapping of sections such as ${sections.en}.`, `应为由${sections['zh-CN']}等部分组成的映射。`)
const tooDeep = text(`Nested too deeply (more than ${deepest} levels).`, `嵌套过深（超过 ${deepest} 层）。`)

/** The parser is recursive; what nests so deeply that the stack ends is a mistake of the file. */
function parse(read: () => Document, source: string, { subject }: YamlKind): Document {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw configurationError([{ at: { source, line: 1, column: 1 }, path: [], problem: tooDeep }], subject)
  }
}

function placeAt(lines: LineCounter, offset: number, source: string): Place {
  const { line, col } = lines.linePos(offset)
  return { source, line: Math.max(line, 1), column: Math.max(col, 1) }
}

const syntax: Partial<Record<ErrorCode, Text>> = {
  DUPLICATE_KEY: text('This key stands here twice.', '此处的键重复出现。'),
  TAB_AS_INDENT: text('A tab is used to indent; YAML takes spaces only.', '使用了制表符缩进；YAML 只允许空格。'),
  BAD_INDENT: text('This line is indented differently from its neighbours.', '此行缩进与相邻各行不一致。'),
  RESOURCE_EXHAUSTION: tooDeep,
  MULTIPLE_DOCS: text('Only one document is allowed: remove the line “---”.', '只允许一个文档：请删除“---”行。'),
}

function syntaxMistake(code: ErrorCode, message: string, at: Place): Mistake {
  const said = printable(message)
  return { at, path: [], problem: syntax[code] ?? text(`This is not valid YAML: ${said}.`, `YAML 语法错误：${said}。`) }
}

type Kinds = Pick<typeof import('yaml'), 'isAlias' | 'isMap' | 'isScalar' | 'isSeq'>

interface Grower {
  readonly mistakes: Mistake[]
  grow(node: unknown, path: Path): Tree
}

function growTree(source: string, kind: YamlKind, lines: LineCounter, { isAlias, isMap, isScalar, isSeq }: Kinds): Grower {
  const anchors = new Map<string, Tree>()
  const sizes = new WeakMap<Tree, number>()
  const mistakes: Mistake[] = []
  const placeOfNode = (node: unknown): Place => placeAt(lines, (node as Node | null)?.range?.[0] ?? 0, source)
  const refuse = (at: Place, path: Path, problem: Text): Tree => {
    mistakes.push({ at, path, problem })
    return { kind: 'scalar', at, value: null }
  }

  const grow = (node: unknown, path: Path): Tree => {
    const at = placeOfNode(node)
    if (path.length > deepest) return refuse(at, path.slice(0, 3), tooDeep)
    const tree = isAlias(node) ? (anchors.get(node.source) ?? refuse(at, path, unknownAlias(node.source))) : growPlain(node, at, path)
    const anchor = (node as Node | null)?.anchor
    if (anchor) anchors.set(anchor, tree)
    return measured(tree, at)
  }

  const growPlain = (node: unknown, at: Place, path: Path): Tree => {
    if (isMap(node)) return { kind: 'mapping', at, entries: growEntries(node, path) }
    if (isSeq(node)) return { kind: 'list', at, items: node.items.map((item, index) => grow(item, [...path, index])) }
    return { kind: 'scalar', at, value: isScalar(node) ? scalarValue(node, kind) : null }
  }

  const growEntries = (map: YAMLMap, path: Path): Map<string, Entry> => {
    const entries = new Map<string, Entry>()
    for (const pair of map.items as Pair[]) {
      const at = placeOfNode(pair.key)
      const key = isScalar(pair.key) ? (pair.key.source ?? String(pair.key.value)) : ''
      if (isScalar(pair.key) && !(key in {})) entries.set(key, { at, tree: grow(pair.value, [...path, key]) })
      else refuse(at, path, unusableKey(key))
    }
    return entries
  }

  /** Pieces with all that aliases repeat: a bomb is refused before anything walks through it. */
  const measured = (tree: Tree, at: Place): Tree => {
    const inside = tree.kind === 'mapping' ? [...tree.entries.values()].map((entry) => entry.tree) : tree.kind === 'list' ? tree.items : []
    const size = inside.reduce((sum, each) => sum + (sizes.get(each) ?? 1), 1)
    if (size > kind.mostPieces) return refuse(at, [], tooLarge(kind))
    sizes.set(tree, size)
    return tree
  }
  return { mistakes, grow }
}

const tooLarge = ({ subject: { name }, mostPieces }: YamlKind): Text =>
  text(
    `The ${name.en} has more than ${mostPieces} pieces, those repeated by aliases included.`,
    `${name['zh-CN']}的元素超过 ${mostPieces} 个（包括别名重复的部分）。`,
  )

const unknownAlias = (name: string): Text =>
  text(`The alias “*${printable(name, 64)}” has no anchor before it.`, `别名“*${printable(name, 64)}”之前没有对应的锚点。`)

const unusableKey = (key: string): Text => text(`“${printable(key, 64)}” cannot be a key.`, `“${printable(key, 64)}”不能用作键。`)

/** Whole numbers that a number cannot hold as written (chat ids of 19 digits, leading zeros) stay text. */
function scalarValue({ value, source }: YamlScalar, { keepsNumbers = false }: YamlKind): string | number | boolean | null {
  const isKept = source && (keepsNumbers || /^-?\d+$/.test(source)) && String(value) !== source
  if (isKept && (typeof value === 'number' || (keepsNumbers && value instanceof Date))) return source
  if (typeof value === 'bigint') return String(value)
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null
}
