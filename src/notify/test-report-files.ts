import type { Dirent } from 'node:fs'
import { glob, readFile } from 'node:fs/promises'
import { isAbsolute, relative, resolve, sep } from 'node:path'
import { InputError, messageOf } from '../kit/errors.ts'
import { printable } from '../kit/printable.ts'
import { type Text, text, verbatim } from '../kit/text.ts'
import { realFile } from './real-file.ts'
import type { ReportFile } from './test-report.ts'

export interface FoundReports {
  readonly files: readonly ReportFile[]
  /** What was left out, and why; also patterns that found nothing. */
  readonly notes: readonly Text[]
}

/** Bounds of what is read; the rest is left out and said. */
export interface ReportBounds {
  readonly files: number
  /** In bytes: of one file, and of all together. */
  readonly fileSize: number
  readonly totalSize: number
}

/** A pattern that matches more is not looked at to its end. */
const mostListed = 20_000

const usualBounds: ReportBounds = { files: 500, fileSize: 4 * 1024 * 1024, totalSize: 64 * 1024 * 1024 }

/**
 * Finds and reads reports below `root` by patterns (`**`, `*`, `?`, `[…]`, `{a,b}`; a leading `!` takes out). Links that lead out of `root`
 * are not followed, `.git` and `node_modules` not looked into unless a pattern names them. Throws an InputError for a pattern that leaves `root`.
 */
export async function findTestReports(
  patterns: readonly string[],
  root: string,
  bounds: ReportBounds = usualBounds,
): Promise<FoundReports> {
  const given = patterns.map((pattern) => pattern.trim()).filter((pattern) => pattern !== '')
  checkPatterns(given)
  const wanted = given.filter((pattern) => !pattern.startsWith('!'))
  const unwanted = given.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1))
  const notes: Text[] = []
  const found = new Set<string>()
  for (const pattern of wanted) {
    const paths = await matching(pattern, unwanted, root)
    const shown = printable(pattern)
    if (paths.length === 0) notes.push(text(`No file matches “${shown}”.`, `没有文件匹配“${shown}”。`))
    for (const path of paths) found.add(path)
  }
  const kept = [...found].sort().slice(0, bounds.files)
  if (found.size > kept.length) {
    notes.push(text(`Only the first ${bounds.files} test reports are read.`, `只读取前 ${bounds.files} 个测试报告。`))
  }
  const files = await readWithin(kept, root, bounds, notes)
  return { files, notes }
}

/** Throws an InputError for a pattern that leads out of the workspace. */
export function checkPatterns(patterns: readonly string[]): void {
  for (const pattern of patterns) refuseOutside(pattern.trim())
}

function refuseOutside(pattern: string): void {
  const bare = pattern.replace(/^!/, '')
  if (!isAbsolute(bare) && !/^[A-Za-z]:/.test(bare) && !bare.split(/[\\/]/).includes('..')) return
  const shown = printable(pattern)
  throw new InputError({
    code: 'invalid-input',
    problem: text(`The pattern “${shown}” leads out of the workspace.`, `模式“${shown}”指向工作区之外。`),
    where: 'test-reports',
    remedy: text('Write patterns relative to the workspace, without “..”.', '请使用相对于工作区的模式，不要含“..”。'),
  })
}

const closedFolders = ['.git', 'node_modules']

/** Files that match, relative to the root, in no order. */
async function matching(pattern: string, unwanted: readonly string[], root: string): Promise<readonly string[]> {
  const closed = closedFolders.filter((name) => !pattern.includes(name)).map((name) => `**/${name}/**`)
  const found: string[] = []
  for await (const entry of glob(pattern, { cwd: root, exclude: [...unwanted, ...closed], withFileTypes: true })) {
    if (isWorthReading(entry)) found.push(relative(root, resolve(entry.parentPath, entry.name)).split(sep).join('/'))
    if (found.length >= mostListed) break
  }
  return found
}

const isWorthReading = (entry: Dirent): boolean => entry.isFile() || entry.isSymbolicLink()

async function readWithin(paths: readonly string[], root: string, bounds: ReportBounds, notes: Text[]): Promise<readonly ReportFile[]> {
  const files: ReportFile[] = []
  let total = 0
  for (const path of paths) {
    const shown = printable(path)
    const found = await realFile(path, root)
    if ('why' in found) notes.push(unreadable(shown, found.why))
    else if (found.size > bounds.fileSize || total + found.size > bounds.totalSize)
      notes.push(text(`${shown} is too large.`, `${shown} 过大。`))
    else {
      const words = await readFile(found.path, 'utf8').catch((error: unknown) =>
        notes.push(unreadable(shown, verbatim(printable(messageOf(error))))),
      )
      if (typeof words === 'string') files.push({ path, words })
      total += found.size
    }
  }
  return files
}

const unreadable = (path: string, why: Text): Text => text(`${path} cannot be read: ${why.en}.`, `无法读取 ${path}：${why['zh-CN']}。`)
