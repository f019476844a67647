import { spawnSync } from 'node:child_process'

const unshare = ['unshare', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc']

/** A folder or file that is laid over a path of the machine, for the isolated processes only. */
export interface Overlay {
  readonly over: string
  readonly show: string
}

const probe = { done: false, able: false }

/** Whether processes can have mounts and process numbers of their own here: root, and a kernel and container that let it. */
export function canIsolate(): boolean {
  if (!probe.done) {
    const [command = '', ...rest] = [...unshare, 'mount', '-t', 'tmpfs', 'tmpfs', '/run']
    probe.able = process.getuid?.() === 0 && spawnSync(command, rest).status === 0
    probe.done = true
  }
  return probe.able
}

/**
 * The argv that runs a command with private mounts in a process space of its own, which ends as a whole with it. Overlays are laid in
 * the given order; the machine's `/usr/bin` and `/usr/sbin` stay reachable at `machine/bin` and `machine/sbin`.
 */
export function isolated(command: readonly string[], overlays: readonly Overlay[], machine: string): readonly string[] {
  const mount = `${quote(machine)}/bin/mount --bind`
  const script = [
    `mount --bind /usr/bin ${quote(machine)}/bin`,
    `mount --bind /usr/sbin ${quote(machine)}/sbin`,
    'mount -t tmpfs -o mode=755 tmpfs /run',
    'mkdir /run/sshd',
    ...overlays.map(({ show, over }) => `${mount} ${quote(show)} ${quote(over)}`),
    `exec ${command.map(quote).join(' ')}`,
  ]
  return [...unshare, 'sh', '-euc', script.join('\n')]
}

/** The argv that runs a command which dies with this process, however that ends. */
export const mortal = (command: readonly string[]): readonly string[] => ['setpriv', '--pdeathsig', 'KILL', ...command]

export const quote = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`
