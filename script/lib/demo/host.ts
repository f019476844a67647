import { mkdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import ssh2, { type AuthContext, type ServerChannel } from 'ssh2'
import { startSshServer } from '../../../test/fakes/ssh-server.ts'
import { newKey } from './keys.ts'
import { openShell } from './shell.ts'
import { startWebServer } from './web-server.ts'

/** Where a web server listens as its host sees it: every host has a loopback address of its own, as on machines of their own. */
export const webPort = 8080

export interface DemoHost {
  readonly name: string
  readonly sshPort: number
  /** The public line of its host key. */
  readonly hostKey: string
  /** What its web server answers. */
  ask(path: string): Promise<HostAnswer>
  /** Ends at once all that it runs. */
  stop(): void
}

export interface HostAnswer {
  readonly status: number
  readonly body: string
  /** The release that answered; empty: none is live. */
  readonly release: string
}

interface HostWish {
  readonly name: string
  /** A new folder: its home. */
  readonly folder: string
  /** The public key that may log in. */
  readonly allowed: string
  /** What an operator has put into its settings. */
  readonly settings: Readonly<Record<string, string>>
}

/** A host in this process: an SSH server with a real shell in a folder of its own, and a web server that serves its live link. */
export async function startHost({ name, folder, allowed, settings }: HostWish): Promise<DemoHost> {
  mkdirSync(join(folder, 'releases/shared'), { recursive: true })
  const lines = Object.entries(settings).map(([key, value]) => `${key}=${value}\n`)
  writeFileSync(join(folder, 'releases/shared/.env'), lines.join(''))
  const shell = openShell(folder, { PATH: process.env.PATH ?? '', HOME: folder, USER: 'deploy' })
  const web = await startWebServer(join(folder, 'live'))
  const hostKey = newKey()
  const ssh = await startSshServer({
    hostKeys: [hostKey.private],
    login: admitting(allowed),
    exec: shell.run,
    forwardTo: (stream, { destPort }) => (destPort === webPort ? forward(stream, web.port) : stream.close()),
  })
  return {
    name,
    sshPort: ssh.port,
    hostKey: hostKey.public,
    ask: (path) => ask(web.port, path),
    stop: () => {
      shell.stop()
      ssh.cut()
      web.stop()
    },
  }
}

/** Lets in who proves to have the key, as sshd does: an offer first, then a signature. */
function admitting(allowed: string): (attempt: AuthContext) => void {
  const key = ssh2.utils.parseKey(allowed)
  if (key instanceof Error) throw key
  return (attempt) => {
    const isOffered = attempt.method === 'publickey' && attempt.username === 'deploy' && attempt.key.data.equals(key.getPublicSSH())
    if (!isOffered) return attempt.reject(['publickey'])
    const { signature, blob, hashAlgo } = attempt
    if (signature && !(blob && key.verify(blob, signature, hashAlgo) === true)) return attempt.reject(['publickey'])
    attempt.accept()
  }
}

function forward(stream: ServerChannel, port: number): void {
  const socket = connect(port, '127.0.0.1')
  stream.pipe(socket).pipe(stream)
  socket.on('error', () => stream.close())
  stream.on('close', () => socket.destroy())
}

async function ask(port: number, path: string): Promise<HostAnswer> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`)
  return { status: response.status, body: (await response.text()).trim(), release: response.headers.get('x-release') ?? '' }
}
