import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { canIsolate } from '../../test/support/isolation.ts'
import { type Sshd, startSshd } from '../../test/support/sshd.ts'

/** Where every host keeps what is deployed to it, as the host sees it. */
export const site = '/srv'

/** A host that deployments go to. */
export interface Host {
  readonly name: string
  readonly sshd: Sshd
  /** Its {@link site}, as this process sees it. */
  readonly folder: string
  /** CPU seconds of all sessions that have ended. */
  cpu(): number
  /** Commands that were started through it so far. */
  execs(): number
}

/** The folder of this bench: in memory where that can be had, so that no disk decides. */
export function benchFolder(): string {
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : realpathSync(tmpdir()), 'sallyport-bench-'))
  chmodSync(folder, 0o755) // the hosts' users pass through
  return folder
}

/** Starts real sshds, all with the same configuration; `lacking`: commands that they shall not have. */
export async function startHosts(folder: string, count: number, lacking: readonly string[]): Promise<Host[]> {
  if (!canIsolate()) throw new Error('the bench needs root and private mounts: every host has its own /srv')
  return Promise.all(Array.from({ length: count }, (_, index) => startHost(folder, `web${index + 1}`, lacking)))
}

async function startHost(root: string, name: string, lacking: readonly string[]): Promise<Host> {
  const folder = join(root, name)
  const sshd = await startSshd({ home: folder, lacking })
  execFileSync('nsenter', ['--target', String(sshd.pid), '--mount', 'mount', '--bind', folder, site])
  return {
    name,
    sshd,
    folder,
    cpu: () => cpuOfChildren(sshd.pid),
    execs: () => sshd.log().split('Starting session: command').length - 1,
  }
}

/** proc(5): fields 16 and 17 of `stat`, in ticks of 1/100 s; orphans of a session count too, sshd being the first process there. */
function cpuOfChildren(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[13]) + Number(fields[14])) / 100
}

export const stopHosts = async (hosts: readonly Host[]): Promise<void> => {
  await Promise.all(hosts.map(({ sshd }) => sshd.stop()))
}
