import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

/** What a reader of the live link saw. */
export interface LiveReading {
  readonly reads: number
  /** The link itself was not there. */
  readonly missing: number
  /** The link was there and what it named was not. */
  readonly dangling: number
  /** Two files, read through one resolved folder, were of different releases, or one was lacking. */
  readonly mixed: number
  /** Texts of `version.txt` in the order they were first seen after another one. */
  readonly versions: readonly string[]
}

export interface LiveReader {
  stop(): Promise<LiveReading>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Starts a process that in a tight loop resolves a link and reads `version.txt` and a second file through it; both must say the
 * same. Resolves once it has read for the first time. A link whose release was removed behind its back counts only if it still
 * names it.
 */
export async function startLiveReader(live: string, second = 'last.txt'): Promise<LiveReader> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, live, second], { stdio: ['pipe', 'pipe', 'inherit', 'ipc'] })
  await once(child, 'message')
  return {
    stop: () => finish(child),
    [Symbol.asyncDispose]: async () => void child.kill('SIGKILL'),
  }
}

async function finish(child: ChildProcess): Promise<LiveReading> {
  const reading = once(child, 'message')
  child.send('stop')
  const [result] = (await reading) as [LiveReading]
  child.kill('SIGKILL')
  return result
}

/** In batches, so that it hears the word to stop. */
const program = `
import { lstatSync, readFileSync, readlinkSync } from 'node:fs'
import { resolve, dirname } from 'node:path'
const [live, second] = process.argv.slice(-2)
const seen = { reads: 0, missing: 0, dangling: 0, mixed: 0, versions: [] }
const attempt = (task) => { try { return task() } catch { return undefined } }
const isDirectory = (path) => attempt(() => lstatSync(path).isDirectory()) === true
const isStill = (target) => attempt(() => readlinkSync(live)) === target
function look() {
  seen.reads++
  const target = attempt(() => readlinkSync(live))
  if (target === undefined) return void seen.missing++
  const folder = resolve(dirname(live), target)
  if (!isDirectory(folder)) return void (isStill(target) && seen.dangling++)
  const version = attempt(() => readFileSync(folder + '/version.txt', 'utf8'))
  const other = attempt(() => readFileSync(folder + '/' + second, 'utf8'))
  if (version === undefined || version !== other) return void (isStill(target) && seen.mixed++)
  if (seen.versions.at(-1) !== version) seen.versions.push(version)
}
let stopped = false
process.on('message', () => { stopped = true })
process.on('disconnect', () => process.exit())
look()
process.send('reading')
function batch() {
  for (let i = 0; i < 500; i++) look()
  stopped ? process.send(seen) : setImmediate(batch)
}
batch()
`
