import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { findCommand } from './find-command.ts'
import { signalProcess } from './processes.ts'
import { repositoryRoot } from './runner-context.ts'

const sources = join(repositoryRoot, 'test/independent/robots')
const kept = join(repositoryRoot, 'build/robots')
const lock = join(kept, '.lock')
/** Milliseconds for Maven, which may have to fetch everything. */
const patience = 300_000

const asked: { path?: string | undefined } = {}

/** The class path of the robots' libraries and of what drives them; undefined without a JDK, without Maven, or without a way to the libraries. */
export function robotClassPath(): string | undefined {
  if (!('path' in asked)) asked.path = ['java', 'javac', 'mvn'].every(findCommand) ? builtOnce() : undefined
  return asked.path
}

/** Built for other sources only: the folder is named after them, and whole as soon as it has its name. */
function builtOnce(): string | undefined {
  const names = readdirSync(sources)
    .filter((name) => /\.(?:java|xml)$/.test(name))
    .sort()
  const stamp = createHash('sha256')
  for (const name of names) stamp.update(`${name}\n`).update(readFileSync(join(sources, name)))
  const target = join(kept, stamp.digest('hex').slice(0, 16))
  const classes = names.filter((name) => name.endsWith('.java'))
  const isThere = existsSync(target) || alone(() => existsSync(target) || build(target, classes))
  return isThere ? [join(target, 'classes'), join(target, 'libraries/*')].join(':') : undefined
}

function build(target: string, classes: readonly string[]): boolean {
  for (const name of readdirSync(kept)) if (join(kept, name) !== lock) rmSync(join(kept, name), { recursive: true })
  const fresh = join(kept, 'fresh')
  if (!fetchLibraries(join(fresh, 'libraries'))) return false
  compile(classes, fresh)
  renameSync(fresh, target)
  return true
}

/** From what Maven has already, or else from where it gets things. */
function fetchLibraries(folder: string): boolean {
  const options = ['-q', '-B', '-f', join(sources, 'pom.xml'), 'dependency:copy-dependencies', `-DoutputDirectory=${folder}`]
  if (spawnSync('mvn', ['-o', ...options], { timeout: patience }).status === 0) return true
  const { status, stdout, error } = spawnSync('mvn', options, { encoding: 'utf8', timeout: patience })
  if (status !== 0) process.stderr.write(`Maven cannot get the libraries of robots: ${error?.message ?? stdout}\n`)
  return status === 0
}

/** What does not compile is our own fault, wherever the tests run. */
function compile(names: readonly string[], folder: string): void {
  const options = ['-encoding', 'UTF-8', '-proc:none', '-d', join(folder, 'classes'), '-cp', join(folder, 'libraries/*')]
  const { status, stderr } = spawnSync('javac', [...options, ...names], { cwd: sources, encoding: 'utf8' })
  if (status !== 0) throw new Error(`javac: ${stderr}`)
}

/** One build at a time, whoever asks for it. */
function alone<T>(task: () => T): T {
  mkdirSync(kept, { recursive: true })
  while (!takeLock()) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200)
  try {
    return task()
  } finally {
    rmSync(lock)
  }
}

/** The lock is a link that names its holder; one whose holder has died is removed. */
function takeLock(): boolean {
  try {
    symlinkSync(String(process.pid), lock)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error // of node:fs
    const holder = lockHolder()
    if (holder !== undefined && !signalProcess(holder, 0)) rmSync(lock, { force: true })
    return false
  }
}

function lockHolder(): number | undefined {
  try {
    return Number(readlinkSync(lock))
  } catch {
    return undefined // given back meanwhile
  }
}
