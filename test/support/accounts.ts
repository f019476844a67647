import { execFileSync } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Overlay } from './isolation.ts'

interface Account {
  readonly user: string
  readonly home: string
  readonly shell?: string
  readonly password?: string
}

/** An ordinary user's number, which no real one of the machine should have. */
export const uidOf = (user: string): number => (user === 'root' ? 0 : 47_811)

/** Files in place of the machine's accounts: all that there are, and one that logs in. */
export async function accountOverlays(folder: string, account: Account): Promise<Overlay[]> {
  const { user, home, shell = 'sh', password } = account
  const uid = uidOf(user)
  const path = shell.startsWith('/') ? shell : `/bin/${shell}`
  const files = {
    passwd: await withLine('/etc/passwd', user, `${user}:x:${uid}:${uid}::${home}:${path}`),
    group: await withLine('/etc/group', user, `${user}:x:${uid}:`),
    shadow: await withLine('/etc/shadow', user, `${user}:${password === undefined ? '*' : hash(password)}:20000:0:99999:7:::`),
  }
  await mkdir(join(folder, 'pam.d'), { recursive: true })
  await writeFile(
    join(folder, 'pam.d/sshd'),
    'auth required pam_unix.so nodelay\naccount required pam_permit.so\nsession required pam_permit.so\n',
  )
  await Promise.all(Object.entries(files).map(([name, lines]) => writeFile(join(folder, name), lines)))
  const overlays = Object.keys(files).map((name) => ({ over: `/etc/${name}`, show: join(folder, name) }))
  return [...overlays, { over: '/etc/pam.d', show: join(folder, 'pam.d') }]
}

async function withLine(file: string, user: string, line: string): Promise<string> {
  const others = (await readFile(file, 'utf8')).split('\n').filter((other) => other !== '' && !other.startsWith(`${user}:`))
  return `${[...others, line].join('\n')}\n`
}

/** As in shadow(5); perl belongs to every Debian. */
const hash = (password: string): string =>
  execFileSync('perl', ['-e', 'print crypt(<STDIN>, q($6$sallyport$))'], { input: password, encoding: 'utf8' })
