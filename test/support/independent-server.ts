import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe } from '@jest/globals'

/** A server that nobody here wrote. Its packages are no dependencies of the checkout: they have a folder and a lock file of their own. */
export interface IndependentServer {
  /** Starts it on a port of its own, as a process of its own. */
  start(): Promise<RunningServer>
  /** Loads one of its packages, or a file of one. */
  load(specifier: string): unknown
}

export interface RunningServer {
  readonly url: string
  close(): Promise<void>
}

const root = new URL('../../', import.meta.url).pathname

/**
 * A `describe` against a server of `test/independent`, whose packages are installed the first time and kept. Where that cannot be done the
 * tests are skipped and say so; under continuous integration that is an error.
 */
export function describeAgainst(server: string, name: string, body: (server: IndependentServer) => void): void {
  const home = join(root, 'test/independent', server)
  const installed = install(home, server)
  if ('folder' in installed) {
    const { folder } = installed
    describe(name, () => body({ start: () => start(join(home, 'server.ts'), folder), load: createRequire(join(folder, 'package.json')) }))
    return
  }
  if (process.env.CI === 'true') throw new Error(`“${name}” needs the packages of ${home}: ${installed.fault}`)
  process.stderr.write(`skipped: “${name}” needs the packages of ${home}: ${installed.fault}\n`)
  describe.skip(name, () => body({ start: () => Promise.reject(new Error('not installed')), load: () => undefined }))
}

/** The folder is named after the lock file: another lock is another folder. What another process installs meanwhile is as good. */
function install(home: string, server: string): { readonly folder: string } | { readonly fault: string } {
  const lock = createHash('sha256')
    .update(readFileSync(join(home, 'package-lock.json')))
    .digest('hex')
  const folder = join(root, 'build/independent', `${server}-${lock.slice(0, 12)}`)
  if (existsSync(folder)) return { folder }
  const fresh = `${folder}.${process.pid}`
  mkdirSync(fresh, { recursive: true })
  for (const file of ['package.json', 'package-lock.json']) cpSync(join(home, file), join(fresh, file))
  const fault = fetchPackages(fresh)
  if (fault === undefined) keep(fresh, folder)
  rmSync(fresh, { recursive: true, force: true })
  return fault === undefined ? { folder } : { fault }
}

function keep(fresh: string, folder: string): void {
  try {
    renameSync(fresh, folder)
  } catch (error) {
    if (!existsSync(folder)) throw error
  }
}

const quietly = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline']
/** Where the tests may be skipped, nobody waits for minutes for a network that is not there. */
const impatiently = process.env.CI === 'true' ? [] : ['--fetch-retries=1', '--fetch-retry-mintimeout=1000', '--fetch-timeout=30000']

/** Why it failed; undefined when it did not. */
function fetchPackages(folder: string): string | undefined {
  const { status, error, stderr } = spawnSync('npm', ['ci', '--prefix', folder, ...quietly, ...impatiently], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 180_000,
  })
  if (status === 0) return undefined
  return error?.message ?? (stderr.trim().split('\n')[0] || `npm ended with ${status}`)
}

/** A server says its address in its first line, and ends with its standard input. */
async function start(script: string, folder: string): Promise<RunningServer> {
  const child = spawn(process.execPath, [script, folder], {
    env: { PATH: process.env.PATH, NODE_NO_WARNINGS: '1' },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const [url] = await Promise.race([once(createInterface(child.stdout), 'line'), ended(child)])
  return {
    url: String(url),
    close: async () => {
      const end = once(child, 'exit')
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await end
    },
  }
}

const ended = async (child: ChildProcess): Promise<never> => {
  const [code] = await once(child, 'exit')
  throw new Error(`the server ended with ${code} before it began`)
}
