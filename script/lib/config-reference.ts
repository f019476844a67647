/**
 * Writes the reference tables of `docs/configuration.md` and its Chinese page from the JSON schema of the configuration.
 * `--check` only compares.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { type Locale, type Text, text } from '../../src/kit/text.ts'
import { fill } from './contract.ts'
import { renderSchema } from './schema.ts'

/** As much of a JSON schema as ours has. */
interface Node {
  readonly type?: string
  readonly const?: string
  readonly enum?: readonly string[]
  readonly pattern?: string
  readonly default?: unknown
  readonly description?: string
  readonly 'x-zh-CN'?: string
  readonly properties?: Readonly<Record<string, Node>>
  readonly required?: readonly string[]
  readonly additionalProperties?: Node | boolean
  readonly items?: Node
  readonly anyOf?: readonly Node[]
  readonly oneOf?: readonly Node[]
  readonly $ref?: string
}

/** A mapping with known keys, and where it stands: `environments.<name>.deploy`. */
interface Section {
  readonly path: string
  readonly node: Node
}

const schema: Node & { readonly $defs: Readonly<Record<string, Node>> } = JSON.parse(renderSchema()) // what the schema script writes

const variantsOf = (node: Node): readonly Node[] => node.anyOf ?? node.oneOf ?? [node]
const shapeOf = (node: Node): string | undefined => {
  const mapping = variantsOf(node).find(({ properties }) => properties)
  return mapping && JSON.stringify(mapping.properties)
}

/** Every mapping below a node, outer ones first. One that stands in several places is told once, at its first. */
function sectionsOf(path: string, node: Node): Section[] {
  if (node.$ref) return sectionsOf(path, definition(node.$ref))
  if (node.items) return sectionsOf(`${path}[]`, node.items)
  if (typeof node.additionalProperties === 'object') return sectionsOf(`${path}.<name>`, node.additionalProperties)
  if (node.oneOf) return [{ path, node }]
  if (node.anyOf) return node.anyOf.flatMap((variant) => sectionsOf(path, variant))
  if (!node.properties) return []
  const shapes = Object.values(node.properties).map(shapeOf)
  const inner = Object.entries(node.properties).flatMap(([key, child]) => {
    const isOneOfMany = child.anyOf && shapes.filter((shape) => shape && shape === shapeOf(child)).length > 1
    return sectionsOf(`${path}.${isOneOfMany ? '<hook>' : key}`.replace(/^\./, ''), child)
  })
  return [{ path, node }, ...inner]
}

const definition = (reference: string): Node => schema.$defs[reference.replace('#/$defs/', '')] ?? {}

function withoutRepeats(sections: readonly Section[]): Section[] {
  const known = new Set<string>()
  return sections.filter(({ node }) => {
    const shape = JSON.stringify(node)
    return !known.has(shape) && known.add(shape)
  })
}

const words = {
  text: text('text', '文本'),
  integer: text('whole number', '整数'),
  number: text('number', '数'),
  boolean: text('`true` or `false`', '`true` 或 `false`'),
  mapping: text('mapping', '映射'),
  duration: text('duration', '时长'),
  list: text('list of', '列表：'),
  or: text(' or ', ' 或 '),
  required: text('required', '必填'),
  heads: text('| Key | Value | Default | What it says |', '| 键 | 值 | 默认 | 说明 |'),
  types: text('| `type` | needs | may have |', '| `type` | 必填 | 可选 |'),
  keys: text('| Key | What it says |', '| 键 | 说明 |'),
  whole: text('The whole file', '整个文件'),
} as const satisfies Record<string, Text>

function kindOf(node: Node, locale: Locale): string {
  if (node.enum) return node.enum.map((value) => `\`${value}\``).join(' · ')
  if (node.items) return `${words.list[locale]}${locale === 'en' ? ' ' : ''}${kindOf(node.items, locale)}`
  if (node.anyOf) return [...new Set(node.anyOf.map((variant) => kindOf(variant, locale)))].join(words.or[locale])
  if (node.$ref || node.oneOf || node.type === 'object') return words.mapping[locale]
  if (node.pattern?.startsWith('^(?=\\d)')) return words.duration[locale]
  const plain = { string: words.text, integer: words.integer, number: words.number, boolean: words.boolean }
  return plain[node.type as keyof typeof plain]?.[locale] ?? words.text[locale]
}

const inCell = (value: string): string => value.replaceAll('|', '\\|').replaceAll('<', '&lt;')
const about = (node: Node, locale: Locale): string => inCell((locale === 'en' ? node.description : node['x-zh-CN']) ?? '')

function fallbackOf(key: string, parent: Node, { default: value }: Node, locale: Locale): string {
  if (value !== undefined && !isEmpty(value)) return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``
  return parent.required?.includes(key) ? words.required[locale] : '–'
}

const isEmpty = (value: unknown): boolean => typeof value === 'object' && value !== null && Object.keys(value).length === 0

function tableOf({ node }: Section, locale: Locale): string {
  if (node.oneOf) return typesTable(node.oneOf, locale)
  const rows = Object.entries(node.properties ?? {}).map(
    ([key, child]) => `| \`${key}\` | ${kindOf(child, locale)} | ${fallbackOf(key, node, child, locale)} | ${about(child, locale)} |`,
  )
  return [words.heads[locale], '| --- | --- | --- | --- |', ...rows].join('\n')
}

/** Mappings that a `type` tells apart: what each needs, then what every key means. */
function typesTable(variants: readonly Node[], locale: Locale): string {
  const keysOf = (variant: Node, isNeeded: boolean) =>
    Object.keys(variant.properties ?? {})
      .filter((key) => key !== 'type' && (variant.required?.includes(key) ?? false) === isNeeded)
      .map((key) => `\`${key}\``)
      .join(', ')
  const types = variants.map(
    (variant) => `| \`${variant.properties?.type?.const}\` | ${keysOf(variant, true) || '–'} | ${keysOf(variant, false) || '–'} |`,
  )
  const meanings = variants.flatMap(({ properties = {} }) => Object.entries(properties)).filter(([key]) => key !== 'type')
  const firsts = meanings.filter(([key], index) => meanings.findIndex(([other]) => other === key) === index)
  const keys = firsts.map(([key, node]) => `| \`${key}\` | ${about(node, locale)} |`)
  return [words.types[locale], '| --- | --- | --- |', ...types, '', words.keys[locale], '| --- | --- |', ...keys].join('\n')
}

/** The reference: a heading and a table for every mapping of the configuration. */
export function configReference(locale: Locale): string {
  const sections = withoutRepeats(sectionsOf('', schema))
  return sections
    .map((section) => `### ${section.path === '' ? words.whole[locale] : `\`${section.path}\``}\n\n${tableOf(section, locale)}`)
    .join('\n\n')
}

const root = new URL('../..', import.meta.url).pathname
const pages = { 'docs/configuration.md': 'en', 'docs/configuration.zh-CN.md': 'zh-CN' } as const

export function referencePages(): ReadonlyMap<string, string> {
  const present = Object.entries(pages).filter(([path]) => existsSync(`${root}${path}`))
  return new Map(
    present.map(([path, locale]) => [path, fill(readFileSync(`${root}${path}`, 'utf8'), 'reference', configReference(locale))]),
  )
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const stale = [...referencePages()].filter(([path, page]) => readFileSync(`${root}${path}`, 'utf8') !== page)
  if (!process.argv.includes('--check')) for (const [path, page] of stale) writeFileSync(`${root}${path}`, page)
  else if (stale.length > 0) throw new Error(`stale, run npm run build: ${stale.map(([path]) => path).join(', ')}`)
}
