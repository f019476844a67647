import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { appendFile, chmod, lstat, mkdir, readdir, readlink, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pick, seededRandom } from './random.ts'

/** What shall lie in a tree, by path: a file with content and mode, a folder, or a link. */
export type Entry =
  | { readonly type: 'file'; readonly content: string | Buffer; readonly mode?: number }
  | { readonly type: 'folder'; readonly mode?: number }
  | { readonly type: 'link'; readonly target: string }

export type Entries = Readonly<Record<string, Entry>>

export const file = (content: string | Buffer = '', mode?: number): Entry => ({
  type: 'file',
  content,
  ...(mode === undefined ? {} : { mode }),
})
export const emptyFolder = (mode?: number): Entry => ({ type: 'folder', ...(mode === undefined ? {} : { mode }) })
export const link = (target: string): Entry => ({ type: 'link', target })

/** Lays entries out in a folder, which is made if need be. Paths may be longer than the system takes at once. */
export async function layOut(folder: string, entries: Entries): Promise<void> {
  await mkdir(folder, { recursive: true })
  const modes: [string, number][] = []
  for (const [path, entry] of Object.entries(entries)) {
    const place = join(folder, path)
    await mkdir(entry.type === 'folder' ? place : dirname(place), { recursive: true })
    if (entry.type === 'file') await writeFile(place, entry.content)
    if (entry.type === 'link') await symlink(entry.target, place)
    if (entry.type !== 'link' && entry.mode !== undefined) modes.push([place, entry.mode])
  }
  for (const [place, mode] of modes.reverse()) await chmod(place, mode) // last: a folder may become read-only
}

/** `bytes`: of all files together, about. */
export interface TreeSize {
  readonly files: number
  readonly bytes: number
}

/** Fills a folder with files like those of a web project: text that compresses as source code does, in folders of about 40. */
export async function makeTree(folder: string, { files, bytes }: TreeSize, seed = 1): Promise<void> {
  const random = seededRandom(seed)
  const each = bytes / Math.max(1, files)
  for (let index = 0; index < files; index++) {
    const place = join(
      folder,
      `part-${Math.floor(index / 400)}`,
      `module-${Math.floor(index / 40)}`,
      `file-${index}.${pick(random, ['js', 'css', 'html', 'json'])}`,
    )
    if (index % 40 === 0) await mkdir(dirname(place), { recursive: true })
    await writeFile(place, sourceText(random, each * (0.5 + random())))
  }
}

const words = 'const return import function value index name request response error list item state render update when await'.split(' ')

/** Lines that look like code, so many bytes long. */
export function sourceText(random: () => number, bytes: number): string {
  const lines: string[] = []
  for (let length = 0; length < bytes; length += lines.at(-1)?.length ?? 0) lines.push(sourceLine(random))
  return lines.join('').slice(0, Math.round(bytes))
}

function sourceLine(random: () => number): string {
  const name = Math.floor(random() * 1e9).toString(36)
  return `${'  '.repeat(Math.floor(random() * 4))}${pick(random, words)} ${name} = ${pick(random, words)}(${pick(random, words)}, ${pick(random, words)})\n`
}

export interface TreeChange {
  readonly changed: readonly string[]
  readonly added: readonly string[]
  readonly removed: readonly string[]
}

/** Changes a share of the files (0.01 = 1 %): of eight, six get a line more, one goes, one is new beside it. At least one changes. */
export async function changeTree(folder: string, share: number, seed = 1): Promise<TreeChange> {
  const random = seededRandom(seed)
  const files = [...(await readTree(folder))].filter(([, entry]) => entry.type === 'file').map(([path]) => path)
  const touched = shuffled(files, random).slice(0, Math.max(1, Math.round(files.length * share)))
  const [changed, added, removed]: [string[], string[], string[]] = [[], [], []]
  for (const [index, path] of touched.entries()) {
    const kind = index % 8
    if (kind === 6) removed.push(path)
    else if (kind === 7) added.push(`${path}.${seed}.new`)
    else changed.push(path)
  }
  for (const path of changed) await appendFile(join(folder, path), sourceLine(random))
  for (const path of added) await writeFile(join(folder, path), sourceText(random, 4000))
  for (const path of removed) await rm(join(folder, path))
  return { changed, added, removed }
}

function shuffled<T>(list: readonly T[], random: () => number): T[] {
  return list
    .map((item) => ({ item, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item)
}

/** One path of a tree as it was found. Modes are octal text; of links they say nothing. */
export type Found =
  | { readonly type: 'file'; readonly mode: string; readonly size: number; readonly digest: string }
  | { readonly type: 'folder'; readonly mode: string }
  | { readonly type: 'link'; readonly target: string }
  | { readonly type: 'other' }

/** Everything under a folder by relative path, sorted; digests are SHA-256. Names in `except` are left out at the top. */
export async function readTree(folder: string, except: readonly string[] = []): Promise<Map<string, Found>> {
  const found = new Map<string, Found>()
  const visit = async (path: string) => {
    for (const name of (await readdir(join(folder, path))).sort()) {
      const inner = path === '' ? name : `${path}/${name}`
      if (path === '' && except.includes(name)) continue
      const entry = await inspect(join(folder, inner))
      found.set(inner, entry)
      if (entry.type === 'folder') await visit(inner)
    }
  }
  await visit('')
  return found
}

async function inspect(place: string): Promise<Found> {
  const status = await lstat(place)
  if (status.isSymbolicLink()) return { type: 'link', target: await readlink(place) }
  const mode = (status.mode & 0o7777).toString(8)
  if (status.isDirectory()) return { type: 'folder', mode }
  return status.isFile() ? { type: 'file', mode, size: status.size, digest: await digestOf(place) } : { type: 'other' }
}

async function digestOf(place: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(place)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}
