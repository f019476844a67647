import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { afterAll, expect, it } from '@jest/globals'
import type { ConnectConfig, Client as SshClient } from 'ssh2'
import { describeWith } from '../../support/needs.ts'
import { until } from '../../support/processes.ts'
import { type Sshd, type SshdOptions, startSshd } from '../../support/sshd.ts'

const { Client } = createRequire(import.meta.url)('ssh2') as { Client: typeof SshClient }

const hosts: Sshd[] = []
const start = async (options?: SshdOptions): Promise<Sshd> => {
  const host = await startSshd(options)
  hosts.push(host)
  return host
}
afterAll(async () => {
  await Promise.all(hosts.map((host) => host.stop()))
})

function connect(host: Sshd, credentials: ConnectConfig = { privateKey: host.key }): Promise<SshClient> {
  const client = new Client()
  return new Promise((resolve, reject) => {
    client.on('ready', () => resolve(client)).on('error', reject)
    client.on('keyboard-interactive', (_name, _words, _language, _prompts, answer) => answer([credentials.password ?? '']))
    client.connect({ host: host.host, port: host.port, username: host.user, ...credentials })
  })
}

async function exec(host: Sshd, command: string, credentials?: ConnectConfig): Promise<string> {
  const client = await connect(host, credentials)
  const output = await new Promise<string>((resolve, reject) => {
    client.exec(command, (error, channel) => {
      if (error) return reject(error)
      let words = ''
      channel.on('data', (chunk: Buffer) => {
        words += chunk
      })
      channel.on('close', () => resolve(words.trim()))
    })
  })
  client.end()
  return output
}

const cases: { name: string; options: SshdOptions; command: string; expected: string }[] = [
  { name: 'a user of its own', options: {}, command: 'whoami; echo $0', expected: 'deploy\nsh' },
  { name: 'root', options: { user: 'root' }, command: 'id -u', expected: '0' },
  { name: 'another login shell', options: { shell: 'bash' }, command: 'echo $0', expected: 'bash' },
  { name: 'ash', options: { shell: 'ash' }, command: 'echo $0', expected: 'ash' },
  { name: 'only busybox', options: { tools: 'busybox' }, command: 'readlink /bin/tar; ls /usr/sbin', expected: 'busybox' },
  {
    name: 'dash with busybox',
    options: { tools: 'busybox', shell: 'dash' },
    command: 'echo $0; readlink /bin/mv',
    expected: 'dash\nbusybox',
  },
  { name: 'a lacking command', options: { lacking: ['gzip'] }, command: 'command -v gzip || command -v tar', expected: '/usr/bin/tar' },
  {
    name: 'a command of our own',
    options: { commands: { date: '#!/bin/sh\nexec "$MACHINE/date" -d @60 "$@"' } },
    command: 'date +%s',
    expected: '60',
  },
  {
    name: 'no GNU mv',
    options: { tools: 'bsd' },
    command: 'ln -s a l; mv -T l m 2>&1; mv -h l m && readlink m',
    expected: 'mv: illegal option -- -T\na',
  },
  { name: 'a stat of BSD', options: { tools: 'bsd' }, command: 'printf 123 >f; chmod 640 f; stat -f "%z %Lp %N" f', expected: '3 640 f' },
  { name: 'a df of BSD', options: { tools: 'bsd' }, command: 'df -Pki / | wc -w', expected: '19' },
  {
    name: 'an environment',
    options: { env: { A: 'b "c' }, path: '/usr/bin:/x' },
    command: 'echo "$A" $PATH',
    expected: 'b "c /usr/bin:/x',
  },
  { name: 'a forced command', options: { forceCommand: 'echo no' }, command: 'whoami', expected: 'no' },
]

describeWith(['sshd', 'busybox', 'isolation'], 'a host', () => {
  for (const { name, options, command, expected } of cases) {
    it(`has ${name}`, async () => {
      expect(await exec(await start(options), command)).toBe(expected)
    })
  }

  for (const passwordMethod of ['password', 'keyboard-interactive'] as const) {
    it(`asks for a password by ${passwordMethod}`, async () => {
      const host = await start({ password: 'x;y z', passwordMethod })
      const tried = (password: string) => exec(host, 'whoami', { password, tryKeyboard: true })
      expect(await tried('x;y z')).toBe('deploy')
      await expect(tried('wrong')).rejects.toThrow('authentication methods failed')
    })
  }

  it('drops its connections, and takes new ones', async () => {
    const host = await start()
    const client = await connect(host)
    const closed = new Promise<void>((resolve) => client.on('close', () => resolve()).on('error', () => {}))
    expect(host.dropSessions()).toBeGreaterThan(0)
    await closed
    expect(await exec(host, 'echo again')).toBe('again')
  })

  it('leaves no process and no file behind', async () => {
    const host = await start()
    await exec(host, 'sleep 1000 >/dev/null 2>&1 & echo')
    await until(() => host.running().length === 1, 'one process')
    const [left] = host.running()
    await host.stop()
    expect(existsSync(`/proc/${left?.pid}`)).toBe(false)
    expect(existsSync(host.home)).toBe(false)
  })
})
