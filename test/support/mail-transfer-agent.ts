import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type ParsedMail, simpleParser } from 'mailparser'
import type { Certificate } from './certificates.ts'
import { findCommand } from './find-command.ts'
import { isolated, mortal } from './isolation.ts'
import { removeFolder, temporaryFolder } from './temporary.ts'

/** A real mail server: Postfix as Debian packages it, with a spool, a maildir and a configuration of its own. Mail is for ops@example.test. */
export interface MailTransferAgent {
  /** Speaks plainly until STARTTLS, which it insists on. */
  readonly port: number
  /** Speaks TLS from the first byte. */
  readonly securePort: number
  /** Waits for as many mails in the maildir, and reads them: as they are, and as an independent parser sees them. Oldest first. */
  mails(count: number): Promise<readonly { readonly raw: Buffer; readonly parsed: ParsedMail }[]>
  close(): Promise<void>
}

/** What a test needs for it (see `describeWith`). */
export const mailNeeds = ['isolation', 'postfix', 'openssl'] as const

/** Delivers never as root. */
const nobody = 65_534

export async function startMailServer(certificate: Certificate): Promise<MailTransferAgent> {
  const folder = await temporaryFolder('mail')
  const [port, securePort] = [await freePort(), await freePort()]
  layOut(folder, certificate)
  writeFileSync(join(folder, 'etc/master.cf'), services(port, securePort))
  execFileSync(commandPath('postfix'), ['-c', join(folder, 'etc'), 'check'], { stdio: 'pipe' }) // makes its folders
  // Postfix changes its user, and with that forgets that it is to die with us: the shell in front of it does not.
  const server = ['sh', '-c', '"$@" & wait', 'sh', join(daemons(), 'master'), '-c', join(folder, 'etc'), '-d']
  const [command = '', ...argv] = mortal(isolated(server, [], join(folder, 'machine')))
  const child = spawn(command, argv, { stdio: ['ignore', 'pipe', 'pipe'] })
  const said: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (words: string) => said.push(words))
  const ended = once(child, 'exit')
  await untilListening(port, () => child.exitCode ?? undefined, said)
  return {
    port,
    securePort,
    mails: (count) => mailsIn(join(folder, 'maildir/ops/new'), count, said),
    close: async () => {
      child.kill('SIGKILL') // its process space ends with it
      await ended
      removeFolder(folder)
    },
  }
}

const daemons = (): string => execFileSync(commandPath('postconf'), ['-dh', 'daemon_directory'], { encoding: 'utf8' }).trim()

const commandPath = (name: string): string => findCommand(name) ?? name

function layOut(folder: string, { key, cert }: Certificate): void {
  const at = (name: string) => join(folder, name)
  for (const name of ['etc', 'spool', 'data', 'maildir', 'machine/bin', 'machine/sbin']) mkdirSync(at(name), { recursive: true })
  chownSync(at('maildir'), nobody, nobody)
  execFileSync('chown', ['postfix', at('data')])
  writeFileSync(at('key.pem'), key, { mode: 0o600 })
  writeFileSync(at('cert.pem'), cert)
  const settings = {
    compatibility_level: '3.6',
    queue_directory: at('spool'),
    data_directory: at('data'),
    daemon_directory: daemons(),
    myhostname: 'mx.example.test',
    mydestination: '',
    inet_interfaces: '127.0.0.1',
    inet_protocols: 'ipv4',
    smtpd_tls_cert_file: at('cert.pem'),
    smtpd_tls_key_file: at('key.pem'),
    smtpd_tls_security_level: 'encrypt',
    smtpd_tls_received_header: 'yes',
    smtpd_relay_restrictions: 'reject_unauth_destination',
    message_size_limit: String(largestMail),
    virtual_mailbox_domains: 'example.test',
    virtual_mailbox_base: at('maildir'),
    virtual_mailbox_maps: 'inline:{ops@example.test=ops/}',
    virtual_mailbox_limit: '0',
    virtual_uid_maps: `static:${nobody}`,
    virtual_gid_maps: `static:${nobody}`,
  }
  writeFileSync(
    at('etc/main.cf'),
    Object.entries(settings)
      .map(([name, value]) => `${name} = ${value}\n`)
      .join(''),
  )
}

/** Bytes; it refuses more. */
export const largestMail = 400_000

/** What of Postfix is needed to take mail and to put it into a maildir. */
const services = (port: number, securePort: number): string =>
  [
    `127.0.0.1:${port} inet n - n - - smtpd`,
    `127.0.0.1:${securePort} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes`,
    'cleanup unix n - n - 0 cleanup',
    'qmgr unix n - n 300 1 qmgr',
    'tlsmgr unix - - n 1000? 1 tlsmgr',
    'rewrite unix - - n - - trivial-rewrite',
    ...['bounce', 'defer', 'trace'].map((name) => `${name} unix - - n - 0 bounce`),
    ...['error', 'retry'].map((name) => `${name} unix - - n - - error`),
    ...['proxymap', 'virtual', 'anvil'].map((name) => `${name} unix - n n - - ${name}`),
    '',
  ].join('\n')

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // it listens on a port
  server.close()
  await once(server, 'close')
  return port
}

const patience = 15_000

async function untilListening(port: number, ended: () => number | undefined, said: readonly string[]): Promise<void> {
  const deadline = Date.now() + patience
  while (!(await isListening(port))) {
    if (ended() !== undefined || Date.now() > deadline) throw new Error(`the mail server does not listen:\n${said.join('')}`)
    await delay(50)
  }
}

const isListening = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => socket.destroy()).once('error', () => resolve(false))
    socket.once('close', (hadError) => resolve(!hadError))
  })

async function mailsIn(folder: string, count: number, said: readonly string[]) {
  const names = () => (existsSync(folder) ? readdirSync(folder).sort((one, other) => deliveredAt(one) - deliveredAt(other)) : [])
  const deadline = Date.now() + patience
  while (names().length < count) {
    if (Date.now() > deadline) throw new Error(`${names().length} of ${count} mails came in:\n${said.join('')}`)
    await delay(50)
  }
  const raws = names().map((name) => readFileSync(join(folder, name)))
  return Promise.all(raws.map(async (raw) => ({ raw, parsed: await simpleParser(raw) })))
}

/** Microseconds, from the name of a mail in a maildir of Postfix: `<seconds>.V<device>I<inode>M<microseconds>.<host>`. */
function deliveredAt(name: string): number {
  const [, seconds, microseconds] = /^(\d+)\.V[0-9a-f]+I[0-9a-f]+M(\d+)\./.exec(name) ?? []
  if (seconds === undefined) throw new Error(`not the name of a mail that Postfix delivered: ${name}`)
  return Number(seconds) * 1e6 + Number(microseconds)
}
