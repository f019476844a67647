import { isUtf8 } from 'node:buffer'
import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { InputError, messageOf } from '../kit/errors.ts'
import { printable } from '../kit/printable.ts'
import { text } from '../kit/text.ts'
import { mergeMappings } from './merge.ts'
import { isAbsent, notFound } from './missing-file.ts'
import { configurationError } from './mistakes.ts'
import { readYaml } from './read-yaml.ts'
import type { MappingTree } from './tree.ts'

export const defaultConfigFile = '.github/sallyport.yml'

/** Where the configuration comes from: the inputs `config-file`, `config` and `config-ref`, as the user wrote them. */
export interface ConfigSource {
  /** Path of the file, relative to the workspace or the root of the repository. */
  readonly file: string
  /** YAML that is merged over the file; empty: none. */
  readonly inline: string
  /** `workspace`, `default-branch` or a ref. */
  readonly ref: string
  /** Absolute path of the checked-out repository. */
  readonly workspace: string
  /** Hears the words of each part before they are judged: what is said of mistakes may be said in their language. */
  readonly onWords?: (words: string) => void
  /** Reads a file of the repository at `default-branch` or a ref; undefined when there is no such file. */
  readonly readAt?: (ref: string, path: string) => Promise<string | undefined>
}

/** How places in the inline configuration are named. */
export const inlineSource = 'with.config'

const largest = 1_000_000

/**
 * The file with the inline configuration merged over it. Only the default file may be missing, and only when there is inline
 * configuration: what was asked for and cannot be read never falls back to something else.
 */
export async function readSource(source: ConfigSource): Promise<MappingTree> {
  const words = await readWords(source)
  for (const part of [words ?? '', source.inline]) source.onWords?.(part)
  const file = words === undefined ? undefined : await readYaml(words, source.file)
  const inline = source.inline.trim() === '' ? undefined : await readYaml(source.inline, inlineSource)
  if (!file && (!inline || source.file !== defaultConfigFile)) throw notFound(source)
  const tree = file && inline ? mergeMappings(file, inline) : (file ?? inline)
  if (!tree || tree.entries.size === 0) throw empty(source)
  return tree
}

async function readWords(source: ConfigSource): Promise<string | undefined> {
  if (source.ref === 'workspace') return readWorkspaceFile(source)
  if (source.readAt) return source.readAt(source.ref, source.file)
  throw new InputError({
    code: 'not-supported',
    problem: text(
      `The configuration cannot be read from “${printable(source.ref)}” here.`,
      `此处无法从“${printable(source.ref)}”读取配置。`,
    ),
    where: 'with: config-ref',
    remedy: text('Use “workspace”.', '请使用“workspace”。'),
  })
}

async function readWorkspaceFile({ workspace, file }: ConfigSource): Promise<string | undefined> {
  const path = resolve(workspace, file)
  try {
    const found = await stat(path)
    if (!found.isFile()) throw unreadable(file, text('it is not a file', '它不是文件'))
    if (found.size > largest) throw unreadable(file, text('it is larger than 1 MB', '它超过 1 MB'))
    return decode(await readFile(path), file)
  } catch (error) {
    if (error instanceof InputError) throw error
    if (isAbsent(error)) return undefined
    throw unreadable(file, text(printable(messageOf(error)), printable(messageOf(error))))
  }
}

/** UTF-8 only, told with the first line that is not. A byte-order mark goes. */
function decode(bytes: Buffer, file: string): string {
  if (isUtf8(bytes)) return bytes.toString('utf8').replace(/^\ufeff/, '')
  const lines = bytes.toString('latin1').split('\n')
  const line = lines.findIndex((each) => !isUtf8(Buffer.from(each, 'latin1'))) + 1
  const problem = text('This line is not UTF-8: save the file in that encoding.', '此行不是 UTF-8：请以该编码保存文件。')
  throw configurationError([{ at: { source: file, line: Math.max(line, 1), column: 1 }, path: [], problem }])
}

const unreadable = (file: string, reason: { en: string; 'zh-CN': string }): InputError =>
  new InputError({
    code: 'configuration-not-found',
    problem: text(`“${printable(file)}” cannot be read: ${reason.en}.`, `无法读取“${printable(file)}”：${reason['zh-CN']}。`),
    where: 'with: config-file',
  })

const empty = ({ file }: ConfigSource): InputError =>
  new InputError({
    code: 'invalid-configuration',
    problem: text('The configuration is empty.', '配置为空。'),
    where: printable(file),
    remedy: text('Begin with “servers:” and “environments:”.', '请从“servers:”和“environments:”写起。'),
  })
