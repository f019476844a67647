import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, chown, mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { accountOverlays, uidOf } from './accounts.ts'
import { dropbearArgv, layOutDropbear } from './dropbear.ts'
import { canIsolate, isolated, mortal, type Overlay } from './isolation.ts'
import { sharedKey, writeKey } from './keys.ts'
import { descendants, processesWith, signalProcess, until } from './processes.ts'
import { type SshdSettings, sshdConfig } from './sshd-config.ts'
import { removeFolder, temporaryFolder } from './temporary.ts'
import { isPlain, layOutTools, type Toolset } from './tools.ts'

export interface SshdOptions extends SshdSettings, Toolset {
  /** Who logs in; made for this host only. `deploy` by default; without isolation it is always whoever runs the tests. */
  readonly user?: string
  /** Login shell: a name (`dash`, `bash`, `ash`) or a path; `sh` by default. Needs isolation. */
  readonly shell?: string
  /** Public keys that open the host; by default {@link sharedKey}. */
  readonly authorizedKeys?: readonly string[]
  /** The user's home, when it shall not be a new folder. Mount what shall lie in it before the host starts. */
  readonly home?: string
  /** A free one by default. */
  readonly port?: number
  /** Which server; OpenSSH's by default. Dropbear needs isolation, and knows nothing of the settings of sshd_config. */
  readonly server?: 'openssh' | 'dropbear'
}

/** A running OpenSSH server: one host. */
export interface Sshd {
  readonly host: '127.0.0.1'
  readonly port: number
  readonly user: string
  /** Its public host keys, as one pins them. */
  readonly hostKeys: readonly string[]
  /** A private key that opens it. */
  readonly key: string
  /** The user's home: the same path inside and outside of the host. */
  readonly home: string
  readonly pid: number
  /** What sshd has logged so far (level VERBOSE). */
  log(): string
  /** Cuts every connection by killing the processes that serve them (SIGKILL); what they started goes on. Returns how many died. */
  dropSessions(): number
  /** The processes that sessions have started and that still run. */
  running(): readonly { readonly pid: number; readonly name: string }[]
  /** Ends the server and everything that was started through it; removes its folder. */
  stop(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Starts a real sshd on a port of 127.0.0.1. As root it gets private mounts and processes: a user, a login shell and a set of commands
 * of its own, with nothing changed on the machine. Throws where that is asked for and cannot be had.
 */
export async function startSshd(options: SshdOptions = {}): Promise<Sshd> {
  refuseWithoutIsolation(options)
  const folder = await temporaryFolder('host')
  try {
    const host = await layOutHost(folder, options)
    return await listen(host, options)
  } catch (error) {
    removeFolder(folder)
    throw error
  }
}

function refuseWithoutIsolation(options: SshdOptions): void {
  const wished = [options.user, options.shell, options.password, options.server].some((wish) => wish !== undefined) || !isPlain(options)
  if (wished && !canIsolate()) throw new Error('a host with its own user, shell, password or commands needs root and private mounts')
}

interface Host {
  readonly folder: string
  readonly home: string
  readonly user: string
  readonly key: string
  readonly hostKeys: readonly string[]
  readonly overlays: readonly Overlay[]
}

async function layOutHost(folder: string, options: SshdOptions): Promise<Host> {
  const user = canIsolate() ? (options.user ?? 'deploy') : userInfo().username
  const home = options.home ?? join(folder, 'home')
  await mkdir(home, { recursive: true })
  await chmod(home, 0o755)
  if (canIsolate()) await chown(home, uidOf(user), uidOf(user))
  const types = options.hostKeyTypes ?? ['ed25519']
  const hostKeys = await Promise.all(types.map(async (type) => (await writeKey(join(folder, `host_${type}`), type)).public))
  const key = await sharedKey()
  await writeFile(join(folder, 'authorized_keys'), `${(options.authorizedKeys ?? [key.public]).join('\n')}\n`)
  const overlays = canIsolate() ? await layOutMachine(folder, { ...options, user, home }) : []
  if (options.server === 'dropbear') hostKeys.splice(0, hostKeys.length, await layOutDropbear(folder, home, uidOf(user)))
  return { folder, home, user, key: key.private, hostKeys: hostKeys.map(withoutComment), overlays }
}

const withoutComment = (line: string): string => line.split(' ').slice(0, 2).join(' ')

/** The folders and files that the host sees in place of the machine's. Those of the commands come last: mounting needs them. */
async function layOutMachine(folder: string, options: SshdOptions & { user: string; home: string }): Promise<Overlay[]> {
  const [tools, empty] = [join(folder, 'tools'), join(folder, 'empty')]
  await Promise.all(['machine/bin', 'machine/sbin', 'empty'].map((name) => mkdir(join(folder, name), { recursive: true })))
  const accounts = await accountOverlays(folder, options)
  const local = ['/usr/local/bin', '/usr/local/sbin'].map((over) => ({ over, show: empty }))
  if (isPlain(options) && options.shell !== 'ash') return [...accounts, ...local]
  await layOutTools(tools, join(folder, 'machine/bin'), { ...options, commands: { ...shellOf(options), ...options.commands } })
  return [
    ...accounts,
    ...local,
    { over: '/usr/sbin', show: options.tools === 'busybox' ? empty : '/usr/sbin' },
    { over: '/usr/bin', show: tools },
  ]
}

/** The login shell, where the commands of the host do not bring it: busybox's by its path, any other from the machine. */
function shellOf({ shell = 'sh', tools = 'gnu' }: SshdOptions): Record<string, string> {
  if (shell.startsWith('/') || shell === 'sh' || (shell === 'ash' && tools === 'busybox')) return {}
  return shell === 'ash' ? { ash: 'busybox' } : { [shell]: shell }
}

async function listen(host: Host, options: SshdOptions): Promise<Sshd> {
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await freePort())
    const log: string[] = []
    const child = await launch(host, port, options, log)
    const ready = () => /Server listening on|Not backgrounding/.test(log.join(''))
    await until(() => ready() || child.exitCode !== null, 'sshd to listen').catch(() => {})
    if (ready()) return handle(host, port, child, log)
    child.kill('SIGKILL')
    if (attempt === 3 || !log.join('').includes('already in use')) throw new Error(`sshd did not start:\n${log.join('')}`)
  }
}

async function launch(host: Host, port: number, options: SshdOptions, log: string[]): Promise<ChildProcess> {
  const config = join(host.folder, 'sshd_config')
  await writeFile(config, sshdConfig({ ...options, env: { ...options.env, ...markOf(host) } }, port, host.folder))
  const machine = join(host.folder, 'machine')
  const daemon = (folder: string) =>
    options.server === 'dropbear' ? dropbearArgv(folder, host.folder, port) : [join(folder, 'sshd'), '-D', '-e', '-f', config]
  const argv = canIsolate() ? isolated(daemon(join(machine, 'sbin')), host.overlays, machine) : daemon('/usr/sbin')
  const [command = '', ...rest] = mortal(argv)
  const child = spawn(command, rest, { stdio: ['ignore', 'ignore', 'pipe'], env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' } })
  child.stderr?.setEncoding('utf8').on('data', (words: string) => log.push(words))
  return child
}

/** Sessions of a host without a process space of its own are known by this variable. */
const markOf = ({ folder }: Host): Record<string, string> => (canIsolate() ? {} : { SALLYPORT_TEST_HOST: folder })

function handle(host: Host, port: number, child: ChildProcess, log: readonly string[]): Sshd {
  const pid = (canIsolate() ? descendants(child.pid ?? 0)[0]?.pid : child.pid) ?? 0
  const isServing = ({ name }: { name: string }) => /^(sshd|dropbear)/.test(name)
  const running = () =>
    canIsolate() ? descendants(pid).filter((started) => !isServing(started)) : processesWith(`SALLYPORT_TEST_HOST=${host.folder}`)
  const stop = async () => {
    for (const started of [...descendants(pid), ...running(), { pid }]) signalProcess(started.pid, 'SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    removeFolder(host.folder)
  }
  return {
    host: '127.0.0.1',
    port,
    user: host.user,
    hostKeys: host.hostKeys,
    key: host.key,
    home: host.home,
    pid,
    log: () => log.join(''),
    dropSessions: () =>
      descendants(pid)
        .filter(isServing)
        .filter((served) => signalProcess(served.pid, 'SIGKILL')).length,
    running,
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}
