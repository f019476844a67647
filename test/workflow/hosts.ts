import { once } from 'node:events'
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { basename, join, relative } from 'node:path'
import { uidOf } from '../support/accounts.ts'
import { type Sshd, startSshd } from '../support/sshd.ts'
import { temporaryFolder } from '../support/temporary.ts'

/** A real host. */
export interface StageHost {
  readonly sshd: Sshd
  /** The name of the release that it serves; empty when none. */
  release(): string
  /** Content of a file that it serves; empty when there is none. */
  serves(path?: string): string
  /** Whether there is something at a path below its root. */
  has(path: string): boolean
  /** What was asked of `sudo` on it, a line each. */
  asked(): readonly string[]
  /** Writes a file at a path below its root, as the user who logs in. */
  put(path: string, content: string): void
}

export interface Hosts {
  /** Holds a folder for each host: there lies what examples put at the root of a host. */
  readonly root: string
  readonly named: Readonly<Record<string, StageHost>>
  /** Address of a web server of them all: 200, or 500 while one of them serves a file `sick`. */
  readonly site: string
  close(): Promise<void>
}

/** `wanted`: names, each with a user before it (`jump@bastion`) where that is not `deploy`. `authorizedKeys`: public keys that open them all. */
export async function startHosts(wanted: readonly string[], authorizedKeys: readonly string[]): Promise<Hosts> {
  const root = await temporaryFolder('hosts')
  const names = wanted.map((name) => name.replace(/^.*@/, ''))
  const users = wanted.map((name) => /^(.*)@/.exec(name)?.[1] ?? 'deploy')
  const hosts = await Promise.all(names.map((name, index) => startHost(join(root, name), users[index] ?? '', authorizedKeys)))
  const isSick = () => hosts.some((host) => host.serves('sick') !== '')
  const site = createServer((_, response) => void response.writeHead(isSick() ? 500 : 200).end('Shop\n'))
  await once(site.listen(0, '127.0.0.1'), 'listening')
  const address = site.address()
  return {
    root,
    named: Object.fromEntries(names.flatMap((name, index) => (hosts[index] ? [[name, hosts[index]]] : []))),
    site: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    close: async () => {
      site.closeAllConnections()
      site.close()
      await Promise.all(hosts.map(({ sshd }) => sshd.stop()))
    },
  }
}

/** Hosts have no real `sudo`: what is asked of it is written down. */
const sudo = '#!/bin/sh\necho "$*" >>"$HOME/sudo.log"\n'

async function startHost(home: string, user: string, authorizedKeys: readonly string[]): Promise<StageHost> {
  const commands = join(home, 'commands')
  mkdirSync(commands, { recursive: true })
  writeFileSync(join(commands, 'sudo'), sudo, { mode: 0o755 })
  const sshd = await startSshd({ home, user, authorizedKeys, path: `${commands}:/usr/bin:/bin` })
  const read = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8').trim() : '')
  return {
    sshd,
    release: () => {
      const link = liveLink(home)
      return link === undefined ? '' : basename(readlinkSync(link))
    },
    serves: (path = 'version.txt') => read(join(liveLink(home) ?? join(home, 'nothing'), path)),
    has: (path) => existsSync(join(home, path)),
    asked: () => read(join(home, 'sudo.log')).split('\n').filter(Boolean),
    put: (path, content) => {
      const parts = path.split('/')
      for (const [index, part] of parts.entries()) {
        const place = join(home, ...parts.slice(0, index), part)
        if (index < parts.length - 1) mkdirSync(place, { recursive: true })
        else writeFileSync(place, content)
        chownSync(place, uidOf(user), uidOf(user))
      }
    },
  }
}

/** The link that the web server follows: the only one that lies outside of the releases. */
const liveLink = (home: string): string | undefined =>
  readdirSync(home, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isSymbolicLink())
    .map(({ parentPath, name }) => join(parentPath, name))
    .find((path) => !/(^|\/)(releases|codes)\//.test(relative(home, path)))
